import { isPrivilege, type Privilege, privilegeSet, type Rights, rights } from "../model/privileges";
import type { SchemaGrants } from "./access-intent";
import type { Reader } from "./input-reader";
import {
  COLUMN_PRIVILEGES,
  type GrantKind,
  PRIVILEGES_OF_KIND,
  SCHEMA_KINDS,
  type SchemaKind,
  wordOf,
} from "./kinds";
import { PROFILES } from "./profiles";

/** Why PUBLIC is refused a grant option (PostgreSQL: "grant options can only be granted to roles"). */
export const PUBLIC_GRANT_OPTION = "PUBLIC cannot hold a grant option: name the roles that shall pass it on";

const GRANT_OPTION = / WITH GRANT OPTION$/;

/** Profile name → what it gives: the built-in ones and those of the declaration. */
export type Profiles = ReadonlyMap<string, SchemaGrants>;

/** Reads a list such as `["SELECT", "INSERT WITH GRANT OPTION"]` for one kind. */
export function parsePrivileges(read: Reader, input: unknown, path: string, kind: GrantKind): Rights {
  return parseNames(read, input, path, PRIVILEGES_OF_KIND[kind], wordOf(kind));
}

/** Reads a list for single columns, which carry fewer privileges than their table. */
export function parseColumnPrivileges(read: Reader, input: unknown, path: string): Rights {
  return parseNames(read, input, path, COLUMN_PRIVILEGES, "columns");
}

function parseNames(
  read: Reader,
  input: unknown,
  path: string,
  allowed: readonly Privilege[],
  place: string,
): Rights {
  const held: Privilege[] = [];
  const grantable: Privilege[] = [];
  for (const [index, value] of read.list(input, path).entries()) {
    const text = typeof value === "string" ? value : "";
    const passed = GRANT_OPTION.test(text);
    const bare = text.replace(GRANT_OPTION, "");
    const name = bare === "TEMP" ? "TEMPORARY" : bare;
    if (isPrivilege(name) && allowed.includes(name)) {
      (passed ? grantable : held).push(name);
      continue;
    }
    const upper = text.toUpperCase();
    const known = upper.replace(GRANT_OPTION, "");
    // One word may be read for several kinds. What is a privilege nowhere is wrong once.
    if (!isPrivilege(known) && read.isWrong(`${path}[${index}]`)) continue;
    const hint =
      isPrivilege(known) && allowed.includes(known) ? `write ${upper}` : `use ${allowed.join(", ")}`;
    read.problem(`${path}[${index}]`, `${JSON.stringify(value)} is not a privilege on ${place}: ${hint}`);
  }
  return rights(privilegeSet(held), privilegeSet(grantable));
}

/** Reads what a declaration calls `profiles`, and adds the built-in ones. */
export function parseProfiles(read: Reader, input: unknown, path: string): Profiles {
  const own = read.map(input, path, false, (value, at, name) => {
    if (name in PROFILES)
      read.problem(at, `${JSON.stringify(name)} is a built-in profile: choose another name for your own`);
    return parseByKind(read, read.object(value, at, SCHEMA_KINDS), at);
  });
  return new Map([...Object.entries(PROFILES), ...own]);
}

/** Reads what a grantee gets in one schema: profiles, and privileges by kind beside them. */
export function parseSchemaGrants(
  read: Reader,
  input: unknown,
  path: string,
  profiles: Profiles,
): SchemaGrants {
  const object = read.object(input, path, ["profiles", ...SCHEMA_KINDS]);
  return merge([
    ...parseProfileNames(read, object["profiles"], `${path}.profiles`, profiles),
    parseByKind(read, object, path),
  ]);
}

/** Reads a list of profile names. */
export function parseProfileNames(
  read: Reader,
  input: unknown,
  path: string,
  profiles: Profiles,
): SchemaGrants[] {
  return read.list(input, path).flatMap((name, index) => {
    const found = typeof name === "string" ? profiles.get(name) : undefined;
    if (found !== undefined) return [found];
    const known = [...profiles.keys()].join(", ");
    read.problem(`${path}[${index}]`, `there is no profile ${JSON.stringify(name)}: use ${known}`);
    return [];
  });
}

/** Everything that several grants give together. */
export function merge(grants: readonly SchemaGrants[]): SchemaGrants {
  const result: Partial<Record<SchemaKind, Rights>> = {};
  for (const grant of grants)
    for (const kind of SCHEMA_KINDS) {
      const value = grant[kind];
      if (value !== undefined) result[kind] = (result[kind] ?? 0) | value;
    }
  return result;
}

function parseByKind(read: Reader, object: Readonly<Record<string, unknown>>, path: string): SchemaGrants {
  const result: Partial<Record<SchemaKind, Rights>> = {};
  for (const kind of SCHEMA_KINDS) {
    if (object[kind] !== undefined)
      result[kind] = parsePrivileges(read, object[kind], `${path}.${kind}`, kind);
  }
  return result;
}
