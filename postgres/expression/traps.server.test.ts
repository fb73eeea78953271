import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { DatabaseError } from "pg";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../test/servers";
import { type Session, withSession } from "../connect/session";
import { createPolicy } from "../sql/policy";
import { POLICY_FINDINGS } from "./findings";
import { judgePolicies } from "./judge";
import { loadParser } from "./parse";
import { readServerFacts } from "./server-facts";
import { type Draft, draftPolicy } from "./testing/draft";
import { APP, ONE, OWN, TRAPS, type Trap, TWO, withTenant } from "./testing/traps";

const orders = { kind: "table", schema: "app", name: "orders" } as const;

test("every finding is shown on a server", () => {
  assert.deepEqual([...new Set(TRAPS.map(({ id }) => id))].sort(), Object.keys(POLICY_FINDINGS).sort());
});

for (const major of MAJORS) {
  describe(`a refused policy does what is said of it, and the fixed one does not, on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    const app = uniqueName(APP);
    const other = uniqueName("other");

    before(async () => {
      database = await freshDatabase(await serverFor(major), "traps");
      await admin((session) =>
        session.results([
          `CREATE ROLE "${app}"`,
          `CREATE ROLE "${other}"`,
          "CREATE SCHEMA app",
          "CREATE TABLE app.orders (tenant_id uuid, id int, note text DEFAULT '')",
          `INSERT INTO app.orders VALUES ('${ONE}', 1), ('${TWO}', 2)`,
          "INSERT INTO app.orders SELECT gen_random_uuid(), n FROM generate_series(3, 1500) n",
          "CREATE INDEX ON app.orders (tenant_id)",
          "ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY",
          "CREATE TABLE app.members (tenant_id uuid)",
          `INSERT INTO app.members VALUES ('${ONE}'), (gen_random_uuid())`,
          "ANALYZE",
          "CREATE SEQUENCE app.calls",
          "CREATE FUNCTION app.current_tenant() RETURNS uuid LANGUAGE sql STABLE AS 'SELECT nullif(current_setting(''app.tenant_id'', true), '''')::uuid'",
          "CREATE FUNCTION app.volatile_tenant() RETURNS uuid LANGUAGE plpgsql AS 'BEGIN RETURN app.current_tenant(); END'",
          "CREATE FUNCTION app.frozen_caller() RETURNS uuid LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN app.current_tenant(); END'",
          "CREATE FUNCTION app.is_support() RETURNS boolean LANGUAGE sql STABLE AS 'SELECT true'",
          "CREATE FUNCTION app.counted() RETURNS uuid LANGUAGE plpgsql STABLE AS 'BEGIN PERFORM nextval(''app.calls''); RETURN app.current_tenant(); END'",
          "CREATE FUNCTION app.can_see(tenant uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS 'BEGIN PERFORM nextval(''app.calls''); RETURN tenant = app.current_tenant(); END'",
          // As Supabase has them: the caller is nobody's admin, and signed in.
          "CREATE SCHEMA auth",
          "CREATE TABLE auth.users (id uuid, role text)",
          "INSERT INTO auth.users VALUES (gen_random_uuid(), 'admin')",
          "CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS 'SELECT NULL::uuid'",
          "CREATE FUNCTION auth.role() RETURNS text LANGUAGE sql STABLE AS 'SELECT ''authenticated''::text'",
          `GRANT USAGE ON SCHEMA auth TO "${app}"`,
          `GRANT SELECT ON auth.users TO "${app}"`,
          `GRANT USAGE ON SCHEMA app TO "${app}", "${other}"`,
          `GRANT ALL ON ALL TABLES IN SCHEMA app TO "${app}", "${other}"`,
          `GRANT ALL ON ALL SEQUENCES IN SCHEMA app TO "${app}"`,
        ]),
      );
    });
    after(async () => {
      const server = await serverFor(major);
      await database.drop();
      await withSession(server.settings, (session) =>
        session.results([`DROP ROLE "${app}"`, `DROP ROLE "${other}"`]),
      );
    });

    const admin = <T>(work: (session: Session) => Promise<T>) => withSession(database.settings, work);

    /** Makes the policies, judges them by the live catalog, and looks. */
    const outcome = (trap: Trap, draft: Draft) =>
      admin(async (session) => {
        const parse = await loadParser();
        const policies = [...(trap.beside ?? []), draft].map((one) =>
          draftPolicy(parse, { roles: [app], ...one }),
        );
        const expressions = policies.flatMap(({ using, withCheck }) =>
          [using, withCheck].filter((one) => one !== undefined),
        );
        const findings = judgePolicies(policies, {
          server: await readServerFacts(session, expressions),
          tables: [orders],
          tenantColumns: ["tenant_id"],
          tenantRoles: [app],
          defaultPolicy: trap.defaultPolicy ?? false,
          roles: new Set(["anon", "authenticated", "service_role"]),
        });
        const ids = findings.filter(({ policy }) => policy === "own").map(({ id }) => id);
        const made = [
          ...policies,
          ...(trap.defaultPolicy === true
            ? [draftPolicy(parse, { name: "tenant", roles: [app], using: OWN })]
            : []),
        ];
        await session.query("BEGIN");
        try {
          for (const { using, withCheck, ...rest } of made)
            await session.query(
              createPolicy({
                table: orders,
                ...rest,
                ...(using === undefined ? {} : { using: using.sql }),
                ...(withCheck === undefined ? {} : { withCheck: withCheck.sql }),
              }),
            );
          await session.query(
            "SELECT set_config('palisade.role', $1, true), set_config('palisade.other', $2, true)",
            [app, other],
          );
          await session.query(`SET LOCAL ROLE "${app}"`);
          await session.query(withTenant(ONE));
          return { ids, seen: await trap.look(session) };
        } catch (error) {
          if (error instanceof DatabaseError) return { ids, seen: error.code };
          throw error;
        } finally {
          await session.query("ROLLBACK");
        }
      });

    for (const trap of TRAPS)
      test(`${trap.id}: ${trap.bad.using ?? trap.bad.withCheck}`, async () => {
        const bad = await outcome(trap, trap.bad);
        assert.deepEqual(bad.seen, trap.trapped);
        assert.ok(bad.ids.includes(trap.id), `${bad.ids}`);
        const good = await outcome(trap, trap.good);
        assert.deepEqual(good.seen, trap.safe);
        assert.deepEqual(good.ids, []);
      });
  });
}
