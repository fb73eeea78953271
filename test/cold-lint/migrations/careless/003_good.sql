-- made good later: the tenant table of file 002
ALTER TABLE "Tenant Data"."Order Lines" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
-- found: rls-policy-public
CREATE POLICY tenant ON "Tenant Data"."Order Lines" USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));
REVOKE ALL ON "Tenant Data"."Order Lines" FROM PUBLIC;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
