import { PUBLIC } from "../model/acl";
import type { DefaultKind } from "../model/model";
import { grantableIn, isPrivilege, type Privilege, privilegeSet, type Rights } from "../model/privileges";
import type { DefaultRule, DenialRule, GrantRule, Selector } from "./access-intent";
import type { Reader } from "./input-reader";
import { type GrantKind, SCHEMA_KINDS } from "./kinds";
import {
  merge,
  type Profiles,
  PUBLIC_GRANT_OPTION,
  parseColumnPrivileges,
  parsePrivileges,
  parseProfileNames,
} from "./parse-privileges";
import { parseSelectors } from "./parse-selector";

/** Reads one entry of `grants`. */
export function parseGrant(
  read: Reader,
  input: unknown,
  path: string,
  profiles: Profiles,
  schemas: ReadonlySet<string>,
): GrantRule {
  const object = read.object(input, path, [
    "to",
    "toPublic",
    "privileges",
    "profiles",
    "on",
    "except",
    "future",
  ]);
  const on = selectors(read, object["on"], `${path}.on`, schemas);
  if (object["privileges"] === undefined && object["profiles"] === undefined)
    read.problem(`${path}.privileges`, 'is missing: name privileges, for example ["SELECT"], or profiles');
  const grantees = parseGrantees(read, object, path, "to", "toPublic");
  const rights = grantedRights(read, object, path, on, profiles);
  const rightsPath = `${path}.${object["privileges"] === undefined && object["profiles"] !== undefined ? "profiles" : "privileges"}`;
  if (grantees.includes(PUBLIC) && Object.values(rights).some((value) => grantableIn(value) !== 0))
    read.problem(rightsPath, PUBLIC_GRANT_OPTION);
  return {
    path,
    grantees,
    rights,
    rightsPath,
    on,
    except: parseSelectors(read, object["except"], `${path}.except`, schemas),
    future: read.flag(object["future"], `${path}.future`) ?? true,
  };
}

/** Reads one entry of `denials`. */
export function parseDenial(
  read: Reader,
  input: unknown,
  path: string,
  schemas: ReadonlySet<string>,
): DenialRule {
  const object = read.object(input, path, ["from", "fromPublic", "privileges", "on", "except"]);
  const on = selectors(read, object["on"], `${path}.on`, schemas);
  const privileges = object["privileges"] === undefined ? undefined : privilegesAnywhere(read, object, path);
  return {
    path,
    grantees: parseGrantees(read, object, path, "from", "fromPublic"),
    ...(privileges === undefined ? {} : { privileges }),
    on,
    except: parseSelectors(read, object["except"], `${path}.except`, schemas),
  };
}

const DEFAULT_KINDS = {
  tables: { kind: "tables", like: "tables" },
  sequences: { kind: "sequences", like: "sequences" },
  functions: { kind: "functions", like: "functions" },
  types: { kind: "types", like: "types" },
  schemas: { kind: "schemas", like: "schema" },
  largeObjects: { kind: "large objects", like: "largeObjects" },
} as const satisfies Readonly<Record<string, { kind: DefaultKind; like: GrantKind }>>;

/** The kinds that a declaration can set default privileges for. */
export const DEFAULT_WORDS = Object.keys(DEFAULT_KINDS) as (keyof typeof DEFAULT_KINDS)[];

/** Reads one entry of `defaultPrivileges`. */
export function parseDefault(read: Reader, input: unknown, path: string, owner: string): DefaultRule {
  const object = read.object(input, path, ["owner", "schema", "kind", "to", "toPublic", "privileges"]);
  if (object["kind"] === undefined)
    read.problem(`${path}.kind`, `is missing: use ${DEFAULT_WORDS.join(", ")}`);
  const word = read.choice(object["kind"], `${path}.kind`, DEFAULT_WORDS) ?? "tables";
  const { kind, like } = DEFAULT_KINDS[word];
  const schema = object["schema"] === undefined ? null : read.name(object["schema"], `${path}.schema`);
  if (schema !== null && (kind === "schemas" || kind === "large objects"))
    read.problem(`${path}.schema`, `${kind} lie in no schema: leave it out`);
  const grantees = parseGrantees(read, object, path, "to", "toPublic");
  const rights = parsePrivileges(read, object["privileges"], `${path}.privileges`, like);
  if (grantees.includes(PUBLIC) && grantableIn(rights) !== 0)
    read.problem(`${path}.privileges`, PUBLIC_GRANT_OPTION);
  return {
    path,
    owner: object["owner"] === undefined ? owner : read.name(object["owner"], `${path}.owner`),
    schema,
    kind,
    grantees,
    rights,
  };
}

/** The roles under `to` and PUBLIC where `toPublic` is set; at least one of them. PUBLIC has a property of its own because a role may bear that name. */
function parseGrantees(
  read: Reader,
  object: Readonly<Record<string, unknown>>,
  path: string,
  names: "to" | "from",
  flag: "toPublic" | "fromPublic",
): string[] {
  const open = read.flag(object[flag], `${path}.${flag}`) ?? false;
  if (object[names] === undefined) {
    if (!open) read.problem(`${path}.${names}`, `is missing: name roles, or set ${flag}`);
    return open ? [PUBLIC] : [];
  }
  const roles = read.names(object[names], `${path}.${names}`);
  return open ? [...roles, PUBLIC] : roles;
}

function selectors(read: Reader, input: unknown, path: string, schemas: ReadonlySet<string>): Selector[] {
  if (read.list(input, path).length === 0)
    read.problem(path, 'must name at least one, for example { kind: "tables", schema: "app" }');
  return parseSelectors(read, input, path, schemas);
}

/** What a rule gives on each kind that it selects. A privilege must fit every kind, a profile speaks for those it knows. */
function grantedRights(
  read: Reader,
  object: Readonly<Record<string, unknown>>,
  path: string,
  on: readonly Selector[],
  profiles: Profiles,
): Partial<Record<GrantKind, Rights>> {
  const given = merge(parseProfileNames(read, object["profiles"], `${path}.profiles`, profiles));
  const result: Partial<Record<GrantKind, Rights>> = {};
  for (const selector of on) {
    const { kind, columns } = selector;
    let value = 0;
    if (object["privileges"] !== undefined)
      value |=
        columns === undefined
          ? parsePrivileges(read, object["privileges"], `${path}.privileges`, kind)
          : parseColumnPrivileges(read, object["privileges"], `${path}.privileges`);
    if (object["profiles"] !== undefined) {
      const known = SCHEMA_KINDS.find((word) => word === kind);
      const fromProfile = known === undefined ? undefined : given[known];
      if (columns !== undefined)
        read.problem(`${path}.profiles`, "cannot be for single columns: name privileges instead");
      else if (fromProfile === undefined && object["privileges"] === undefined)
        read.problem(
          `${selector.path}.kind`,
          `the profiles say nothing about ${kind}: name privileges instead`,
        );
      value |= fromProfile ?? 0;
    }
    result[kind] = (result[kind] ?? 0) | value;
  }
  return result;
}

function privilegesAnywhere(read: Reader, object: Readonly<Record<string, unknown>>, path: string): number {
  const names: Privilege[] = [];
  for (const [index, value] of read.list(object["privileges"], `${path}.privileges`).entries()) {
    if (typeof value === "string" && isPrivilege(value)) names.push(value);
    else
      read.problem(
        `${path}.privileges[${index}]`,
        `${JSON.stringify(value)} is not a privilege of PostgreSQL, such as SELECT or TRUNCATE`,
      );
  }
  return privilegeSet(names);
}
