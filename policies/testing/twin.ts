import { groupGraph } from "../../postgres/plan/graph-groups";
import type { DeclaredResource } from "../readers/declared";
import { declared, VERIFIER } from "./declared";
import { DATABASE } from "./factories";
import type { DeclarationProof } from "./proof";

/** Resources of hardened programs, to which no rule objects. The twin of a proof changes one property. */

type Inputs = Readonly<Record<string, unknown>>;

/** The roles of the facts, made by somebody else than the program. */
export const TWIN_ROLES: readonly string[] = [
  "CREATE ROLE owner",
  "CREATE ROLE app LOGIN CONNECTION LIMIT 20",
];

/** The roles, and the table that facts speak of: programs declare no tables. */
export const TWIN_SHOP: readonly string[] = [
  ...TWIN_ROLES,
  "CREATE SCHEMA app AUTHORIZATION owner",
  "CREATE TABLE app.orders (tenant_id uuid NOT NULL, id bigint NOT NULL, PRIMARY KEY (tenant_id, id))",
  "ALTER TABLE app.orders OWNER TO owner",
];

/** Why no rule about the conditions of policies is for declarations. */
export const POLICIES_ARE_CHECKED: DeclarationProof = {
  kind: "none",
  because:
    "the plugin's own check judges the policies of a RowSecurity, and refuses what the rule finds unless it is waived there; a fact of a declared table has none",
};

/** A `postgresql.Role`: a login role with nothing that it does not need. */
export function roleResource(change: Inputs = {}): DeclaredResource {
  const inputs = { name: "app", login: true, password: VERIFIER, connectionLimit: 20, ...change };
  return declared("postgresql:index/role:Role", inputs.name, inputs);
}

/** A `postgresql.GrantRole` with which the role `app` is a member of another. */
export function memberResource(change: Inputs): DeclaredResource {
  return declared("postgresql:index/grantRole:GrantRole", "member", { role: "app", ...change });
}

/** A `postgresql.Grant`: what the application may do with a table. */
export function grantResource(change: Inputs = {}): DeclaredResource {
  return declared("postgresql:index/grant:Grant", "grant", {
    database: DATABASE,
    role: "app",
    objectType: "table",
    schema: "app",
    objects: ["orders"],
    privileges: ["SELECT"],
    ...change,
  });
}

/** A `postgresql.Grant` on a schema. */
export function schemaGrantResource(change: Inputs): DeclaredResource {
  return declared("postgresql:index/grant:Grant", "grant", {
    database: DATABASE,
    objectType: "schema",
    schema: "app",
    ...change,
  });
}

/** An `Access` of the schema `app`, as a user writes it. */
export function accessResource(change: Inputs = {}): DeclaredResource {
  const inputs = { database: DATABASE, owner: "owner", schemas: { app: {} }, ...change };
  return declared("palisade:index:Access", "access", inputs);
}

/** A `RowSecurity` of the schema `app`, as the plugin's check leaves it: `tables` is what it has found. */
export function rowSecurityResource(change: Inputs, orders: string): DeclaredResource {
  return declared("palisade:index:RowSecurity", "rows", {
    database: DATABASE,
    schemas: ["app"],
    tenantRoles: ["app"],
    owner: "owner",
    // The guard has a schema of its own, of the managing role, which no declaration names.
    guard: "off",
    ...change,
    tables: groupGraph({ "table app.orders": orders }),
  });
}

/** The languages of Perl, made without their library, which the servers of the tests lack. */
export const WITHOUT_LIBPERL = {
  because: "the servers of the tests have no libperl: the languages stand on another one's handler",
  plperl: ["CREATE TRUSTED LANGUAGE plperl HANDLER plpgsql_call_handler"],
  plperlu: ["CREATE LANGUAGE plperlu HANDLER plpgsql_call_handler"],
} as const;

/** A `postgresql.Extension` where extensions belong. */
export function extensionResource(change: Inputs): DeclaredResource {
  return declared("postgresql:index/extension:Extension", "extension", {
    database: DATABASE,
    schema: "extensions",
    ...change,
  });
}

/** A `postgresql.Function` in PL/pgSQL that runs as its owner and takes a text. */
export function functionResource(change: Inputs): DeclaredResource {
  return declared("postgresql:index/function:Function", "total", {
    database: DATABASE,
    schema: "app",
    name: "total",
    args: [{ name: "ordering", type: "text" }],
    ...change,
  });
}

/** A `postgresql.Publication` called `everything`. */
export function publicationResource(change: Inputs): DeclaredResource {
  return declared("postgresql:index/publication:Publication", "everything", {
    database: DATABASE,
    name: "everything",
    ...change,
  });
}
