import { PUBLIC } from "../model/acl";
import { isPrivilege, type Privilege, type PrivilegeSet, privilegeSet } from "../model/privileges";
import {
  type AccessIntent,
  GRANT_KINDS,
  type GrantKind,
  PRIVILEGES_OF_KIND,
  type SchemaIntent,
} from "./access-intent";
import { Reader } from "./input-reader";
import type { Problem } from "./plan";
import { ACCESS_MODES, type AccessMode } from "./words";

const SETTING = /^[A-Za-z_][A-Za-z0-9_$]*(\.[A-Za-z_][A-Za-z0-9_$]*)?$/;

/** Checks an Access declaration. All problems come at once; the intent is there only when there are none. */
export function parseAccess(input: unknown): { intent?: AccessIntent; problems: Problem[] } {
  const read = new Reader();
  const root = read.object(input, "", [
    "database",
    "owner",
    "mode",
    "databasePrivileges",
    "schemas",
    "roles",
  ]);
  const mode = read.choice(root["mode"], "mode", ACCESS_MODES) ?? "authoritative";
  const intent: AccessIntent = {
    database: read.name(root["database"], "database"),
    owner: read.name(root["owner"], "owner"),
    mode,
    databaseGrants: read.map(root["databasePrivileges"], "databasePrivileges", true, (value, path) =>
      privileges(read, value, path, "database"),
    ),
    schemas: read.map(root["schemas"], "schemas", true, (value, path) => schema(read, value, path, mode)),
    settings: read.map(root["roles"], "roles", true, (value, path) => settings(read, value, path)),
  };
  if (root["schemas"] === undefined) {
    read.problem("schemas", "is missing: name at least one schema, for example { app: { roles: { … } } }");
  }
  return read.problems.length === 0 ? { intent, problems: [] } : { problems: read.problems };
}

function schema(read: Reader, input: unknown, path: string, mode: AccessMode): SchemaIntent {
  const object = read.object(input, path, ["roles", "public", "future", "viewsRunAs", "mode"]);
  const grants = read.map(object["roles"], `${path}.roles`, true, (value, at) =>
    schemaPrivileges(read, value, at),
  );
  const all = new Map(grants);
  if (object["public"] !== undefined) {
    all.set(PUBLIC, schemaPrivileges(read, object["public"], `${path}.public`));
  }
  return {
    mode: read.choice(object["mode"], `${path}.mode`, ACCESS_MODES) ?? mode,
    grants: all,
    future: read.flag(object["future"], `${path}.future`) ?? true,
    viewsRunAs:
      read.choice(object["viewsRunAs"], `${path}.viewsRunAs`, ["owner", "invoker"] as const) ?? "owner",
  };
}

function schemaPrivileges(
  read: Reader,
  input: unknown,
  path: string,
): Partial<Record<GrantKind, PrivilegeSet>> {
  const object = read.object(input, path, GRANT_KINDS);
  const result: Partial<Record<GrantKind, PrivilegeSet>> = {};
  for (const kind of GRANT_KINDS) {
    if (object[kind] !== undefined) result[kind] = privileges(read, object[kind], `${path}.${kind}`, kind);
  }
  return result;
}

function privileges(read: Reader, input: unknown, path: string, kind: GrantKind | "database"): PrivilegeSet {
  const allowed = PRIVILEGES_OF_KIND[kind];
  const names: Privilege[] = [];
  for (const [index, value] of read.list(input, path).entries()) {
    const name = value === "TEMP" ? "TEMPORARY" : value;
    if (typeof name === "string" && isPrivilege(name) && allowed.includes(name)) {
      names.push(name);
      continue;
    }
    const upper = typeof value === "string" ? value.toUpperCase() : "";
    const hint =
      isPrivilege(upper) && allowed.includes(upper) ? `write ${upper}` : `use ${allowed.join(", ")}`;
    read.problem(
      `${path}[${index}]`,
      `${JSON.stringify(value)} is not a privilege on ${wordOf(kind)}: ${hint}`,
    );
  }
  return privilegeSet(names);
}

function wordOf(kind: GrantKind | "database"): string {
  const words: Readonly<Partial<Record<GrantKind | "database", string>>> = {
    database: "a database",
    schema: "a schema",
    materializedViews: "materialized views",
    foreignTables: "foreign tables",
    securityDefinerFunctions: "SECURITY DEFINER functions",
  };
  return words[kind] ?? kind;
}

function settings(read: Reader, input: unknown, path: string): ReadonlyMap<string, string> {
  const object = read.object(input, path, ["settings"]);
  return read.map(object["settings"], `${path}.settings`, false, (value, at, name) => {
    if (!SETTING.test(name)) read.problem(at, `${JSON.stringify(name)} is not the name of a setting`);
    if (typeof value !== "string") {
      read.problem(at, `must be a text such as "30s", not ${JSON.stringify(value)}`);
      return "";
    }
    if (value.includes("\0")) read.problem(at, "holds a NUL character, which PostgreSQL cannot store");
    return value;
  });
}
