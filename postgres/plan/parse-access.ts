import { PUBLIC } from "../model/acl";
import { grantableIn } from "../model/privileges";
import type { AccessIntent, SchemaIntent } from "./access-intent";
import { staticConflicts } from "./conflicts";
import { Reader } from "./input-reader";
import {
  type Profiles,
  PUBLIC_GRANT_OPTION,
  parsePrivileges,
  parseProfiles,
  parseSchemaGrants,
} from "./parse-privileges";
import { parseDefault, parseDenial, parseGrant } from "./parse-rules";
import { parseSettings } from "./parse-settings";
import type { Problem } from "./plan";
import { parseRoles } from "./roles/parse-roles";
import { ACCESS_AREAS, ACCESS_MODES, type AccessArea, type AccessMode } from "./words";

/** What a user writes. The plugin adds other inputs of its own. */
export const ACCESS_PROPERTIES = [
  "database",
  "owner",
  "mode",
  "modes",
  "profiles",
  "databasePrivileges",
  "databaseSettings",
  "connectionLimit",
  "schemas",
  "grants",
  "denials",
  "defaultPrivileges",
  "roles",
  "ignore",
  "restorePublic",
  "ownsDatabase",
  "rolesAlsoIn",
  "databasesAlsoRemoved",
  "createdRoles",
] as const;

/** Checks an Access declaration. All problems come at once; the intent is there only when there are none. */
export function parseAccess(input: unknown): { intent?: AccessIntent; problems: Problem[] } {
  const read = new Reader();
  const root = read.object(input, "", ACCESS_PROPERTIES);
  const mode = read.choice(root["mode"], "mode", ACCESS_MODES) ?? "authoritative";
  const profiles = parseProfiles(read, root["profiles"], "profiles");
  const owner = read.name(root["owner"], "owner");
  const schemas = read.map(root["schemas"], "schemas", true, (value, path) =>
    parseSchema(read, value, path, mode, profiles),
  );
  if (root["schemas"] === undefined) {
    read.problem("schemas", "is missing: name at least one schema, for example { app: { roles: { … } } }");
  }
  const names = new Set(schemas.keys());
  const entries = <T>(
    key: "grants" | "denials" | "defaultPrivileges",
    one: (value: unknown, path: string) => T,
  ): T[] => read.list(root[key], key).map((value, index) => one(value, `${key}[${index}]`));
  const namesOf = (key: "rolesAlsoIn" | "databasesAlsoRemoved" | "createdRoles"): string[] =>
    read.list(root[key], key).map((item, index) => read.name(item, `${key}[${index}]`));
  const intent: AccessIntent = {
    database: read.name(root["database"], "database"),
    owner,
    mode,
    modes: parseModes(read, root["modes"]),
    databaseGrants: read.map(root["databasePrivileges"], "databasePrivileges", true, (value, path) =>
      parsePrivileges(read, value, path, "database"),
    ),
    schemas,
    rules: entries("grants", (value, path) => parseGrant(read, value, path, profiles, names)),
    denials: entries("denials", (value, path) => parseDenial(read, value, path, names)),
    defaults: entries("defaultPrivileges", (value, path) => parseDefault(read, value, path, owner)),
    roles: parseRoles(read, root["roles"], "roles"),
    ignored: parseIgnored(read, root["ignore"]),
    ...(root["databaseSettings"] === undefined
      ? {}
      : { databaseSettings: parseSettings(read, root["databaseSettings"], "databaseSettings") }),
    ...parseLimit(read, root["connectionLimit"]),
    restorePublic: read.flag(root["restorePublic"], "restorePublic") ?? false,
    ownsDatabase: read.flag(root["ownsDatabase"], "ownsDatabase") ?? false,
    rolesAlsoIn: namesOf("rolesAlsoIn"),
    databasesAlsoRemoved: namesOf("databasesAlsoRemoved"),
    createdRoles: namesOf("createdRoles"),
  };
  if (read.problems.length === 0) for (const problem of staticConflicts(intent)) read.problems.push(problem);
  return read.problems.length === 0 ? { intent, problems: [] } : { problems: read.problems };
}

function parseSchema(
  read: Reader,
  input: unknown,
  path: string,
  mode: AccessMode,
  profiles: Profiles,
): SchemaIntent {
  const object = read.object(input, path, ["roles", "public", "future", "viewsRunAs", "mode", "owners"]);
  const grants = new Map(
    read.map(object["roles"], `${path}.roles`, true, (value, at) =>
      parseSchemaGrants(read, value, at, profiles),
    ),
  );
  if (object["public"] !== undefined) {
    const open = parseSchemaGrants(read, object["public"], `${path}.public`, profiles);
    if (Object.values(open).some((value) => grantableIn(value) !== 0))
      read.problem(`${path}.public`, PUBLIC_GRANT_OPTION);
    grants.set(PUBLIC, open);
  }
  return {
    mode: read.choice(object["mode"], `${path}.mode`, ACCESS_MODES) ?? mode,
    grants,
    future: read.flag(object["future"], `${path}.future`) ?? true,
    viewsRunAs:
      read.choice(object["viewsRunAs"], `${path}.viewsRunAs`, ["owner", "invoker"] as const) ?? "owner",
    owners: object["owners"] === undefined ? [] : read.names(object["owners"], `${path}.owners`),
  };
}

function parseModes(read: Reader, input: unknown): Partial<Record<AccessArea, AccessMode>> {
  const object = read.object(input, "modes", ACCESS_AREAS);
  const modes: Partial<Record<AccessArea, AccessMode>> = {};
  for (const area of ACCESS_AREAS) {
    const mode = read.choice(object[area], `modes.${area}`, ACCESS_MODES);
    if (mode !== undefined) modes[area] = mode;
  }
  return modes;
}

function parseIgnored(read: Reader, input: unknown): ReadonlyMap<string, string> {
  const ignored = new Map<string, string>();
  for (const [index, item] of read.list(input, "ignore").entries()) {
    const path = `ignore[${index}]`;
    const object = read.object(item, path, ["grantee", "reason"]);
    const grantee = read.name(object["grantee"], `${path}.grantee`);
    const reason = object["reason"];
    if (typeof reason !== "string" || reason.trim() === "")
      read.problem(`${path}.reason`, "is missing: say which tool owns these privileges, and why");
    if (ignored.has(grantee))
      read.problem(`${path}.grantee`, `${JSON.stringify(grantee)} is already in the list`);
    ignored.set(grantee, String(reason));
  }
  return ignored;
}

/** PostgreSQL's own form: -1 for no limit. */
function parseLimit(read: Reader, input: unknown): { connectionLimit?: number } {
  if (input === undefined) return {};
  if (typeof input === "number" && Number.isInteger(input) && input >= -1 && input <= 2 ** 31 - 1)
    return { connectionLimit: input };
  read.problem("connectionLimit", "must be a number of sessions, or -1 for no limit");
  return {};
}
