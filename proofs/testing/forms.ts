import { quoteIdentifier, quoteLiteral } from "../../postgres/sql/quote";
import { createSignedTenantFunction } from "../../postgres/sql/signed-tenant-function";
import { TENANCY_SCHEMA } from "../../postgres/sql/tenancy-names";
import {
  createRoleTenants,
  createSigningKeys,
  upsertRoleTenant,
  withholdRoleTenantStatistics,
} from "../../postgres/sql/tenancy-tables";
import { tenantExpression } from "../../postgres/sql/tenant-expression";
import { roleTenantExpression } from "../../postgres/sql/tenant-expression-role";
import { signedTenantExpression } from "../../postgres/sql/tenant-expression-signed";
import { strictTenantExpression } from "../../postgres/sql/tenant-expression-strict";
import { type FixtureRoles, TENANT_TABLES } from "./fixture";

/** The forms that the fixture is brought into, one after the other. */
export const SHOP_FORMS = ["plain", "strict", "signed", "role"] as const;

/** See {@link SHOP_FORMS}. */
export type ShopForm = (typeof SHOP_FORMS)[number];

/** The tables that get a second key where two are wanted. */
const KEYED = ["app.customers", "billing.invoices"];

const SETTINGS = ["app.tenant_id", "app.workspace_id"] as const;

/** FIXTURE, for tests only: statements of a superuser that bring the hardened shop into another form of its policies. */
export function shopInForm(form: ShopForm, roles: FixtureRoles, places: 1 | 2): string[] {
  return [
    ...(form === "signed" ? signing(roles) : []),
    ...(form === "role" ? roleTenants(roles) : []),
    ...(places === 2 ? KEYED.map(secondKey) : []),
    ...Object.entries(TENANT_TABLES).map(([table, column]) =>
      alterPolicy(table, form, column, KEYED.includes(table) ? places : 1, places),
    ),
    "ANALYZE",
  ];
}

/** A second tenant column, filled for the rows that are there. */
export function secondKey(table: string): string {
  return `ALTER TABLE ${table} ADD COLUMN workspace uuid NOT NULL DEFAULT '33333333-3333-3333-3333-333333333333'`;
}

function alterPolicy(table: string, form: ShopForm, column: string, count: 1 | 2, places: 1 | 2): string {
  const columns = [column, "workspace"].slice(0, count);
  const text = columns.map((name, index) => condition(form, name, index, places)).join(" AND ");
  return `ALTER POLICY palisade_tenant ON ${table} USING (${text}) WITH CHECK (${text})`;
}

function condition(form: ShopForm, column: string, index: number, places: 1 | 2): string {
  const setting = SETTINGS[index] ?? SETTINGS[0];
  const key = { column, type: "uuid", setting };
  switch (form) {
    case "plain":
      return tenantExpression(key);
    case "strict":
      return strictTenantExpression(key);
    case "signed":
      return signedTenantExpression({ ...key, setting: SETTINGS[0], place: index + 1, places });
    case "role":
      return roleTenantExpression({ column, type: "uuid", key: index === 0 ? "tenant_id" : "workspace" });
    default:
      return form satisfies never;
  }
}

/** The schema, the function and the keys of the form `signed`. */
export function signing(
  { owner, application, readonly }: FixtureRoles,
  change: (source: string) => string = (source) => source,
): string[] {
  const tenants = [application, readonly].map((name) => quoteIdentifier(name)).join(", ");
  return [
    ...schema(owner),
    createSigningKeys(),
    change(createSignedTenantFunction()),
    `REVOKE ALL ON FUNCTION ${TENANCY_SCHEMA}.signed_tenant FROM PUBLIC`,
    `GRANT EXECUTE ON FUNCTION ${TENANCY_SCHEMA}.signed_tenant TO ${tenants}`,
    `INSERT INTO ${TENANCY_SCHEMA}.signing_keys VALUES ('app.tenant_id', 'live', '\\x01', '\\x02')`,
    "RESET ROLE",
  ];
}

/** The policy of one table in the form `signed`. */
export function signedPolicy(table: string): string {
  return alterPolicy(table, "signed", "tenant_id", 1, 1);
}

/** The policy of one table with a second key, in the form `plain`. */
export function keyedPolicy(table: string): string {
  return alterPolicy(table, "plain", "tenant_id", 2, 2);
}

/** The names of two roles that are tenants: members of the application's role, each with its own login. */
export function tenantRolesOf({ application }: FixtureRoles): readonly [string, string] {
  return [`${application}_a`, `${application}_b`];
}

/** The schema and the table of the form `role`, and two tenants' roles. */
export function roleTenants(roles: FixtureRoles): string[] {
  const { owner, application, readonly } = roles;
  const tenants = [application, readonly].map((name) => quoteIdentifier(name)).join(", ");
  const made = tenantRolesOf(roles);
  return [
    ...made.flatMap((name) => [
      `CREATE ROLE ${quoteIdentifier(name)} LOGIN`,
      `GRANT ${quoteIdentifier(application)} TO ${quoteIdentifier(name)}`,
    ]),
    ...schema(owner),
    createRoleTenants(),
    withholdRoleTenantStatistics(),
    `GRANT SELECT ON ${TENANCY_SCHEMA}.role_tenants TO ${tenants}`,
    ...made.flatMap((name, index) =>
      ["tenant_id", "workspace"].map((key) =>
        upsertRoleTenant(name, key, `${index + 1}1111111-1111-1111-1111-111111111111`),
      ),
    ),
    "RESET ROLE",
  ];
}

function schema(owner: string): string[] {
  const name = quoteIdentifier(owner);
  return [`CREATE SCHEMA ${TENANCY_SCHEMA} AUTHORIZATION ${name}`, `SET ROLE ${quoteLiteral(owner)}`];
}
