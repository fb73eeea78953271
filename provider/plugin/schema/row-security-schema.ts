import { flag, listOf, mapOf, objectType, ref, replaces, type Shape, secret, text } from "./shapes";

const selector = { schema: text, name: text, pattern: text };

/** The types that row security is declared with. */
export const rowSecurityTypes: Readonly<Record<string, Shape>> = {
  TableSelector: objectType("Tables, by name or by pattern.", selector, ["schema"]),
  TableException: objectType(
    "Tables that are treated in a way of their own, and why.",
    { ...selector, reason: text },
    ["schema", "reason"],
  ),
  TenantKey: objectType(
    "One of several columns that together tell tenants apart.",
    { column: text, columnType: text, setting: text },
    ["column"],
  ),
  SupportRole: objectType(
    "A role that sees the rows of every tenant.",
    { role: text, reason: text, command: text },
    ["role", "reason"],
  ),
  PolicyWaiver: objectType(
    "A finding about a policy that somebody has looked at.",
    { finding: text, reason: text },
    ["finding", "reason"],
  ),
  TenantPolicy: objectType(
    "A policy of the user's own.",
    {
      name: text,
      tables: listOf(ref("TableSelector")),
      permissive: flag,
      command: text,
      roles: listOf(text),
      using: text,
      withCheck: text,
      instead: flag,
      waive: listOf(ref("PolicyWaiver")),
    },
    ["name"],
  ),
};

const inputs = {
  database: replaces(text),
  schemas: listOf(text),
  include: listOf(ref("TableSelector")),
  except: listOf(ref("TableException")),
  shared: listOf(ref("TableException")),
  column: text,
  columnType: text,
  setting: text,
  keys: listOf(ref("TenantKey")),
  form: text,
  signingKeys: secret(mapOf(text)),
  roleTenants: mapOf(listOf(text)),
  tenantRoles: listOf(text),
  support: listOf(ref("SupportRole")),
  policies: listOf(ref("TenantPolicy")),
  owner: text,
  force: flag,
  guard: text,
  mode: text,
};

/** The resource `palisade:index:RowSecurity`. */
export const rowSecuritySchema: Shape = {
  description: "Row-level security of one database's tenant tables.",
  inputProperties: inputs,
  requiredInputs: ["database", "schemas", "tenantRoles", "owner"],
  properties: { ...inputs, tables: mapOf(text), reports: mapOf(text) },
  required: ["database", "schemas", "tenantRoles", "owner", "tables", "reports"],
};
