import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { readDatabaseModel } from "../../postgres/catalog/read-model";
import { readRoleTraces, roleTracesRefusal } from "../../postgres/catalog/role-traces";
import { withSession } from "../../postgres/connect/session";
import type { ConnectionSettings } from "../../postgres/connect/settings";
import { parseAccess } from "../../postgres/plan/parse-access";
import { planAccess } from "../../postgres/plan/plan-access";
import { readingFor } from "../../postgres/plan/reading";
import { startTestServer, type TestServer } from "../../test/servers";
import { quotedBelow } from "./guide-outputs";

const GUIDE = readFileSync(join(__dirname, "..", "..", "docs", "guides", "access.md"), "utf8");

/** What the guide quotes beside the adopted database, made on a server of its own, where roles may have the guide's names. */
describe("the sentences that the guide to Access quotes", () => {
  let server: TestServer;

  before(async () => {
    server = await startTestServer(18);
    await run("postgres", ["CREATE DATABASE kea", "CREATE DATABASE shop", "CREATE DATABASE reports"]);
    await run("kea", [
      "CREATE ROLE kea_owner; CREATE ROLE kea LOGIN; CREATE ROLE kea_intern LOGIN; CREATE ROLE kea_monitor LOGIN",
      "CREATE FOREIGN DATA WRAPPER files; CREATE SERVER archive FOREIGN DATA WRAPPER files",
      "GRANT USAGE ON FOREIGN DATA WRAPPER files TO kea_intern; GRANT CREATE ON DATABASE kea TO kea_intern",
      "GRANT CREATE ON SCHEMA public TO kea_intern, kea_owner",
      "ALTER SERVER archive OWNER TO kea_intern",
      "CREATE PUBLICATION leases; ALTER PUBLICATION leases OWNER TO kea_intern",
      ...["a", "b", "c", "d", "e"].map(
        (name) =>
          `CREATE COLLATION public.${name} FROM "C"; ALTER COLLATION public.${name} OWNER TO kea_intern`,
      ),
      "SET ROLE kea_owner",
      "CREATE TABLE public.logs (); CREATE TABLE public.hosts (); CREATE TABLE public.lease4 ()",
      "RESET ROLE",
    ]);
    await run("shop", [
      "CREATE ROLE shop_owner SUPERUSER; CREATE ROLE shop_app; CREATE ROLE backup; CREATE ROLE metrics",
      "GRANT shop_owner TO kea_intern; GRANT pg_read_all_data TO backup, metrics",
      "CREATE SCHEMA app AUTHORIZATION shop_owner; CREATE TABLE app.orders ()",
      "ALTER TABLE app.orders OWNER TO shop_owner; REVOKE DELETE ON app.orders FROM shop_owner",
    ]);
    await run("reports", [
      "CREATE TABLE public.visits (); GRANT SELECT ON public.visits TO shop_app",
      "CREATE POLICY own_rows ON public.visits TO shop_app USING (true)",
    ]);
  });
  after(() => server?.stop());

  const at = (database: string): ConnectionSettings => ({ ...server.settings, database });
  const run = (database: string, statements: readonly string[]) =>
    withSession(at(database), async (session) => {
      for (const statement of statements) await session.query(statement);
    });
  const problemsOf = (declaration: object) =>
    parseAccess({
      database: "kea",
      owner: "kea_owner",
      schemas: { public: {} },
      ...declaration,
    }).problems.map(({ path, reason }) => `${path}: ${reason}`);
  const planned = (declaration: { readonly database: string }) =>
    withSession(at(declaration.database), async (session) => {
      const { intent, problems } = parseAccess(declaration);
      assert.deepEqual(problems, []);
      assert.ok(intent);
      return planAccess(intent, await readDatabaseModel(session, readingFor(intent)));
    });
  const kea = (more: object = {}) =>
    planned({ database: "kea", owner: "kea_owner", mode: "adopt", schemas: { public: {} }, ...more } as {
      database: string;
    });

  test("strangers who own what no declaration names an owner for", async () => {
    const { kept } = await kea();
    const owning = kept.filter((sentence) => sentence.startsWith("kea_intern keeps owning"));
    assert.deepEqual(owning, quotedBelow("## What it sees")[0]);
  });

  test("what an owner lost of its own, who is a member and what attributes give", async () => {
    const { kept } = await planned({
      database: "shop",
      owner: "shop_owner",
      mode: "adopt",
      schemas: { app: { roles: { shop_app: { tables: ["SELECT"] } } } },
    } as { database: string });
    assert.deepEqual(
      kept.filter((sentence) => / (SUPERUSER|membership)/.test(sentence)),
      quotedBelow("## Roles and memberships")[0],
    );
    const lack = kept.find((sentence) => sentence.includes("lacks its own"));
    assert.ok(lack !== undefined && GUIDE.includes(`\`${lack}\``), lack);
  });

  test("a name that fits nothing, what is given and denied, and a denial that would not hold", async () => {
    const [remark, given, held] = quotedBelow("## Writing it down");
    const { remarks } = await kea({
      grants: [
        { to: ["kea"], privileges: ["SELECT"], on: [{ kind: "tables", schema: "public", name: "leases" }] },
      ],
    });
    assert.deepEqual(
      remarks.map((sentence) => `warning: ${sentence}`),
      remark,
    );
    const denied = { from: ["kea"], privileges: ["DELETE"] };
    assert.deepEqual(
      problemsOf({
        schemas: { public: { roles: { kea: { tables: ["DELETE"] } } } },
        denials: [{ ...denied, on: [{ kind: "tables", schema: "public", name: "logs" }] }],
      }),
      given,
    );
    await run("kea", ["GRANT pg_read_all_data TO kea"]);
    const { problems } = await kea({
      denials: [{ from: ["kea"], privileges: ["SELECT"], on: [{ kind: "tables", schema: "public" }] }],
    });
    await run("kea", ["REVOKE pg_read_all_data FROM kea"]);
    assert.deepEqual(
      problems.map(({ path, reason }) => `${path}: ${reason}`),
      held,
    );
  });

  test("what still names a role that goes", async () => {
    const traces = await withSession(at("shop"), (session) => readRoleTraces(session, ["shop_app"]));
    const [, named = []] = quotedBelow("## Removing it");
    assert.deepEqual(`error: ${roleTracesRefusal(traces)}`.split("\n"), named);
  });

  test("mistakes in a declaration, as the table of remedies has them", () => {
    const wrong: readonly object[] = [
      { databasePrivileges: { kea: ["CONECT"] } },
      {
        databasePrivileges: { kea_monitor: ["CONNECT"] },
        ignore: [{ grantee: "kea_monitor", reason: "made by the monitoring" }],
      },
    ];
    for (const declaration of wrong) {
      const [problem = "", ...more] = problemsOf(declaration);
      assert.deepEqual(more, []);
      const sentence = problem.slice(problem.indexOf(": ") + 2);
      assert.ok(GUIDE.includes(`| \`${sentence}\` |`), sentence);
    }
  });
});
