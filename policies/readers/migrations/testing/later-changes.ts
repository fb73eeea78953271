/** Statements that change what earlier ones made, for tests that compare what both readers find of them. */

const TENANT = "tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)";

/** Keys and indexes that come and go, of tables and of their partitions. */
export function keying(app: string): string {
  const guarded = (table: string) => `
     ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
     CREATE POLICY own ON ${table} TO ${app} USING (${TENANT});`;
  return `
     CREATE SCHEMA keys;
     CREATE TABLE keys.gone (tenant_id uuid NOT NULL, id int CONSTRAINT taken UNIQUE, mail text, note text UNIQUE);
     CREATE INDEX ON keys.gone (tenant_id);
     CREATE UNIQUE INDEX short ON keys.gone (mail);
     ALTER TABLE keys.gone RENAME CONSTRAINT taken TO kept;
     ALTER TABLE keys.gone DROP CONSTRAINT kept;
     DROP INDEX keys.short;
     ALTER TABLE keys.gone DROP COLUMN note;${guarded("keys.gone")}
     CREATE TABLE keys.bare (tenant_id uuid NOT NULL, id int, mail text);
     CREATE INDEX led ON keys.bare (tenant_id);
     ALTER INDEX keys.led RENAME TO first_one;
     DROP INDEX keys.first_one;
     CREATE UNIQUE INDEX ON keys.bare (mail);
     CREATE UNIQUE INDEX ON keys.bare (mail) WHERE id > 1;
     ALTER TABLE keys.bare RENAME COLUMN mail TO email;${guarded("keys.bare")}
     CREATE TABLE keys.turned (tenant_id uuid NOT NULL, mail text, id int NOT NULL, PRIMARY KEY (tenant_id, id));
     CREATE UNIQUE INDEX turned_index ON keys.turned (mail);
     ALTER TABLE keys.turned ADD CONSTRAINT turned_key UNIQUE USING INDEX turned_index;${guarded("keys.turned")}
     CREATE TABLE keys.parted (tenant_id uuid NOT NULL, day date, mail text, PRIMARY KEY (tenant_id, day), UNIQUE (mail, day)) PARTITION BY RANGE (day);
     CREATE TABLE keys.part PARTITION OF keys.parted (UNIQUE (mail)) FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
     CREATE UNIQUE INDEX parted_days ON keys.parted (day, mail);
     CREATE TABLE keys.later PARTITION OF keys.parted FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');${guarded("keys.parted")}
     CREATE TABLE keys.loose PARTITION OF keys.parted DEFAULT;
     ALTER TABLE keys.parted DETACH PARTITION keys.loose;
     CREATE TABLE keys.refers (tenant_id uuid NOT NULL, id int, day date, mail text REFERENCES keys.turned (mail) , PRIMARY KEY (tenant_id, id));
     ALTER TABLE keys.refers ADD CONSTRAINT dropped FOREIGN KEY (mail) REFERENCES keys.turned (mail);
     ALTER TABLE keys.refers DROP CONSTRAINT dropped;${guarded("keys.refers")}
     ALTER TABLE keys.turned RENAME TO moved;
     CREATE TABLE keys.typed (id bigint, kind regproc, other text);
     ALTER TABLE keys.typed ALTER kind TYPE text, ALTER other TYPE regoper USING NULL;`;
}

/** Schemas, roles, policies, triggers and columns that are called otherwise later. */
export function renaming(app: string): string {
  return `
     CREATE SCHEMA before AUTHORIZATION ${app};
     CREATE TABLE before.open (tenant_id uuid NOT NULL, id int);
     CREATE TABLE before.closed (tenant_id uuid NOT NULL, id int, PRIMARY KEY (tenant_id, id));
     CREATE VIEW before.seen AS SELECT * FROM before.closed;
     GRANT SELECT ON before.seen, before.open TO PUBLIC;
     CREATE FUNCTION before.definer() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN NEW; END';
     CREATE TRIGGER noted AFTER INSERT ON before.closed FOR EACH ROW EXECUTE FUNCTION before.definer();
     GRANT CREATE ON SCHEMA before TO PUBLIC;
     ALTER DEFAULT PRIVILEGES IN SCHEMA before GRANT TRUNCATE ON TABLES TO ${app};
     ALTER SCHEMA before RENAME TO behind;
     CREATE TABLE behind.later (tenant_id uuid NOT NULL, secret text);
     CREATE POLICY named ON behind.closed USING (true);
     ALTER POLICY named ON behind.closed RENAME TO called;
     ALTER TABLE behind.closed ENABLE ROW LEVEL SECURITY;
     ALTER TABLE behind.closed FORCE ROW LEVEL SECURITY;
     ALTER TRIGGER noted ON behind.closed RENAME TO heard;
     CREATE POLICY gone ON behind.closed USING (true);
     ALTER POLICY gone ON behind.closed RENAME TO away;
     DROP POLICY away ON behind.closed;
     CREATE TABLE behind.columns (organisation uuid NOT NULL, hash text);
     GRANT SELECT ON behind.columns TO PUBLIC;
     GRANT SELECT (hash) ON behind.columns TO ${app} WITH GRANT OPTION;
     ALTER TABLE behind.columns RENAME COLUMN organisation TO tenant_id;
     ALTER TABLE behind.columns RENAME COLUMN hash TO password_hash;
     CREATE ROLE ${app}_gone LOGIN SUPERUSER PASSWORD 'gone';
     DROP ROLE ${app}_gone;
     CREATE ROLE ${app}_before LOGIN BYPASSRLS CONNECTION LIMIT 5;
     GRANT pg_write_server_files TO ${app}_before;
     GRANT TRUNCATE ON behind.columns TO ${app}_before;
     ALTER ROLE ${app}_before RENAME TO ${app}_named;
     CREATE EXTENSION hstore SCHEMA app;
     ALTER EXTENSION hstore SET SCHEMA public;`;
}

/** Foreign tables and user mappings, subscriptions, large objects, and settings of databases. */
export function connecting(app: string, database: string): string {
  return `
     CREATE SERVER mapped FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'db.example.com', sslmode 'verify-full');
     CREATE USER MAPPING FOR PUBLIC SERVER mapped OPTIONS (user 'r');
     CREATE USER MAPPING FOR PUBLIC SERVER proven;
     DROP USER MAPPING FOR PUBLIC SERVER proven;
     CREATE FOREIGN TABLE app.distant (tenant_id uuid, note text) SERVER mapped;
     ALTER FOREIGN TABLE app.distant RENAME TO further;
     GRANT SELECT ON app.further TO ${app};
     CREATE FOREIGN TABLE app.short_lived (tenant_id uuid) SERVER mapped;
     GRANT SELECT ON app.short_lived TO PUBLIC;
     DROP FOREIGN TABLE app.short_lived;
     CREATE SUBSCRIPTION far CONNECTION 'host=db.example.com user=r' PUBLICATION p WITH (connect = false, slot_name = NONE);
     ALTER SUBSCRIPTION far CONNECTION 'host=db.example.com user=r sslmode=require';
     ALTER SUBSCRIPTION far RENAME TO far_away;
     CREATE SUBSCRIPTION verified CONNECTION 'host=db.example.com sslmode=verify-full' PUBLICATION p WITH (connect = false, slot_name = NONE);
     CREATE SUBSCRIPTION dropped CONNECTION 'host=db.example.com' PUBLICATION p WITH (connect = false, slot_name = NONE);
     DROP SUBSCRIPTION dropped;
     SELECT lo_create(4711), lo_create(4712);
     GRANT SELECT, UPDATE ON LARGE OBJECT 4711, 4712 TO PUBLIC;
     REVOKE ALL ON LARGE OBJECT 4712 FROM PUBLIC;
     ALTER DATABASE ${database} SET app.tenant_id = '6f0f9a3e-0000-4000-8000-000000000000';
     ALTER DATABASE ${database} SET session_replication_role = replica;
     ALTER DATABASE ${database} RESET app.tenant_id;
     ALTER ROLE ${app} IN DATABASE ${database} SET session_replication_role = replica;
     ALTER ROLE ${app} IN DATABASE ${database} RESET ALL;`;
}
