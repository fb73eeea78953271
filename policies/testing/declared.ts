import { groupGraph } from "../../postgres/plan/graph-groups";
import type { DeclaredResource } from "../readers/declared";

/** What the classes of `@pulumi/postgresql` make secrets by themselves. */
export const SECRET_BY_ITSELF: readonly string[] = ["password", "passwordWo", "conninfo"];

/** A declared resource as a policy would see it: checked inputs, protected unless said otherwise. */
export function declared(
  type: string,
  name: string,
  inputs: Readonly<Record<string, unknown>>,
  protect = true,
): DeclaredResource {
  const urn = `urn:pulumi:dev::shop::${type}::${name}`;
  return { type, name, urn, inputs, protect, secretInputs: SECRET_BY_ITSELF };
}

/** A verifier of no password in use; its form is what matters. */
export const VERIFIER = `SCRAM-SHA-256$4096:${"A".repeat(22)}==$${"B".repeat(43)}=:${"C".repeat(43)}=`;

/** The checked inputs of an access graph: what a user wrote, and what the plugin's check added. */
export const ACCESS_INPUTS = {
  database: "shop",
  owner: "shop_owner",
  databasePrivileges: { shop_app: ["CONNECT"] },
  schemas: {
    app: {
      roles: {
        shop_app: {
          schema: ["USAGE"],
          tables: ["SELECT", "INSERT", "UPDATE", "DELETE"],
          functions: ["EXECUTE"],
        },
        shop_readonly: { schema: ["USAGE"], tables: ["SELECT"] },
      },
    },
  },
  privileges: groupGraph({
    "database shop": "shop_app=CONNECT",
    "schema app": "shop_app=USAGE; shop_readonly=USAGE",
    "table app.orders": "shop_app=SELECT, INSERT, UPDATE, DELETE; shop_readonly=SELECT",
    "function app.total(uuid, integer)": "shop_app=EXECUTE",
    "default privileges of shop_owner for tables in schema app":
      "shop_app=SELECT, INSERT, UPDATE, DELETE; shop_readonly=SELECT",
  }),
};

/** The checked inputs of row security. */
export const ROW_SECURITY_INPUTS = {
  database: "shop",
  schemas: ["app"],
  tenantRoles: ["shop_app"],
  owner: "shop_owner",
  tables: groupGraph({
    "table app.orders":
      "enabled, forced; palisade_owner to shop_owner using (true); palisade_tenant to shop_app using (x)",
    "view app.open_orders": "security_invoker",
  }),
};
