import assert from "node:assert/strict";
import { test } from "node:test";
import { withSession } from "../postgres/connect/session";
import { quoteIdentifier } from "../postgres/sql/quote";
import { readServerLog, serverFor } from "../test/servers";
import { setTenant } from "./arena";
import { runProof } from "./index";
import { shopInForm } from "./testing/forms";
import { openShop } from "./testing/shop";

/** A token of a made-up tenant, as it stands in a statement. */
const TOKEN = /p1\.palisade-proof-[^'\s]+/g;

test("what a server logs of a proof's tokens opens nothing: no token is good afterwards, and no key stands there", async () => {
  const server = await serverFor(18);
  const shop = await openShop(server);
  try {
    await withSession(shop.settings, async (session) => {
      for (const statement of shopInForm("signed", shop.roles, 1)) await session.query(statement);
    });
    const before = (await readServerLog(server)).length;
    const { attacks } = await runProof(shop.settings, { only: ["tenant-read-other-tenant"] });
    assert.deepEqual(
      attacks.map(({ status }) => status),
      ["defended"],
    );
    const log = (await readServerLog(server)).slice(before);
    const tokens = [...new Set(log.match(TOKEN))];
    assert.ok(tokens.length > 0, "the log of a server that logs every statement has tokens");
    // The key came by COPY, whose data is no statement.
    const copy = log.split("\n").filter((line) => line.includes("signing_keys") && line.includes("COPY"));
    assert.ok(copy.length > 0 && copy.every((line) => !line.includes("palisade-proof-")), copy.join("\n"));
    const shown = await withSession(shop.settings, async (session) => {
      await session.query(`SET ROLE ${quoteIdentifier(shop.roles.application)}`);
      const codes = new Set<string>();
      for (const token of tokens) {
        await session.query("BEGIN");
        await session.query(setTenant("app.tenant_id", token));
        codes.add(
          await session.query("SELECT FROM app.customers").then(
            () => "believed",
            (error: { code: string }) => error.code,
          ),
        );
        await session.query("ROLLBACK");
      }
      return [...codes];
    });
    assert.deepEqual(shown, ["28000"]);
  } finally {
    await shop.close();
  }
});
