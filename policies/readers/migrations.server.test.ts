import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readDatabaseModel } from "../../postgres/catalog/read-model";
import { readServerState } from "../../postgres/catalog/server-state";
import { withSession } from "../../postgres/connect/session";
import { judgeStoredPolicies } from "../../postgres/expression";
import { displayIdentifier } from "../../postgres/sql/quote";
import { freshDatabase, MAJORS, type Major, serverFor, TIME_TO_GUESS, uniqueName } from "../../test/servers";
import { judge } from "../judge";
import { RULES } from "../rules";
import { readLiveFacts } from "./live";
import { readMigrations } from "./migrations";
import { connecting, keying, renaming } from "./migrations/testing/later-changes";

const NOW = new Date("2026-12-01T12:00:00Z");

/** Migrations with one of everything that both readers can see; what the second file takes back must be found by neither. */
function migrations(app: string, joe: string, database: string, major: Major): readonly string[] {
  return [
    `CREATE ROLE ${app} LOGIN CONNECTION LIMIT 5 VALID UNTIL '2026-01-01';
     CREATE ROLE ${joe} LOGIN SUPERUSER CREATEROLE;
     GRANT pg_read_all_data TO ${app};
     CREATE SCHEMA app;
     SET search_path = app;
     CREATE TABLE orders (id bigint PRIMARY KEY, tenant_id uuid NOT NULL, email text UNIQUE);
     CREATE TABLE app.lines (id bigint, tenant_id uuid, order_id bigint REFERENCES app.orders (id));
     CREATE TABLE app.closed (tenant_id uuid NOT NULL, id bigint, PRIMARY KEY (tenant_id, id));
     CREATE TABLE app.open (tenant_id uuid NOT NULL, id bigint, PRIMARY KEY (tenant_id, id));
     CREATE TABLE app.parent (tenant_id uuid NOT NULL, id bigint, PRIMARY KEY (tenant_id, id)) PARTITION BY HASH (tenant_id);
     CREATE TABLE app.part PARTITION OF app.parent FOR VALUES WITH (MODULUS 1, REMAINDER 0);
     GRANT SELECT ON app.part TO ${app};
     ALTER TABLE app.lines ENABLE ROW LEVEL SECURITY;
     CREATE POLICY everybody ON app.lines USING (true);
     ALTER TABLE app.closed ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
     CREATE POLICY own ON app.closed TO ${app} USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));
     GRANT ALL ON app.orders, app.open TO PUBLIC;
     GRANT SELECT (email) ON app.orders TO ${app} WITH GRANT OPTION;
     GRANT TRUNCATE ON app.closed TO ${app};
     CREATE FUNCTION app.bad(a int, "odd name" text[], OUT b timestamptz) LANGUAGE sql SECURITY DEFINER AS 'SELECT now()';
     CREATE FUNCTION app.good(a varchar) RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'SELECT 1';
     REVOKE EXECUTE ON FUNCTION app.good(varchar) FROM PUBLIC;
     GRANT USAGE, CREATE ON SCHEMA app TO PUBLIC;
     ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO PUBLIC;
     ALTER ROLE ${app} SET app.tenant_id = '6f0f9a3e-0000-4000-8000-000000000000';
     ALTER ROLE ${app} SET row_security = off;`,
    `REVOKE ALL ON app.open FROM PUBLIC;
     ALTER TABLE app.open ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
     CREATE POLICY own ON app.open TO ${app} USING (true);
     ALTER POLICY own ON app.open USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));
     ALTER ROLE ${joe} NOCREATEROLE VALID UNTIL '2026-01-01T00:00:00Z';
     ALTER ROLE ${app} VALID UNTIL 'infinity';
     REVOKE CREATE ON SCHEMA app FROM PUBLIC;`,
    around(app),
    conditions(app),
    traps(app),
    ofQueries(app),
    ofTables(app),
    calling(app),
    keying(app),
    renaming(app),
    connecting(app, database),
    ...(major < 15 ? [] : [since15(app)]),
  ];
}

/** Conditions of policies, the code of functions, and columns that promise a secret. */
function conditions(app: string): string {
  return `
     CREATE TABLE app.members (who name, tenant uuid);
     GRANT SELECT ON app.members TO ${app};
     CREATE TABLE app.chosen (tenant_id uuid NOT NULL, id bigint, PRIMARY KEY (tenant_id, id));
     ALTER TABLE app.chosen ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
     CREATE POLICY one ON app.chosen FOR SELECT TO ${app} USING (tenant_id = '6f0f9a3e-0000-4000-8000-000000000000');
     CREATE POLICY two ON app.chosen FOR INSERT TO ${app} WITH CHECK (tenant_id = ANY (ARRAY (SELECT tenant FROM app.members WHERE who = current_user)));
     CREATE SCHEMA auth;
     CREATE TABLE auth.users (id uuid PRIMARY KEY, role text);
     CREATE FUNCTION auth.role() RETURNS text LANGUAGE sql STABLE AS 'SELECT NULL::text';
     CREATE POLICY three ON app.chosen FOR DELETE TO ${app} USING (EXISTS (SELECT FROM auth.users WHERE role = 'admin') AND (SELECT auth.role()) = 'authentcated');
     CREATE TABLE app.people (id bigint, password_hash text);
     GRANT SELECT ON app.people TO PUBLIC;
     CREATE FUNCTION app.injected(a text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'BEGIN EXECUTE a; END';
     CREATE FUNCTION app.quoted(a text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'BEGIN EXECUTE quote_ident(a); END';
     CREATE FUNCTION app.invoked(a text) RETURNS void LANGUAGE plpgsql AS 'BEGIN EXECUTE a; END';`;
}

/** Policies in each trap that the functions and tables of the files decide. */
function traps(app: string): string {
  const table = (name: string) => `
     CREATE TABLE app.${name} (tenant_id uuid NOT NULL, id bigint, PRIMARY KEY (tenant_id, id));
     ALTER TABLE app.${name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;`;
  return `
     CREATE FUNCTION app.asked() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT nullif(current_setting('app.tenant_id', true), '')::uuid $$;
     CREATE FUNCTION app.tenant() RETURNS uuid LANGUAGE sql IMMUTABLE AS 'SELECT app.asked()';
     CREATE FUNCTION app.mended() RETURNS uuid LANGUAGE sql IMMUTABLE AS 'SELECT app.asked()';
     ALTER FUNCTION app.mended() STABLE;
     CREATE FUNCTION app.draws() RETURNS uuid LANGUAGE sql AS 'SELECT app.asked()';
     CREATE FUNCTION app.mine(what uuid, how text DEFAULT 'x') RETURNS boolean LANGUAGE sql STABLE AS 'SELECT true';
     ${table("t_or")}
     CREATE POLICY p ON app.t_or TO ${app} USING (tenant_id = (SELECT app.asked()) OR current_setting('app.admin', true) = 'on');
     ${table("t_same")}
     CREATE POLICY p ON app.t_same TO ${app} USING (tenant_id = tenant_id);
     ${table("t_bare")}
     CREATE POLICY p ON app.t_bare TO ${app} USING (tenant_id = current_setting('app.tenant_id')::uuid);
     ${table("t_name")}
     CREATE POLICY p ON app.t_name TO ${app} USING (tenant_id::text = (SELECT current_setting('tenant', true)));
     ${table("t_immutable")}
     CREATE POLICY p ON app.t_immutable TO ${app} USING (tenant_id = (SELECT app.tenant()));
     ${table("t_mended")}
     CREATE POLICY p ON app.t_mended TO ${app} USING (tenant_id = (SELECT app.mended()));
     ${table("t_draws")}
     CREATE POLICY p ON app.t_draws TO ${app} USING (tenant_id = app.draws());
     ${table("t_row")}
     CREATE POLICY p ON app.t_row TO ${app} USING (app.mine(tenant_id));
     ${table("t_in")}
     CREATE POLICY p ON app.t_in TO ${app} USING (tenant_id IN (SELECT tenant FROM app.members));
     ${table("t_two")}
     CREATE POLICY p ON app.t_two TO ${app} USING (tenant_id = (SELECT app.asked()));
     CREATE POLICY q ON app.t_two FOR SELECT TO ${app} USING (tenant_id = (SELECT app.asked()) AND id > 5);
     ${table("t_read")}
     CREATE POLICY p ON app.t_read FOR SELECT TO ${app} USING (tenant_id = (SELECT app.asked()));
     ${table("t_super")}
     CREATE ROLE ${app}_all NOLOGIN BYPASSRLS;
     CREATE POLICY p ON app.t_super TO ${app}_all USING (id = id);`;
}

/** Tables that queries make: those of a tenant have his column, and nothing that guards them. */
function ofQueries(app: string): string {
  return `
     ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT, TRUNCATE ON TABLES TO ${app};
     CREATE TABLE app.copy AS SELECT * FROM app.closed;
     CREATE TABLE app.counted (tenant_id, password_hash) AS SELECT c.tenant_id, count(*) FROM app.closed c GROUP BY 1;
     CREATE TABLE app.no_tenant AS SELECT id FROM app.closed;
     CREATE TABLE app.guarded AS WITH q AS (SELECT * FROM app.closed JOIN app.lines USING (tenant_id)) SELECT q.tenant_id FROM q WITH NO DATA;
     ALTER TABLE app.guarded ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
     SELECT tenant_id AS renamed, tenant_id INTO app.taken FROM app.closed UNION SELECT NULL, NULL;
     SELECT * INTO TEMPORARY away FROM app.closed;
     CREATE TABLE IF NOT EXISTS app.taken AS SELECT 1 AS one;
     CREATE VIEW app.secrets (password_hash) AS SELECT id FROM app.closed;
     CREATE VIEW app.secrets_too AS SELECT * FROM app.people;
     GRANT SELECT ON app.secrets, app.secrets_too TO PUBLIC;
     ALTER DEFAULT PRIVILEGES IN SCHEMA app REVOKE ALL ON TABLES FROM ${app};`;
}

/** Tables that have their columns of others. */
function ofTables(app: string): string {
  return `
     CREATE TABLE app.alike (n int, LIKE app.closed);
     CREATE TABLE app.alike_keys (LIKE app.orders INCLUDING ALL);
     CREATE TABLE app.heir () INHERITS (app.closed);
     CREATE TABLE app.general (id bigint);
     CREATE TABLE app.special (note text) INHERITS (app.general);
     ALTER TABLE app.general ADD tenant_id uuid;
     CREATE TABLE app.listed (tenant_id uuid, id bigint) PARTITION BY LIST (id);
     CREATE TABLE app.first PARTITION OF app.listed DEFAULT;
     CREATE TABLE app.second (LIKE app.listed);
     ALTER TABLE app.listed ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
     ALTER TABLE app.first ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
     CREATE INDEX ON app.listed (tenant_id);
     ALTER TABLE app.listed ATTACH PARTITION app.second FOR VALUES IN (1);
     GRANT SELECT ON app.first, app.second TO ${app};
     CREATE TABLE app.third PARTITION OF app.listed FOR VALUES IN (2);
     ALTER TABLE app.listed DETACH PARTITION app.third;
     CREATE TABLE app.gone PARTITION OF app.listed FOR VALUES IN (3) PARTITION BY LIST (id);
     CREATE TABLE app.gone_too PARTITION OF app.gone DEFAULT;
     DROP TABLE app.gone;`;
}

/** What routines do that are called. */
function calling(app: string): string {
  return `
     CREATE FUNCTION app.open_to_all(whom text) RETURNS void LANGUAGE plpgsql SET search_path = app AS $$
     BEGIN
       CREATE TABLE called (tenant_id uuid NOT NULL);
       GRANT INSERT ON called TO PUBLIC;
       ALTER ROLE ${app} CREATEDB;
     END $$;
     CREATE FUNCTION app.never_called() RETURNS void LANGUAGE sql AS 'GRANT DELETE ON app.closed TO PUBLIC';
     CREATE PROCEDURE app.steps(INOUT a int) LANGUAGE plpgsql AS $$
     BEGIN
       PERFORM app.open_to_all('x');
       CALL app.more();
     END $$;
     CREATE PROCEDURE app.more() LANGUAGE sql AS $$ GRANT UPDATE ON app.copy TO PUBLIC; REVOKE INSERT ON app.copy FROM ${app} $$;
     CALL app.steps(1);
     CREATE FUNCTION app.named_later(int, text[]) RETURNS void LANGUAGE sql SECURITY DEFINER AS 'GRANT TRIGGER ON app.copy TO PUBLIC';
     REVOKE EXECUTE ON FUNCTION app.named_later(int, text[]) FROM PUBLIC;
     CREATE OR REPLACE FUNCTION app.named_later(a int, b text[]) RETURNS void LANGUAGE sql SECURITY DEFINER AS 'GRANT REFERENCES ON app.copy TO PUBLIC';
     ALTER FUNCTION app.named_later RENAME TO renamed;
     ALTER ROUTINE app.renamed(int4, text[]) SET SCHEMA auth;
     SELECT auth.renamed(1, '{}');
     ALTER FUNCTION app.note() RENAME TO written;
     ALTER FUNCTION app.watch() SET SCHEMA auth;
     CREATE FUNCTION app.dropped(a int) RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
     CREATE FUNCTION app.dropped(a text) RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
     DROP FUNCTION app.dropped(text);
     CREATE FUNCTION app.goes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN NEW; END';
     CREATE TRIGGER goes AFTER INSERT ON app.closed FOR EACH ROW EXECUTE FUNCTION app.goes();
     DROP FUNCTION app.goes CASCADE;
     CREATE FUNCTION app.gives(what text) RETURNS int LANGUAGE plpgsql AS $$
     BEGIN
       GRANT INSERT ON app.no_tenant TO PUBLIC;
       RETURN 1;
     END $$;
     CREATE FUNCTION app.wraps() RETURNS int LANGUAGE plpgsql AS $$ BEGIN CREATE TABLE app.wrapped (tenant_id uuid); RETURN app.gives('one'); END $$;
     DO $$
     DECLARE x int := app.wraps();
     BEGIN
       IF to_regclass('app.no_such') IS NULL THEN x := app.gives('two'); END IF;
       WHILE app.gives('one') > 1 LOOP NULL; END LOOP;
     END $$;
     SELECT now(), pg_catalog.set_config('app.x', 'y', true);`;
}

/** Views, triggers, publications, event triggers and DO. */
function around(app: string): string {
  return `
     CREATE VIEW app.shown AS SELECT * FROM app.closed;
     CREATE VIEW app.deep AS WITH closed AS (SELECT 1) SELECT s.* FROM app.shown s, closed;
     CREATE VIEW app.harmless AS SELECT 1 AS one;
     GRANT SELECT ON app.shown, app.deep, app.harmless TO ${app};
     CREATE MATERIALIZED VIEW app.copied AS SELECT * FROM app.closed;
     CREATE MATERIALIZED VIEW app.hidden AS SELECT * FROM app.closed;
     CREATE VIEW app.gone AS SELECT * FROM app.closed;
     GRANT SELECT ON app.copied, app.hidden, app.gone TO ${app};
     REVOKE ALL ON app.hidden FROM ${app};
     DROP VIEW app.gone;
     ALTER VIEW app.deep RENAME TO deeper;
     CREATE FUNCTION app.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'BEGIN RETURN NEW; END';
     CREATE FUNCTION app.quiet() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
     REVOKE EXECUTE ON FUNCTION app.note(), app.quiet() FROM PUBLIC;
     CREATE TRIGGER noted AFTER INSERT ON app.closed FOR EACH ROW EXECUTE FUNCTION app.note();
     CREATE TRIGGER quiet AFTER INSERT ON app.closed FOR EACH ROW EXECUTE FUNCTION app.quiet();
     CREATE TRIGGER dropped AFTER INSERT ON app.closed FOR EACH ROW EXECUTE FUNCTION app.note();
     DROP TRIGGER dropped ON app.closed;
     CREATE EXTENSION postgres_fdw SCHEMA app;
     CREATE SERVER open_way FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'db.example.com', sslmode 'verify-full');
     ALTER SERVER open_way OPTIONS (SET sslmode 'require', ADD port '5433');
     CREATE SERVER proven FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'db.example.com', sslmode 'verify-full');
     CREATE SERVER dropped FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'db.example.com');
     DROP SERVER dropped;
     CREATE TABLE app.ruled (id bigint);
     CREATE RULE quiet AS ON DELETE TO app.ruled WHERE old.id > 1 DO INSTEAD NOTHING;
     CREATE RULE loud AS ON UPDATE TO app.ruled DO INSTEAD NOTHING;
     ALTER RULE loud ON app.ruled RENAME TO louder;
     CREATE RULE copies AS ON INSERT TO app.ruled DO ALSO INSERT INTO app.orders (id) VALUES (NEW.id) ON CONFLICT DO NOTHING;
     CREATE RULE harmless AS ON INSERT TO app.ruled DO ALSO NOTHING;
     CREATE RULE off AS ON DELETE TO app.ruled DO INSTEAD NOTHING;
     CREATE RULE dropped AS ON DELETE TO app.ruled DO INSTEAD NOTHING;
     CREATE OR REPLACE RULE replaced AS ON DELETE TO app.ruled DO INSTEAD NOTHING;
     CREATE OR REPLACE RULE replaced AS ON DELETE TO app.ruled DO ALSO NOTHING;
     ALTER TABLE app.ruled DISABLE RULE off;
     DROP RULE dropped ON app.ruled;
     ALTER TABLE app.ruled RENAME TO rules;
     CREATE TABLE app.short (id bigint);
     CREATE RULE quiet AS ON DELETE TO app.short DO INSTEAD NOTHING;
     DROP TABLE app.short;
     CREATE VIEW app.writable AS SELECT 1 AS one;
     CREATE RULE takes AS ON INSERT TO app.writable DO INSTEAD NOTHING;
     CREATE PUBLICATION few FOR TABLE app.closed, app.lines;
     ALTER PUBLICATION few DROP TABLE app.lines;
     CREATE PUBLICATION everything FOR ALL TABLES;
     CREATE PUBLICATION short FOR TABLE app.lines;
     DROP PUBLICATION short;
     CREATE FUNCTION app.watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
     REVOKE EXECUTE ON FUNCTION app.watch() FROM PUBLIC;
     CREATE EVENT TRIGGER strange ON ddl_command_end EXECUTE FUNCTION app.watch();
     CREATE EVENT TRIGGER own ON ddl_command_end EXECUTE FUNCTION app.watch();
     ALTER EVENT TRIGGER own DISABLE;
     ALTER FUNCTION app.watch() OWNER TO ${app};
     DO $body$ BEGIN
       CREATE TABLE app.inside (id regproc, tenant_id uuid);
       EXECUTE 'GRANT INSERT ON app.inside ' || 'TO PUBLIC';
       IF NOT EXISTS (SELECT FROM pg_class WHERE relname = 'maybe') THEN
         CREATE TABLE app.maybe (tenant_id uuid NOT NULL);
       END IF;
     END $body$;
     DO 'BEGIN REVOKE ALL ON app.inside FROM PUBLIC; GRANT SELECT ON app.inside TO PUBLIC; END';`;
}

/** What PostgreSQL 14 does not know: views that run as their caller, filters and schemas of publications. */
function since15(app: string): string {
  return `
     CREATE VIEW app.careful WITH (security_invoker) AS SELECT * FROM app.closed;
     CREATE VIEW app.replaced WITH (security_invoker = true) AS SELECT * FROM app.closed;
     CREATE OR REPLACE VIEW app.replaced AS SELECT * FROM app.closed;
     CREATE VIEW app.mended AS SELECT * FROM app.closed;
     ALTER VIEW app.mended SET (security_invoker = on);
     CREATE VIEW app.undone WITH (security_invoker = true) AS SELECT * FROM app.closed;
     ALTER VIEW app.undone RESET (security_invoker);
     GRANT SELECT ON app.careful, app.replaced, app.mended, app.undone TO ${app};
     CREATE PUBLICATION filtered FOR TABLE app.closed WHERE (id > 1);
     CREATE PUBLICATION of_schema FOR TABLES IN SCHEMA app;`;
}

/** Rules that see more on a server than in files, each with why. */
const SEES_MORE: Readonly<Record<string, string>> = {
  "default-privilege-public": "who migrates is known there",
  "schema-owned-by-superuser": "who migrates is known there",
  "definer-owned-by-superuser": "who migrates is known there",
  "table-owner-differs": "who migrates is known there",
  "default-privilege-public-execute": "who migrates is known there, and what nobody has changed is seen",
  "role-no-timeouts": "whether a role gets its limits elsewhere is known there",
  "role-without-password": "whether a role gets its password elsewhere is known there",
};

for (const major of MAJORS) {
  describe(`migrations and PostgreSQL ${major}`, () => {
    test("both readers find the same of the same statements", async () => {
      const server = await serverFor(major);
      const database = await freshDatabase(server, "lint");
      const [app, joe] = [uniqueName("lint_app"), uniqueName("lint_joe")];
      const files = migrations(app, joe, displayIdentifier(database.name), major).map((text, at) => ({
        path: `${at + 1}.sql`,
        text,
      }));
      const { facts, notRead } = await readMigrations(files);
      assert.deepEqual(notRead, []);
      try {
        await withSession(database.settings, async (session) => {
          for (const { text } of files) await session.query(text);
        });
        const live = await withSession(database.settings, async (session) => {
          const model = await readDatabaseModel(session, { columns: true });
          return readLiveFacts(
            model,
            await readServerState(session, TIME_TO_GUESS),
            await judgeStoredPolicies(session, model),
          );
        });
        const lint = judge(RULES, facts, { now: NOW });
        assert.deepEqual(lint.failed, []);
        assert.deepEqual(lint.unknown, []);
        // Of the server only what the files are about: other roles and the database itself are not theirs.
        const prefix = `${displayIdentifier(database.name)}:`;
        const ours = (key: string) =>
          (key.includes(`:${prefix}`) && !key.includes("schema public")) ||
          key === `database-setting-unsafe:database ${displayIdentifier(database.name)}` ||
          key.includes(app) ||
          key.includes(joe);
        const told = judge(RULES, live, { now: NOW })
          .findings.map(({ key }) => key)
          .filter(ours)
          .map((key) => key.replace(prefix, ""))
          .filter((key) => !((key.split(":")[0] ?? "") in SEES_MORE));
        const found = lint.findings
          .map(({ key }) => key)
          .filter((key) => !((key.split(":")[0] ?? "") in SEES_MORE));
        assert.ok(found.length > 15, found.join("\n"));
        // Each with the reader that alone has it: two long lists side by side tell nobody which one is missing.
        const [inFiles, onServer] = [new Set(found), new Set(told)];
        const apart = [
          ...found.filter((key) => !onServer.has(key)).map((key) => `only in the files: ${key}`),
          ...told.filter((key) => !inFiles.has(key)).map((key) => `only on the server: ${key}`),
        ];
        assert.deepEqual(apart, []);
        assert.equal(inFiles.size, found.length, "and no key is told twice");
      } finally {
        await withSession(database.settings, (session) =>
          session.query("DROP SUBSCRIPTION IF EXISTS far_away; DROP SUBSCRIPTION IF EXISTS verified"),
        );
        await database.drop();
        await withSession(server.settings, async (session) => {
          for (const role of [app, joe, `${app}_named`, `${app}_all`])
            await session.query(`DROP ROLE IF EXISTS ${role}`);
        });
      }
    });
  });
}
