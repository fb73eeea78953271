import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { connect, type Session } from "../../postgres/connect/session";
import { quoteIdentifier } from "../../postgres/sql/quote";
import { HOSTILE_NAMES } from "../../postgres/testing/hostile-names";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../test/servers";
import { setStage } from "../stage";
import type { SeedResult } from "./seeds";

for (const major of MAJORS) {
  describe(`rows for two tenants on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    let session: Session;
    const role = uniqueName("app");

    before(async () => {
      database = await freshDatabase(await serverFor(major), "seed");
      session = await connect(database.settings);
      await session.query(`CREATE ROLE ${role} LOGIN`);
    });
    after(async () => {
      await session.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
      await session.end();
      await database.drop();
    });

    /** What is sown into the tables that the statements make; everything is rolled back. */
    async function sown(...statements: string[]): Promise<Record<string, SeedResult>> {
      await session.query("BEGIN ISOLATION LEVEL REPEATABLE READ; CREATE SCHEMA s");
      try {
        for (const statement of statements) await session.query(statement);
        await session.query(
          `GRANT USAGE ON SCHEMA s TO ${role}; GRANT SELECT ON ALL TABLES IN SCHEMA s TO ${role}`,
        );
        const { scene, contexts } = await setStage(session, { application: [role] });
        const [context] = contexts;
        assert.ok(context !== undefined);
        const { "tenant table": tables, partition } = scene.targets;
        return Object.fromEntries(
          [...tables, ...partition].map((table) => [table.object.name, context.seed(table)]),
        );
      } finally {
        await session.query("ROLLBACK");
      }
    }

    function assertSown(seeds: Record<string, SeedResult>, ...tables: string[]): void {
      assert.deepEqual(
        tables.map((table) => [
          table,
          seeds[table] !== undefined && "own" in seeds[table] ? "sown" : seeds[table],
        ]),
        tables.map((table) => [table, "sown"]),
      );
    }

    test("columns of every ordinary type", async () => {
      const types =
        "uuid, smallint, integer, bigint, numeric, numeric(4,2), numeric(2,2), real, double precision, money, text, varchar(3), char(2), name, boolean, date, timestamp, timestamptz, time, timetz, interval, json, jsonb, bytea, inet, cidr, macaddr, bit(3), varbit, tsvector, tsquery, point, line, box, path, polygon, circle, int4range, tstzrange, int4multirange, text[], uuid[], s.mood, s.mood[], s.positive, oid";
      const columns = types.split(/, (?![^(]*\))/).map((type, index) => `c${index} ${type} NOT NULL`);
      assertSown(
        await sown(
          "CREATE TYPE s.mood AS ENUM ('calm', 'wild')",
          "CREATE DOMAIN s.positive AS int CHECK (VALUE > 0) NOT NULL",
          `CREATE TABLE s.t (tenant_id uuid NOT NULL, ${columns.join(", ")})`,
        ),
        "t",
      );
    });

    test("tenants of every ordinary type", async () => {
      const types = [
        "uuid",
        "integer",
        "bigint",
        "numeric(12)",
        "text",
        "varchar(8)",
        "char(10)",
        "s.tenant",
      ];
      const seeds = await sown(
        "CREATE DOMAIN s.tenant AS uuid NOT NULL",
        ...types.map((type, index) => `CREATE TABLE s.t${index} (tenant_id ${type} NOT NULL)`),
      );
      assertSown(seeds, ...types.map((_, index) => `t${index}`));
    });

    test("a tenant column that has no two values to spare: it says so", async () => {
      const seeds = await sown("CREATE TABLE s.t (tenant_id boolean NOT NULL)");
      assert.deepEqual(seeds, { t: { missing: "tenants of type boolean cannot be made up" } });
    });

    test("CHECK constraints as people write them", async () => {
      const checks = [
        "a text NOT NULL CHECK (a IN ('new', 'old'))",
        "b text NOT NULL CHECK (b ~ '^[^@]+@[^@]+\\.[a-z]+$')",
        "c int NOT NULL CHECK (c BETWEEN 3 AND 7)",
        "d numeric NOT NULL CHECK (d > 0 AND d < 1000)",
        "e text NOT NULL CHECK (length(e) = 3 AND e = upper(e))",
        "f text NOT NULL CHECK (f LIKE 'https://%')",
        "g boolean NOT NULL CHECK (g)",
        "h int CHECK (h > 0)",
        "i date NOT NULL CHECK (i > '2099-01-01')",
        "j jsonb NOT NULL CHECK (jsonb_typeof(j) = 'array')",
      ];
      assertSown(await sown(`CREATE TABLE s.t (tenant_id uuid NOT NULL, ${checks.join(", ")})`), "t");
    });

    test("foreign keys: composite, to the tenants, to shared tables full and empty, to oneself, one-to-one", async () => {
      assertSown(
        await sown(
          "CREATE TABLE s.countries (code text PRIMARY KEY); INSERT INTO s.countries VALUES ('AT')",
          "CREATE TABLE s.plans (id int PRIMARY KEY)",
          "CREATE TABLE s.tenants (id uuid PRIMARY KEY, country text NOT NULL REFERENCES s.countries, plan int NOT NULL REFERENCES s.plans)",
          "CREATE TABLE s.users (tenant_id uuid NOT NULL REFERENCES s.tenants, id bigserial, boss bigint, PRIMARY KEY (tenant_id, id), FOREIGN KEY (tenant_id, boss) REFERENCES s.users)",
          "CREATE TABLE s.profiles (tenant_id uuid NOT NULL, user_id bigint NOT NULL, PRIMARY KEY (tenant_id, user_id), FOREIGN KEY (tenant_id, user_id) REFERENCES s.users)",
          "CREATE TABLE s.notes (tenant_id uuid NOT NULL, user_id bigint NOT NULL, FOREIGN KEY (tenant_id, user_id) REFERENCES s.profiles)",
        ),
        "users",
        "profiles",
        "notes",
      );
    });

    test("foreign keys that lead round in a circle: it says so", async () => {
      const seeds = await sown(
        "CREATE TABLE s.a (tenant_id uuid NOT NULL, id int PRIMARY KEY, b int NOT NULL)",
        "CREATE TABLE s.b (tenant_id uuid NOT NULL, id int PRIMARY KEY, a int NOT NULL REFERENCES s.a)",
        "ALTER TABLE s.a ADD FOREIGN KEY (b) REFERENCES s.b",
      );
      assert.deepEqual(seeds["a"], { missing: "its foreign keys lead round in a circle" });
    });

    test("unique keys across tenants, identity columns, computed columns, sequences that stay where they are", async () => {
      await session.query("CREATE SEQUENCE public.untouched");
      assertSown(
        await sown(
          `CREATE TABLE s.t (tenant_id uuid NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
             number bigint NOT NULL DEFAULT nextval('public.untouched'), mail text NOT NULL UNIQUE CHECK (mail LIKE '%@%'),
             twice bigint GENERATED ALWAYS AS (number * 2) STORED)`,
        ),
        "t",
      );
      assert.deepEqual(await session.query("SELECT last_value, is_called FROM public.untouched"), [
        { last_value: "1", is_called: false },
      ]);
    });

    test("partitions by range, by list, nested, with a default: a row in each that can be reached", async () => {
      const seeds = await sown(
        "CREATE TABLE s.r (tenant_id uuid NOT NULL, day date NOT NULL) PARTITION BY RANGE (day)",
        "CREATE TABLE s.r_old PARTITION OF s.r FOR VALUES FROM ('1999-01-01') TO ('2000-01-01')",
        "CREATE TABLE s.r_new PARTITION OF s.r FOR VALUES FROM ('2000-01-01') TO ('2100-01-01') PARTITION BY LIST (tenant_id)",
        "CREATE TABLE s.r_rest PARTITION OF s.r_new DEFAULT",
        "CREATE TABLE s.l (tenant_id uuid NOT NULL, kind text NOT NULL) PARTITION BY LIST (kind)",
        "CREATE TABLE s.l_a PARTITION OF s.l FOR VALUES IN ('a', 'it''s')",
        "CREATE TABLE s.l_b PARTITION OF s.l FOR VALUES IN ('b')",
        "CREATE TABLE s.h (tenant_id uuid NOT NULL, n int NOT NULL) PARTITION BY HASH (tenant_id)",
        "CREATE TABLE s.h_0 PARTITION OF s.h FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
      );
      assertSown(seeds, "r", "r_old", "r_new", "r_rest", "l", "l_a", "l_b", "h", "h_0");
    });

    test("inheritance children are partitions to the attacker too", async () => {
      const seeds = await sown(
        "CREATE TABLE s.parent (tenant_id uuid NOT NULL)",
        "CREATE TABLE s.child (extra int) INHERITS (s.parent)",
      );
      assertSown(seeds, "parent", "child");
    });

    test("triggers are not set off by what is made up", async () => {
      const seeds = await sown(
        "CREATE FUNCTION s.refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION $$no$$; END'",
        "CREATE TABLE s.t (tenant_id uuid NOT NULL)",
        "CREATE TRIGGER refuse BEFORE INSERT ON s.t FOR EACH ROW EXECUTE FUNCTION s.refuse()",
      );
      assertSown(seeds, "t");
    });

    test("names that break careless quoting", async () => {
      const names = HOSTILE_NAMES.filter((name) => name !== "tenant_id");
      const seeds = await sown(
        ...names.map(
          (name) =>
            `CREATE TABLE s.${quoteIdentifier(name)} (tenant_id uuid NOT NULL, ${quoteIdentifier(name)} text NOT NULL UNIQUE)`,
        ),
      );
      assertSown(seeds, ...names);
    });
  });
}
