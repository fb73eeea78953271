import { Reader } from "../input-reader";
import type { Problem } from "../plan";
import { GUARD_MODES, ROW_SECURITY_MODES, type RowSecurityIntent, TENANT_FORMS } from "./intent";
import { parseRoleTenants, parseSigningKeys } from "./parse-form";
import { parseKeys } from "./parse-keys";
import { parsePolicies, parseSupport } from "./parse-policies";
import { parseExceptions, parseTables } from "./parse-tables";

/** What a declaration of row security may say. */
export const ROW_SECURITY_PROPERTIES = [
  "database",
  "schemas",
  "include",
  "except",
  "shared",
  "column",
  "columnType",
  "setting",
  "keys",
  "form",
  "signingKeys",
  "roleTenants",
  "tenantRoles",
  "support",
  "policies",
  "owner",
  "force",
  "guard",
  "mode",
] as const;

/**
 * Checks a RowSecurity declaration. All problems come at once. `identity` is for a database that has several: see
 * {@link RowSecurityIntent.identity}.
 */
export function parseRowSecurity(
  input: unknown,
  identity = "",
): { intent?: RowSecurityIntent; problems: Problem[] } {
  const read = new Reader();
  const root = read.object(input, "", ROW_SECURITY_PROPERTIES);
  const schemas = [...new Set(read.names(root["schemas"], "schemas"))].sort();
  const within = new Set(schemas);
  const form = read.choice(root["form"], "form", TENANT_FORMS) ?? "plain";
  const keys = parseKeys(read, root, form);
  const tenantRoles = [...new Set(read.names(root["tenantRoles"], "tenantRoles"))].sort();
  const include = root["include"];
  const intent: RowSecurityIntent = {
    identity,
    database: read.name(root["database"], "database"),
    schemas,
    tables:
      include === undefined || include === null
        ? "all-with-column"
        : parseTables(read, include, "include", within),
    except: parseExceptions(read, root["except"], "except", within),
    shared: parseExceptions(read, root["shared"], "shared", within),
    keys,
    form,
    signingKeys: parseSigningKeys(read, root["signingKeys"], form),
    roleTenants: parseRoleTenants(read, root["roleTenants"], form, keys),
    tenantRoles,
    support: parseSupport(read, root["support"]),
    policies: parsePolicies(read, root["policies"], within, tenantRoles),
    owner: read.name(root["owner"], "owner"),
    force: read.flag(root["force"], "force") ?? true,
    guard: read.choice(root["guard"], "guard", GUARD_MODES) ?? "protect",
    guardAsked: root["guard"] !== undefined && root["guard"] !== null,
    mode: read.choice(root["mode"], "mode", ROW_SECURITY_MODES) ?? "authoritative",
  };
  if (Array.isArray(include) && include.length === 0)
    read.problem("include", "names no table; leave it out for every table that has the column");
  rolesApart(read, intent);
  selectedOnce(read, intent);
  return read.problems.length === 0 ? { intent, problems: [] } : { problems: read.problems };
}

/** A role is bound to its tenant, sees every tenant, or owns the tables: one of these. */
function rolesApart(read: Reader, { owner, tenantRoles, support, roleTenants }: RowSecurityIntent): void {
  if (owner !== "" && tenantRoles.includes(owner))
    read.problem(
      "tenantRoles",
      `names the owner ${JSON.stringify(owner)}, whose own policy opens every row: use a role that owns nothing`,
    );
  for (const [index, { role }] of support.entries()) {
    if (role === "") continue;
    if (role === owner)
      read.problem(
        `support[${index}].role`,
        `${JSON.stringify(role)} is the owner, who sees every row anyway`,
      );
    if (tenantRoles.includes(role))
      read.problem(
        `support[${index}].role`,
        `${JSON.stringify(role)} is a tenant role too: its own policy would open every tenant to it; use a role of its own`,
      );
  }
  for (const { path, role } of roleTenants) {
    if (role === owner || support.some((other) => other.role === role))
      read.problem(path, "sees the rows of every tenant by another policy: use a role of its own");
  }
}

/** What is left alone cannot be shared or included as well. */
function selectedOnce(read: Reader, { except, shared, tables }: RowSecurityIntent): void {
  const same = (a: { schema: string; name?: string }, b: { schema: string; name?: string }) =>
    a.name !== undefined && a.schema === b.schema && a.name === b.name;
  for (const { path, ...table } of shared) {
    const other = except.find((one) => same(one, table));
    if (other !== undefined) read.problem(path, `stands in ${other.path} too: leave it out of one of them`);
  }
  if (tables === "all-with-column") return;
  for (const { path, ...table } of tables) {
    const other = [...except, ...shared].find((one) => same(one, table));
    if (other !== undefined) read.problem(path, `stands in ${other.path} too: leave it out of one of them`);
  }
}
