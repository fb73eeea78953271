import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { auditServer } from "../../cli/audit/server-audit";
import { RULES } from "../../policies";
import { withSession } from "../../postgres/connect/session";
import {
  freshDatabase,
  startTestServer,
  type TestDatabase,
  type TestServer,
  TIME_TO_GUESS,
  uniqueName,
} from "../servers";
import { TestStack } from "../stack/test-stack";
import { statementsOfGuide, stateOfRole } from "./role-state";

/** One auditor beside a database that Palisade does not manage, and one that a HardenedDatabase makes for itself. */
const PROGRAM = `import * as postgresql from "@pulumi/postgresql";
import * as pulumi from "@pulumi/pulumi";
import * as palisade from "..";
const config = new pulumi.Config("palisade");
const host = config.require("host");
const port = config.requireNumber("port");
const username = config.require("adminUser");
const password = config.requireSecret("adminPassword");
const caFile = config.require("caFile");
const providers = [
  new postgresql.Provider("postgres", {
    host, port, username, password, superuser: true, sslmode: "verify-full", sslrootcert: caFile,
  }),
  new palisade.Provider("palisade", { host, port, username, password, caCertificateFile: caFile }),
];
const server = { host, port, caFile };
const alone = new palisade.Auditor("auditor", { database: config.require("other"), server }, { providers });
const shop = new palisade.HardenedDatabase(
  "shop",
  { database: config.require("database"), schemas: ["app"], server, auditor: {}, protect: false, proof: { enabled: false } },
  { providers },
);
export const aloneUsername = alone.username;
export const alonePassword = alone.password;
export const aloneConnectionString = alone.connectionString;
export const shopUsername = shop.auditor?.username;
export const shopPassword = shop.auditor?.password;
export const shopConnectionString = shop.auditor?.connectionString;
`;

describe("an Auditor in the real engine", { timeout: 900_000 }, () => {
  let server: TestServer;
  let other: TestDatabase;
  let stack: TestStack;
  let outputs: Record<string, unknown>;

  before(async () => {
    // A server of its own: an audit judges all of it.
    server = await startTestServer(17);
    other = await freshDatabase(server, "inherited");
    stack = await TestStack.create(server, { other: other.name });
    writeFileSync(join(stack.folder, "infra", "index.ts"), PROGRAM);
    await stack.succeed(["up", "--yes", "--skip-preview"]);
    outputs = await stack.outputs();
  });
  after(async () => {
    stack.remove();
    await server.stop();
  });

  const auditAs = (part: "alone" | "shop", database: string) =>
    auditServer(
      {
        ...server.settings,
        database,
        user: String(outputs[`${part}Username`]),
        password: String(outputs[`${part}Password`]),
      },
      { rules: RULES, options: {}, waivers: [], now: new Date(), guessing: TIME_TO_GUESS },
    );

  test("both can audit with what the stack hands out, and neither is a finding", async () => {
    for (const [part, database] of [
      ["alone", other.name],
      ["shop", stack.database],
    ] as const) {
      assert.match(String(outputs[`${part}ConnectionString`]), /sslmode=verify-full/);
      const { report } = await auditAs(part, database);
      assert.deepEqual(report.unknown.map(({ rule }) => rule).sort(), [
        "role-password-guessable",
        "role-password-md5",
        "role-without-password",
      ]);
      const found = report.findings.filter((finding) =>
        /palisade_auditor|_auditor\b/.test(JSON.stringify(finding)),
      );
      assert.deepEqual(found, []);
    }
  });

  test("is the role that the guide's statements make", async () => {
    const guided = uniqueName("by_guide");
    await withSession(other.settings, async (session) => {
      for (const sql of statementsOfGuide(guided, other.name)) await session.query(sql);
      const state = await stateOfRole(session, guided);
      assert.deepEqual(await stateOfRole(session, "palisade_auditor"), state);
      await session.query(`DROP OWNED BY ${guided}`);
      await session.query(`DROP ROLE ${guided}`);
    });
  });

  test("the database's own Access takes nothing from it: a second update changes nothing", async () => {
    const { code, output } = await stack.run(["preview", "--diff", "--expect-no-changes"]);
    assert.equal(code, 0, output);
    await stack.succeed(["up", "--yes", "--skip-preview"]);
    await auditAs("shop", stack.database);
  });

  test("leaves nothing behind, and no password anywhere", async () => {
    assert.doesNotMatch(stack.printed, new RegExp(String(outputs["alonePassword"])));
    assert.doesNotMatch(stack.stored(), new RegExp(String(outputs["alonePassword"])));
    await stack.succeed(["destroy", "--yes", "--skip-preview"]);
    const roles = "SELECT rolname FROM pg_roles WHERE rolname LIKE '%auditor'";
    assert.deepEqual(await withSession(server.settings, (session) => session.rows(roles)), []);
  });
});
