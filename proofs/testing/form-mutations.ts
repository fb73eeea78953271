import { quoteIdentifier } from "../../postgres/sql/quote";
import { TENANCY_SCHEMA } from "../../postgres/sql/tenancy-names";
import { upsertRoleTenant } from "../../postgres/sql/tenancy-tables";
import { type FixtureRoles, tenantPredicate } from "./fixture";
import { keyedPolicy, roleTenants, secondKey, signedPolicy, signing, tenantRolesOf } from "./forms";
import { hole } from "./holes";
import type { Mutation } from "./mutations";

const TABLE = "app.customers";

/** The mutations of the forms other than plain: each brings one table into a form that has lost one of its defences. */
export function formMutations(roles: FixtureRoles): readonly Mutation[] {
  const { application } = roles;
  const app = quoteIdentifier(application);
  const one = (attack: string, ...sql: string[]): Mutation => ({ attack, sql });
  const signed = (change?: (source: string) => string) => [...signing(roles, change), signedPolicy(TABLE)];
  const keyed = [secondKey(TABLE), keyedPolicy(TABLE)];
  // The organisation alone opens it; beside it the right policy stands as before.
  const wide = (command: string) => hole(TABLE, app, command, tenantPredicate("tenant_id"));
  const [, tenant] = tenantRolesOf(roles);
  return [
    // The signature's last digits are not looked at, so that what it is made over still counts.
    one(
      "token-forged-signature",
      ...signed((sql) =>
        replaced(
          replaced(
            sql,
            "pg_catalog.encode(known, ''hex'')",
            "pg_catalog.left(pg_catalog.encode(known, ''hex''), 60)",
          ),
          "pg_catalog.convert_to(mac, ''UTF8'')",
          "pg_catalog.convert_to(pg_catalog.left(mac, 60), ''UTF8'')",
        ),
      ),
    ),
    // Any signature that has the form of one is believed.
    one(
      "token-swapped-tenant",
      ...signed((sql) =>
        replaced(
          sql,
          "pg_catalog.convert_to(mac, ''UTF8'')",
          "pg_catalog.convert_to(pg_catalog.encode(known, ''hex''), ''UTF8'')",
        ),
      ),
    ),
    one("token-unknown-key", ...signed((sql) => replaced(sql, "known IS NULL OR", "known IS NOT NULL AND"))),
    one(
      "read-signing-keys",
      ...signed(),
      `GRANT USAGE ON SCHEMA ${TENANCY_SCHEMA} TO ${app}`,
      `GRANT SELECT (inner_block) ON ${TENANCY_SCHEMA}.signing_keys TO ${app}`,
    ),
    one("read-tenant-roles", ...roleTenants(roles), `GRANT USAGE ON SCHEMA ${TENANCY_SCHEMA} TO ${app}`),
    one(
      "read-tenant-roles",
      ...roleTenants(roles),
      `ALTER TABLE ${TENANCY_SCHEMA}.role_tenants ALTER value SET STATISTICS 100`,
      `ANALYZE ${TENANCY_SCHEMA}.role_tenants`,
    ),
    one("tenant-read-shared-key", ...keyed, wide("SELECT")),
    one("tenant-write-shared-key", ...keyed, wide("ALL")),
    one(
      "set-role-tenant",
      ...roleTenants(roles),
      `REVOKE ${app} FROM ${quoteIdentifier(tenant)}`,
      `GRANT ${quoteIdentifier(tenant)} TO ${app}`,
      upsertRoleTenant(application, "tenant_id", "33333333-3333-3333-3333-333333333333"),
    ),
  ];
}

/** The text with a part replaced, which must be there: a mutation that changes nothing proves nothing. */
function replaced(text: string, part: string, by: string): string {
  if (!text.includes(part)) throw new Error(`the function has no ${part} any more`);
  return text.replace(part, by);
}
