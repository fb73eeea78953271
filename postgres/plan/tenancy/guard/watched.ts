/**
 * The commands after which the guard looks at what they made or altered. CREATE SCHEMA can hold CREATE TABLEs, ALTER
 * SCHEMA can rename a schema into a declared one, ALTER EXTENSION … SET SCHEMA can move tables into one, ALTER TYPE …
 * CASCADE can give a typed table the tenant column, and PostgreSQL fires nothing for the parts of such commands. ALTER
 * INDEX … RENAME and ALTER VIEW … RENAME COLUMN take the name of a table as well. EXPLAIN ANALYZE CREATE TABLE AS fires
 * nothing: what it makes is found by the next update.
 */
export const WATCHED_COMMANDS: readonly string[] = [
  "ALTER EXTENSION",
  "ALTER FOREIGN TABLE",
  "ALTER INDEX",
  "ALTER MATERIALIZED VIEW",
  "ALTER POLICY",
  "ALTER SCHEMA",
  "ALTER TABLE",
  "ALTER TYPE",
  "ALTER VIEW",
  "CREATE FOREIGN TABLE",
  "CREATE MATERIALIZED VIEW",
  "CREATE POLICY",
  "CREATE SCHEMA",
  "CREATE TABLE",
  "CREATE TABLE AS",
  "IMPORT FOREIGN SCHEMA",
  "SELECT INTO",
];

/** The SQLSTATEs of the guard's refusals and warnings, of a class that PostgreSQL leaves to others. */
export const GUARD_STATES = {
  /** A table has the tenant column and no row-level security. */
  naked: "PLG01",
  /** Somebody who is not the managing role takes the protection of a table away. */
  takenAway: "PLG02",
  /** A relation has the tenant column and cannot be protected: its kind, its column's type, or the attempt failed. */
  unprotectable: "PLG03",
} as const;
