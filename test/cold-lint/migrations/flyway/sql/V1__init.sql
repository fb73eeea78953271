-- found: rls-missing
CREATE TABLE ${schema}.customer (
  id bigserial PRIMARY KEY,
  tenant_id uuid NOT NULL,
  email text
);
GRANT SELECT ON ${schema}.customer TO ${readonly_role};
-- found: grant-public-table, grant-truncate-references-trigger, rls-truncate-granted
GRANT ALL ON ${schema}.customer TO PUBLIC;
