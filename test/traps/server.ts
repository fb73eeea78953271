import assert from "node:assert/strict";
import { releaseOf } from "../../postgres/model/releases";
import { assertSome } from "./one-of";
import { ONE, TWO } from "./scene";
import type { Trap } from "./trap";

const ALL = "SELECT id FROM app.orders";

/** Traps of the server, its tools and its planner. */
export const SERVER_TRAPS: readonly Trap[] = [
  {
    id: "T13",
    title: "`COPY … FROM` does not work on a table with row security",
    fate: "your job",
    how: "Load with INSERT, or as a role that the owner's policy or BYPASSRLS lets through. The refusal is the server's own.",
    async prove(scene) {
      await scene.protect();
      assert.match(
        await scene.refusal(scene.roles.app, "COPY app.orders FROM STDIN"),
        /^0A000 .*row-level security/,
      );
    },
  },
  {
    id: "T24",
    title:
      "Operators that are not leakproof (LIKE, jsonb, arrays, numeric =) cannot use an index past a policy",
    fate: "your job",
    how: "Speed, not safety: the default policy's own comparison keeps its index. Prefer `^@` to LIKE, and keep the tenant's column first in indexes.",
    async prove(scene) {
      await scene.run(
        "SET LOCAL enable_seqscan = off",
        "CREATE INDEX notes ON app.orders (note text_pattern_ops)",
      );
      const plan = async (condition: string) =>
        JSON.stringify(
          await scene.as(
            scene.roles.app,
            `SELECT pg_catalog.set_config('app.tenant_id', '${ONE}', true)`,
            `EXPLAIN ${ALL} WHERE ${condition}`,
          ),
        );
      assert.match(await plan("note LIKE 'o%'"), /Index Cond: \(\(note ~>=~/, "without a policy");
      await scene.protect();
      assert.match(await plan("true"), /orders_pkey/);
      assert.doesNotMatch(await plan("note LIKE 'o%'"), /Index Cond: \(\(note ~>=~/);
    },
  },
  {
    id: "T25",
    title: "Only a superuser can make a LEAKPROOF function",
    fate: "impossible",
    how: "Nothing here needs one: the default policy names no function of ours.",
    async prove(scene) {
      const make = "CREATE FUNCTION app.tenant() RETURNS uuid LANGUAGE sql LEAKPROOF AS 'SELECT NULL::uuid'";
      assert.match(await scene.refusal(scene.roles.owner, make), /^42501 /);
      await scene.protect();
    },
  },
  {
    id: "T27",
    title: "Row counts are no secret: EXPLAIN ANALYZE, reltuples and relation sizes tell them",
    fate: "your job",
    how: "Treat how much there is as known. The statistics of a protected table are not shown, but the planner's estimates rest on them: whoever can write SQL of his own learns by EXPLAIN which values are frequent among all tenants. SET STATISTICS 0 on a column whose values must not be guessed at, before it is analyzed.",
    async prove(scene) {
      await scene.protect();
      await scene.run("ANALYZE app.orders");
      assert.deepEqual(
        await scene.as(
          scene.roles.app,
          "SELECT reltuples::int AS n FROM pg_class WHERE oid = 'app.orders'::regclass",
        ),
        [{ n: 2 }],
      );
      assert.deepEqual(
        await scene.as(
          scene.roles.app,
          "SELECT attname FROM pg_stats WHERE schemaname = 'app' AND tablename = 'orders'",
        ),
        [],
      );
      const fill = (table: string) => [
        `INSERT INTO app.${table} (tenant_id, id, note) SELECT '${ONE}', n, 'mine ' || n FROM generate_series(1001, 2000) n`,
        `INSERT INTO app.${table} (tenant_id, id, note) SELECT '${TWO}', n, 'theirs' FROM generate_series(1001, 2000) n`,
        `ANALYZE app.${table}`,
      ];
      const estimate = async (table: string, note: string) => {
        const [line] = await scene.as(
          scene.roles.app,
          `SELECT pg_catalog.set_config('app.tenant_id', '${ONE}', true)`,
          `EXPLAIN SELECT id FROM app.${table} WHERE note = '${note}'`,
        );
        return Number(/ rows=(\d+)/.exec(String(line?.["QUERY PLAN"]))?.[1]);
      };
      await scene.run(
        ...fill("orders"),
        "CREATE TABLE app.quiet (LIKE app.orders INCLUDING ALL)",
        "ALTER TABLE app.quiet ALTER note SET STATISTICS 0",
        `GRANT SELECT ON app.quiet TO ${scene.roles.app}`,
        ...fill("quiet"),
      );
      await scene.protect();
      assert.ok((await estimate("orders", "theirs")) > 10 * (await estimate("orders", "nobody")));
      assert.equal(await estimate("quiet", "theirs"), await estimate("quiet", "nobody"));
    },
  },
  {
    id: "T28",
    title: "Sessions of one role see each other's query texts",
    fate: "your job",
    how: "Send values as parameters, never in the text.",
    async prove(scene) {
      const { app, other } = scene.roles;
      const literal = "SELECT 'the secret of a tenant'";
      const seen = `SELECT query FROM pg_stat_activity WHERE query = '${literal.replaceAll("'", "''")}'`;
      await scene.beside(app, literal, async () => {
        assert.equal((await scene.as(app, seen)).length, 1);
        assert.equal((await scene.as(other, seen)).length, 0);
      });
    },
  },
  {
    id: "T29",
    title: "`row_security = off` does not bypass, it fails, and pg_dump sets it",
    fate: "your job",
    how: "Dump as the owner with `--enable-row-security`, whose policy shows every row, or as a role with BYPASSRLS. A dump that would be incomplete fails instead.",
    async prove(scene) {
      await scene.protect();
      const off = "SET LOCAL row_security = off";
      assert.match(await scene.refusal(scene.roles.app, off, ALL), /^42501 /);
      assert.match(await scene.refusal(scene.roles.owner, off, ALL), /^42501 /);
      assert.equal((await scene.as(scene.roles.owner, ALL)).length, 2);
    },
  },
  {
    id: "T30",
    title: "Logical decoding and publications carry the rows of every tenant",
    fate: "detected",
    how: "Publications with tenant tables are reported, and so are roles with REPLICATION; a tenant role that has it is refused.",
    async prove(scene) {
      await scene.protect();
      assert.ok((await scene.reports()).every((line) => !/publication/.test(line)));
      await scene.run("CREATE PUBLICATION changes FOR TABLE app.orders");
      assertSome(await scene.reports(), /publication/);
      const { other, app } = scene.roles;
      await scene.run(`ALTER ROLE ${other} REPLICATION`);
      assertSome(await scene.reports(), new RegExp(`role ${other}: has REPLICATION`));
      await scene.run(`ALTER ROLE ${app} REPLICATION`);
      assertSome(await scene.problems(), new RegExp(`${app} has REPLICATION`));
    },
  },
  {
    id: "T33",
    title: "Whoever came as a superuser and did SET ROLE may RESET ROLE",
    fate: "your job",
    how: "Log in as the application's role itself, from which nothing leads back.",
    async prove(scene) {
      await scene.protect();
      const { app } = scene.roles;
      assert.equal((await scene.as(app, "RESET ROLE", ALL)).length, 2);
      const itself = `SET LOCAL SESSION AUTHORIZATION ${app}`;
      assert.equal((await scene.as(app, itself, "RESET ROLE", ALL)).length, 0);
    },
  },
  {
    id: "T19",
    title:
      "A function that reads the setting and says it is IMMUTABLE keeps the first tenant in prepared plans",
    fate: "impossible",
    how: "The default policy has no function of ours. In a policy of your own such a function is refused.",
    async prove(scene) {
      const { app } = scene.roles;
      await scene.protect();
      await scene.run(
        `CREATE FUNCTION app.tenant() RETURNS uuid LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN nullif(current_setting('app.tenant_id', true), '')::uuid; END $$`,
        `GRANT EXECUTE ON FUNCTION app.tenant() TO ${app}`,
        "ALTER POLICY palisade_tenant ON app.orders USING (tenant_id = app.tenant())",
      );
      const stale = [
        "SET LOCAL plan_cache_mode = force_generic_plan",
        `PREPARE of_tenant AS ${ALL}`,
        "EXECUTE of_tenant",
        `SELECT pg_catalog.set_config('app.tenant_id', '${TWO}', true)`,
        "EXECUTE of_tenant",
      ];
      assert.deepEqual(await scene.idsOf(ONE, ...stale), [1], "the trap itself");
      await scene.run("DEALLOCATE of_tenant");
      await scene.protect();
      assert.deepEqual(await scene.idsOf(ONE, ...stale), [2]);
    },
  },
  {
    id: "T23",
    title: "The server itself had holes in row security, mended one minor release after the other",
    fate: "detected",
    how: "The audit knows the least safe minor of each major version, and names a server below it.",
    async prove(scene) {
      const [{ version } = {}] = await scene.rows(
        "SELECT current_setting('server_version_num')::int AS version",
      );
      const floor = releaseOf(Number(version))?.secureMinor;
      if (floor === undefined) throw new Error(`no release of ${version} is known`);
      const { found, passed } = await scene.audit();
      const unsafe = Number(version) % 10_000 < floor;
      assert.equal(found.includes("server-minor-insecure"), unsafe, `${version}`);
      assert.equal(passed.includes("server-minor-insecure"), !unsafe, `${version}`);
    },
  },
  {
    id: "T35",
    title: "Aurora's shared plan cache leaves out queries that depend on row security",
    fate: "your job",
    how: "Expect planning in every session; nothing is unsafe. Amazon's documentation says so, and no server here can show it.",
  },
];
