import { CARELESS, PASSWORD, type Planted, plant } from "./careless";

/** What stands in the database. */
export const OBJECTS: readonly Planted[] = [
  plant("CREATE SCHEMA scratch"),
  plant(
    "GRANT ALL ON SCHEMA scratch TO PUBLIC",
    "grant-public-create:$db:schema scratch to PUBLIC",
    "grant-public-schema-usage:$db:schema scratch to PUBLIC",
  ),
  plant("CREATE SCHEMA app"),
  plant("CREATE SCHEMA payroll AUTHORIZATION payroll_owner"),
  plant(
    `GRANT CREATE ON DATABASE ${CARELESS} TO readonly`,
    `grant-database-create:database ${CARELESS} to readonly`,
    `grant-public-database:database ${CARELESS} to PUBLIC`,
  ),
  plant("CREATE TABLE payroll.salaries (id serial PRIMARY KEY, person text, ssn text, amount numeric)"),
  plant(
    "GRANT ALL ON payroll.salaries TO PUBLIC",
    "grant-public-table:$db:table payroll.salaries to PUBLIC",
    "sensitive-column-readable:$db:table payroll.salaries to PUBLIC",
  ),
  plant(
    "GRANT ALL ON SEQUENCE payroll.salaries_id_seq TO PUBLIC",
    "grant-public-table:$db:sequence payroll.salaries_id_seq to PUBLIC",
  ),
  plant("CREATE TABLE payroll.people (id int PRIMARY KEY, name text, ssn text)"),
  plant(
    "GRANT SELECT (ssn) ON payroll.people TO PUBLIC",
    "grant-public-table:$db:column payroll.people.ssn to PUBLIC",
  ),
  plant(
    "GRANT SELECT ON payroll.people TO kpi WITH GRANT OPTION",
    "grant-option-outside-owner:$db:table payroll.people to kpi",
  ),
  plant(
    "GRANT TRUNCATE, TRIGGER ON payroll.people TO kpi",
    "grant-truncate-references-trigger:$db:table payroll.people to kpi",
  ),
  plant(
    "ALTER DEFAULT PRIVILEGES FOR ROLE payroll_owner GRANT SELECT ON TABLES TO PUBLIC",
    "default-privilege-public:$db:default privileges of payroll_owner for tables to PUBLIC",
  ),
  {
    sql: "GRANT SET ON PARAMETER session_preload_libraries TO web",
    found: ["parameter-granted:parameter session_preload_libraries to web"],
    from: 15,
  },
  plant(
    "GRANT EXECUTE ON FUNCTION pg_read_file(text) TO kpi",
    "system-privileges-loosened:$db:function pg_catalog.pg_read_file(text) to kpi",
  ),
  plant("GRANT SELECT ON pg_authid TO kpi", "secret-catalog-readable:$db:table pg_catalog.pg_authid to kpi"),
  plant("SELECT lo_create(4242)"),
  plant(
    "GRANT SELECT ON LARGE OBJECT 4242 TO PUBLIC",
    "grant-public-large-object:$db:large object 4242 to PUBLIC",
  ),
  plant(
    "UPDATE pg_language SET lanpltrusted = true WHERE lanname = 'c'",
    "language-untrusted:$db:language c",
  ),
  plant(
    "CREATE TABLE app.orders (id bigserial PRIMARY KEY, tenant_id uuid NOT NULL, body text)",
    "rls-missing:$db:table app.orders",
    "rls-tenant-index-missing:$db:table app.notes",
  ),
  plant("CREATE TABLE app.invoices (id bigserial PRIMARY KEY, tenant_id uuid NOT NULL)"),
  plant(
    "CREATE POLICY p ON app.invoices USING (tenant_id = current_setting('app.tenant_id')::uuid)",
    "rls-policies-without-rls:$db:table app.invoices",
    "rls-policy-setting-raises:$db:policy p on app.invoices",
    "rls-policy-slow:$db:policy p on app.invoices",
  ),
  plant(
    "CREATE TABLE app.notes (id bigserial PRIMARY KEY, tenant_id uuid)",
    "rls-tenant-column-nullable:$db:table app.notes",
  ),
  plant(
    "ALTER TABLE app.notes ENABLE ROW LEVEL SECURITY",
    "rls-not-forced:$db:table app.notes",
    "rls-no-policy:$db:table app.notes",
  ),
  plant("CREATE TABLE app.files (id bigserial PRIMARY KEY, tenant_id uuid NOT NULL)"),
  plant("ALTER TABLE app.files ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"),
  plant(
    "CREATE POLICY all_of_it ON app.files USING (true)",
    "rls-open-policy:$db:policy all_of_it on app.files",
    "rls-policy-public:$db:policy all_of_it on app.files",
  ),
  plant("CREATE TABLE app.chats (id bigserial PRIMARY KEY, tenant_id uuid NOT NULL)"),
  plant("ALTER TABLE app.chats ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"),
  plant(
    "CREATE POLICY same ON app.chats USING (tenant_id = tenant_id)",
    "rls-policy-without-tenant:$db:policy same on app.chats",
  ),
  plant("CREATE TABLE app.tickets (id bigserial PRIMARY KEY, tenant_id uuid NOT NULL, t text, shown bool)"),
  plant("ALTER TABLE app.tickets ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"),
  plant(
    "CREATE POLICY t ON app.tickets TO web USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK (true)",
    "rls-with-check-open:$db:policy t on app.tickets",
  ),
  plant(
    "CREATE POLICY also ON app.tickets FOR SELECT USING (shown OR tenant_id IS NULL)",
    "rls-policies-overlap:$db:policy t on app.tickets",
  ),
  plant(
    "CREATE UNIQUE INDEX tickets_t ON app.tickets (t)",
    "unique-key-leaks-tenants:$db:index app.tickets_t",
  ),
  plant(
    "CREATE TABLE app.lines (id int PRIMARY KEY, tenant_id uuid NOT NULL, ticket bigint CONSTRAINT of_ticket REFERENCES app.tickets (id))",
    "foreign-key-leaks-tenants:$db:constraint of_ticket on app.lines",
  ),
  plant("CREATE TABLE app.acl (usr name, tenant uuid)"),
  plant("CREATE TABLE app.docs (id int PRIMARY KEY, tenant_id uuid NOT NULL)"),
  plant("ALTER TABLE app.docs ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"),
  plant(
    "CREATE POLICY via_acl ON app.docs TO web USING (tenant_id IN (SELECT tenant FROM app.acl WHERE usr = current_user))",
    "rls-policy-reads-open:$db:policy via_acl on app.docs",
  ),
  plant("CREATE TABLE app.events (tenant_id uuid NOT NULL, at date NOT NULL) PARTITION BY RANGE (at)"),
  plant(
    "CREATE TABLE app.events_2024 PARTITION OF app.events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')",
  ),
  plant("ALTER TABLE app.events ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"),
  plant("GRANT SELECT ON app.events_2024 TO web", "rls-partition-granted:$db:table app.events_2024 to web"),
  plant("CREATE VIEW app.all_tickets AS SELECT * FROM app.tickets"),
  plant("GRANT SELECT ON app.all_tickets TO web", "view-bypasses-rls:$db:view app.all_tickets"),
  plant("CREATE MATERIALIZED VIEW app.totals AS SELECT tenant_id, count(*) FROM app.tickets GROUP BY 1"),
  plant(
    "GRANT SELECT ON app.totals TO web",
    "materialized-view-exposes-tenants:$db:materialized view app.totals to web",
  ),
  plant("GRANT TRUNCATE ON app.files TO web", "rls-truncate-granted:$db:table app.files to web"),
  plant(
    "CREATE FUNCTION public.become(r text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN EXECUTE 'GRANT ' || r || ' TO ' || session_user; END $$",
    "definer-unquoted-text:$db:function public.become(r text)",
    "definer-without-search-path:$db:function public.become(r text)",
    "grant-public-execute-definer:$db:function public.become(r text) to PUBLIC",
    "definer-owned-by-superuser:$db:function public.become(r text)",
  ),
  plant(
    "CREATE FUNCTION app.total() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = scratch, pg_temp AS 'SELECT count(*) FROM app.orders'",
    "definer-search-path-unsafe:$db:function app.total() via scratch",
  ),
  plant(
    "CREATE FUNCTION app.leak(t text) RETURNS bool LANGUAGE sql LEAKPROOF AS 'SELECT true'",
    "function-leakproof:$db:function app.leak(t text)",
  ),
  plant("CREATE FUNCTION app.trojan() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"),
  plant("ALTER FUNCTION app.trojan() OWNER TO kpi"),
  plant(
    "CREATE TRIGGER t BEFORE INSERT ON payroll.salaries FOR EACH ROW EXECUTE FUNCTION app.trojan()",
    "table-runs-strangers-code:$db:trigger t on payroll.salaries via app.trojan()",
  ),
  plant("CREATE FUNCTION scratch.seen() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'"),
  plant("ALTER FUNCTION scratch.seen() OWNER TO kpi"),
  plant(
    "CREATE EVENT TRIGGER snoop ON ddl_command_end EXECUTE FUNCTION scratch.seen()",
    "event-trigger-stranger:$db:event trigger snoop",
  ),
  plant(
    "CREATE RULE r AS ON DELETE TO payroll.people DO INSTEAD NOTHING",
    "table-rule-drops-writes:$db:rule r on payroll.people",
  ),
  plant(
    "CREATE EXTENSION postgres_fdw SCHEMA public",
    "extension-reaches-out:$db:extension postgres_fdw",
    "extension-in-public:$db:extension postgres_fdw",
  ),
  plant("CREATE EXTENSION pg_trgm VERSION '1.3'", "extension-outdated:$db:extension pg_trgm"),
  plant(
    "CREATE SERVER warehouse FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '10.0.0.9', sslmode 'disable')",
    "connection-tls-unverified:$db:connection of foreign server warehouse",
  ),
  plant(
    "GRANT USAGE ON FOREIGN SERVER warehouse TO PUBLIC",
    "grant-public-foreign:$db:foreign server warehouse to PUBLIC",
  ),
  plant(
    "CREATE USER MAPPING FOR PUBLIC SERVER warehouse OPTIONS (user 'postgres', password 'hunter2')",
    "user-mapping-public:$db:user mapping warehouse to PUBLIC",
  ),
  plant(
    "CREATE USER MAPPING FOR web SERVER warehouse OPTIONS (user 'x', password_required 'false')",
    "user-mapping-without-password:$db:user mapping warehouse to web",
  ),
  plant("CREATE FOREIGN TABLE app.remote (id int, tenant_id uuid) SERVER warehouse"),
  plant(
    "GRANT SELECT ON app.remote TO web",
    "foreign-table-exposes-tenants:$db:foreign table app.remote to web",
  ),
  plant(
    "CREATE PUBLICATION everything FOR ALL TABLES",
    "publication-carries-tenants:$db:table app.orders via everything",
  ),
  plant(
    "CREATE SUBSCRIPTION s CONNECTION 'host=10.0.0.9 user=x password=hunter2' PUBLICATION p WITH (connect = false, slot_name = NONE)",
    "connection-tls-unverified:$db:connection of subscription s",
  ),
  plant(
    `CREATE FUNCTION app.sync() RETURNS text LANGUAGE sql AS $$ SELECT 'postgres://app:${PASSWORD}@db/shop' $$`,
    "password-in-code:$db:function app.sync()",
  ),
  plant(`COMMENT ON TABLE app.acl IS 'pw: ${PASSWORD}'`, "password-in-comment:$db:comment on table app.acl"),
  plant("CREATE FOREIGN DATA WRAPPER other"),
  plant(
    `CREATE SERVER shop FOREIGN DATA WRAPPER other OPTIONS (api_key '${PASSWORD}')`,
    "password-in-code:$db:foreign server shop (api_key)",
  ),
  plant("CREATE FUNCTION app.number(text) RETURNS int LANGUAGE sql AS 'SELECT 1'"),
  plant("ALTER FUNCTION app.number(text) OWNER TO kpi"),
  plant(
    "CREATE CAST (text AS int) WITH FUNCTION app.number(text) AS IMPLICIT",
    "cast-runs-strangers-code:$db:cast (text AS integer)",
    "cast-between-built-in-types:$db:cast (text AS integer)",
  ),
  plant(
    "CREATE FUNCTION public.lower(varchar) RETURNS text LANGUAGE sql AS 'SELECT 1::text'",
    "name-of-built-in:$db:function public.lower(character varying)",
  ),
  plant("CREATE FUNCTION app.joined(text, int) RETURNS text LANGUAGE sql AS 'SELECT $1'"),
  plant(
    "CREATE OPERATOR scratch.+ (LEFTARG = text, RIGHTARG = int, FUNCTION = app.joined)",
    "name-of-built-in:$db:operator scratch.+(text, integer)",
  ),
  plant(
    "INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label) VALUES ('payroll.people'::regclass, 'pg_class'::regclass, 3, 'anon', 'MASKED')",
    "security-label-unenforced:$db:security label anon on column payroll.people.ssn",
  ),
  plant(
    "SELECT pg_create_physical_replication_slot('standby', true)",
    "replication-slot-abandoned:replication slot standby",
  ),
];
