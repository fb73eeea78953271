import { quoteIdentifier, quoteLiteral, quoteQualified } from "./quote";
import { ROLE_TENANTS, SIGNING_KEYS, TENANCY_SCHEMA } from "./tenancy-names";

const KEYS = quoteQualified(TENANCY_SCHEMA, SIGNING_KEYS);
const ROLES = quoteQualified(TENANCY_SCHEMA, ROLE_TENANTS);

/** The columns of the signing keys that tell nothing about a key but which one it is. */
export const OPEN_KEY_COLUMNS = ["scope", "id", "fingerprint"] as const;

/** `CREATE TABLE …` for the signing keys. The fingerprint is made by the server, so that it is always that of the key. */
export function createSigningKeys(): string {
  return [
    `CREATE TABLE ${KEYS} (scope text NOT NULL, id text NOT NULL, inner_block bytea NOT NULL, outer_block bytea NOT NULL,`,
    "fingerprint text GENERATED ALWAYS AS (pg_catalog.encode(pg_catalog.sha256(inner_block || outer_block), 'hex')) STORED,",
    "PRIMARY KEY (scope, id))",
  ].join(" ");
}

/** `CREATE TABLE …` for the roles that are tenants. */
export function createRoleTenants(): string {
  return `CREATE TABLE ${ROLES} (role_name name NOT NULL, key text NOT NULL, value text NOT NULL, PRIMARY KEY (role_name, key))`;
}

/**
 * `ALTER TABLE … SET STATISTICS 0` on the roles that are tenants. `pg_stats` asks for SELECT on a column and not for USAGE on
 * the schema: tenant roles, whose policy reads the table, would see there what the others are called.
 */
export function withholdRoleTenantStatistics(): string {
  const columns = ["role_name", "key", "value"];
  return `ALTER TABLE ${ROLES} ${columns.map((column) => `ALTER ${column} SET STATISTICS 0`).join(", ")}`;
}

/** `COPY … FROM STDIN`, whose data is {@link signingKeyRow}: no log shows it. */
export function copySigningKeys(): string {
  return `COPY ${KEYS} (scope, id, inner_block, outer_block) FROM STDIN`;
}

/** A line of COPY's text format. Blocks in hexadecimal digits. */
export function signingKeyRow(scope: string, id: string, blocks: { inner: string; outer: string }): string {
  return `${[scope, id, `\\\\x${blocks.inner}`, `\\\\x${blocks.outer}`].join("\t")}\n`;
}

/** `DELETE FROM …` of one key. */
export function deleteSigningKey(scope: string, id: string): string {
  return `DELETE FROM ${KEYS} WHERE scope = ${quoteLiteral(scope)} AND id = ${quoteLiteral(id)}`;
}

/** `INSERT … ON CONFLICT … DO UPDATE`: a role is a tenant. */
export function upsertRoleTenant(role: string, key: string, value: string): string {
  return `INSERT INTO ${ROLES} (role_name, key, value) VALUES (${[role, key, value].map(quoteLiteral).join(", ")}) ON CONFLICT (role_name, key) DO UPDATE SET value = excluded.value`;
}

/** `DELETE FROM …`: a role is a tenant no longer. */
export function deleteRoleTenant(role: string, key: string): string {
  return `DELETE FROM ${ROLES} WHERE role_name = ${quoteLiteral(role)} AND key = ${quoteLiteral(key)}`;
}

/** `GRANT SELECT (…)` on the signing keys: enough to compare keys, and not to sign with one. */
export function grantKeyFingerprints(role: string): string {
  return `GRANT SELECT (${OPEN_KEY_COLUMNS.join(", ")}) ON ${KEYS} TO ${quoteIdentifier(role)}`;
}
