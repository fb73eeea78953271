import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { readDatabaseModel } from "../../postgres/catalog/read-model";
import { readServerState } from "../../postgres/catalog/server-state";
import { connect, type Session } from "../../postgres/connect/session";
import { judgeStoredPolicies } from "../../postgres/expression";
import { groupGraph } from "../../postgres/plan/graph-groups";
import { parseAccess } from "../../postgres/plan/parse-access";
import { planAccess } from "../../postgres/plan/plan-access";
import { parseRowSecurity } from "../../postgres/plan/tenancy/parse";
import { planRowSecurity } from "../../postgres/plan/tenancy/plan-row-security";
import {
  freshDatabase,
  MAJORS,
  NO_GUESSING,
  serverFor,
  type TestDatabase,
  uniqueName,
} from "../../test/servers";
import { type Facts, factsOf } from "../facts/facts";
import { identityOf, type ObjectRef } from "../facts/object-ref";
import { judge } from "../judge";
import { RULES } from "../rules";
import { declared } from "../testing/declared";
import { readDeclaredFacts } from "./declared";
import { readLiveFacts } from "./live";

/**
 * One database, seen twice: as the declaration that the plugin's check has expanded, and as the server that the
 * plugin's plan has made of it. Both readers must tell the same of it.
 */
for (const major of MAJORS) {
  describe(`the two readers on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    let session: Session;
    const owner = uniqueName("owner");
    const app = uniqueName("App with a space; and more");
    before(async () => {
      database = await freshDatabase(await serverFor(major), "readers");
      session = await connect(database.settings);
      for (const sql of [
        `CREATE ROLE ${owner}`,
        `CREATE ROLE "${app}" LOGIN CONNECTION LIMIT 20`,
        `CREATE SCHEMA app AUTHORIZATION ${owner}`,
        `SET ROLE ${owner}`,
        'CREATE TABLE app."Orders; of = all" (tenant_id uuid NOT NULL, id bigint NOT NULL, PRIMARY KEY (tenant_id, id))',
        "CREATE TABLE app.items (tenant_id uuid NOT NULL, id bigint NOT NULL, PRIMARY KEY (tenant_id, id))",
        "CREATE TABLE app.notes (id bigint PRIMARY KEY)",
        'CREATE VIEW app.recent AS SELECT * FROM app."Orders; of = all"',
        "CREATE SEQUENCE app.numbers",
        "CREATE FUNCTION app.total(tenant uuid, VARIADIC rest text[]) RETURNS bigint LANGUAGE sql AS 'SELECT 1'",
        "CREATE PROCEDURE app.close(uuid) LANGUAGE sql AS 'SELECT 1'",
        "CREATE TYPE app.mood AS ENUM ('good')",
        "RESET ROLE",
      ]) {
        await session.query(sql);
      }
    });
    after(async () => {
      await session.end();
      await database.drop();
      const server = await connect((await serverFor(major)).settings);
      await server.query(`DROP ROLE "${app}"`);
      await server.query(`DROP ROLE ${owner}`);
      await server.end();
    });

    const accessInputs = () => ({
      database: database.name,
      owner,
      databasePrivileges: { [app]: ["CONNECT"] },
      schemas: {
        app: {
          roles: {
            [app]: {
              schema: ["USAGE"],
              tables: ["SELECT", "INSERT", "UPDATE", "DELETE"],
              sequences: ["USAGE"],
              functions: ["EXECUTE"],
            },
          },
        },
        public: {},
      },
    });
    const rowInputs = () => ({ database: database.name, schemas: ["app"], tenantRoles: [app], owner });

    /** The inputs as the plugin's check leaves them, and the server as its update leaves it. */
    async function converge(): Promise<{ before: Facts; after: Facts }> {
      const access = parseAccess(accessInputs()).intent;
      const rows = parseRowSecurity(rowInputs()).intent;
      assert.ok(access !== undefined && rows !== undefined);
      const model = await readDatabaseModel(session, { columns: true });
      const plans = [planAccess(access, model), planRowSecurity(rows, model)] as const;
      const resources = [
        declared("palisade:index:Access", "access", {
          ...accessInputs(),
          privileges: groupGraph(plans[0].desired),
        }),
        declared("palisade:index:RowSecurity", "rows", {
          ...rowInputs(),
          tables: groupGraph(plans[1].desired),
        }),
      ];
      for (const { sql } of plans.flatMap((plan) => plan.statements)) await session.query(sql);
      const live = await readDatabaseModel(session, { columns: true });
      return {
        before: readDeclaredFacts(resources),
        after: readLiveFacts(
          live,
          await readServerState(session, NO_GUESSING),
          await judgeStoredPolicies(session, live),
        ),
      };
    }

    const here = ({ database: name, schema }: ObjectRef) =>
      name === database.name && (schema === undefined || schema === "app");

    test("tell the same privileges, default privileges and tables, under whatever names", async () => {
      const { before: preview, after: server } = await converge();
      const grants = (facts: Facts) =>
        factsOf(facts, "grant")
          .filter(({ object }) => here(object))
          .map((grant) => `${identityOf(grant.object)} ${String(grant.grantee)} ${String(grant.privileges)}`)
          .sort();
      assert.deepEqual(grants(preview), grants(server));
      assert.ok(grants(server).length >= 8, grants(server).join("\n"));

      const defaults = (facts: Facts) =>
        factsOf(facts, "defaultPrivilege")
          .filter((fact) => fact.owner === owner && fact.grantee !== owner && !fact.builtIn)
          .map(
            (fact) =>
              `${String(fact.schema)} ${fact.kind} ${String(fact.grantee)} ${String(fact.privileges)}`,
          )
          .sort();
      assert.deepEqual(defaults(preview), defaults(server));
      assert.ok(defaults(server).length >= 2);

      const tables = (facts: Facts) =>
        factsOf(facts, "table")
          .filter(({ object, rowSecurity }) => here(object) && rowSecurity?.enabled === true)
          .map((table) => `${identityOf(table.object)} ${String(table.rowSecurity?.forced)}`)
          .sort();
      assert.deepEqual(tables(preview), tables(server));
      assert.equal(tables(server).length, 2);
    });

    test("let the rules find nothing critical or high in it, before and after", async () => {
      const { before: preview, after: server } = await converge();
      const grave = (facts: Facts) =>
        judge(RULES, facts, { now: new Date("2026-12-01") })
          .findings.filter(({ severity }) => severity === "critical" || severity === "high")
          .map(({ key }) => key)
          .filter((key) => key.includes(database.name) || key.includes(app));
      assert.deepEqual(grave(preview), []);
      // Views that run as their caller came with PostgreSQL 15; nobody but the owner may read this one.
      assert.deepEqual(grave(server), []);
    });
  });
}
