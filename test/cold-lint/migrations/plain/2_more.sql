ALTER TABLE t_good ENABLE ROW LEVEL SECURITY;
ALTER TABLE t_good FORCE ROW LEVEL SECURITY;
-- found: rls-policy-public
CREATE POLICY p ON t_good USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));
CREATE INDEX ON t_good (tenant_id);
REVOKE SELECT ON t_good FROM PUBLIC;
ALTER FUNCTION f() SET search_path = pg_catalog, pg_temp;
REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC;
DROP TABLE t_gone;
ALTER ROLE r_super NOSUPERUSER;
DROP SCHEMA s_gone CASCADE;
ALTER TABLE renamed_from RENAME TO renamed_to;
ALTER TABLE renamed_to ENABLE ROW LEVEL SECURITY;
ALTER TABLE renamed_to FORCE ROW LEVEL SECURITY;
-- found: rls-policy-public
CREATE POLICY p ON renamed_to USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));
CREATE INDEX ON renamed_to (tenant_id);
