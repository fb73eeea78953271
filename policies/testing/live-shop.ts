/** The roles of live proofs. They exist only inside a transaction that is rolled back. */
export const OWNER = "palisade_proof_owner";
export const APP = "palisade_proof_app";
export const OTHER = "palisade_proof_other";

/** An owner and an application role, as they should be. */
export const ROLES: readonly string[] = [`CREATE ROLE ${OWNER}`, `CREATE ROLE ${APP} LOGIN`];

/** The two roles, and a schema `app` with a tenant's table `orders` that nobody has protected yet. */
export const SHOP: readonly string[] = [
  ...ROLES,
  `CREATE SCHEMA app AUTHORIZATION ${OWNER}`,
  "CREATE TABLE app.orders (tenant_id uuid NOT NULL, id bigint NOT NULL, PRIMARY KEY (tenant_id, id))",
  `ALTER TABLE app.orders OWNER TO ${OWNER}`,
];

/** The expression of a tenant policy. */
export const TENANT = "tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)";

/** The table protected as it should be. */
export const PROTECTED: readonly string[] = [
  "ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY",
  "ALTER TABLE app.orders FORCE ROW LEVEL SECURITY",
  `CREATE POLICY tenant ON app.orders TO ${APP} USING (${TENANT}) WITH CHECK (${TENANT})`,
  `CREATE POLICY owner ON app.orders TO ${OWNER} USING (true) WITH CHECK (true)`,
];

/**
 * The servers of the tests do not have pg_graphql. The row that CREATE EXTENSION would leave is all that rules ask for; it
 * goes with the transaction.
 */
export const PG_GRAPHQL = `INSERT INTO pg_catalog.pg_extension
    (oid, extname, extowner, extnamespace, extrelocatable, extversion)
  SELECT 4294967295, 'pg_graphql', extowner, extnamespace, false, '1.5.11' FROM pg_catalog.pg_extension WHERE extname = 'plpgsql'`;
