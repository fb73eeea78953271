import type { Draft } from "../../draft";
import { join, type Reader } from "../input-reader";
import { parseSettings } from "../parse-settings";
import {
  DANGEROUS_ATTRIBUTES,
  type MembershipIntent,
  type RoleAttribute,
  type RoleAttributes,
  type RoleIntent,
} from "./role-intent";

const FLAGS = [...DANGEROUS_ATTRIBUTES, "login", "inherit"] as const;

const PROPERTIES = [
  "settings",
  "allDatabases",
  "memberOf",
  "members",
  ...FLAGS,
  "connectionLimit",
  "validUntil",
  "managed",
];

/** Largest value of rolconnlimit, an int4. */
const MAX_LIMIT = 2 ** 31 - 1;

/** Its only member is the owner of the database; GRANT refuses others (AddRoleMems in src/backend/commands/user.c). */
const DATABASE_OWNER = "pg_database_owner";

/** Reads what a declaration says about roles; every problem is noted with its property path below `path`. */
export function parseRoles(read: Reader, input: unknown, path: string): ReadonlyMap<string, RoleIntent> {
  return read.map(input, path, true, (value, at, name) => parseRole(read, value, at, name));
}

function parseRole(read: Reader, input: unknown, path: string, name: string): RoleIntent {
  const object = read.object(input, path, PROPERTIES);
  const settings = (key: "settings" | "allDatabases") => {
    const result = parseSettings(read, object[key], join(path, key));
    return result;
  };
  const written = parseAttributes(read, object, path);
  const managed = read.flag(object["managed"], join(path, "managed"));
  const role: RoleIntent = {
    settings: settings("settings"),
    allDatabases: settings("allDatabases"),
    memberOf: parseMemberships(read, object["memberOf"], join(path, "memberOf"), name, true),
    members: parseMemberships(read, object["members"], join(path, "members"), name, false),
    attributes: {
      superuser: false,
      createRole: false,
      createDatabase: false,
      replication: false,
      bypassRowSecurity: false,
      ...written,
    },
    written: new Set(Object.keys(written) as RoleAttribute[]),
    ...(managed === undefined ? {} : { managed }),
  };
  if (name.startsWith("pg_")) checkPredefined(read, role, path, name);
  return role;
}

function parseAttributes(
  read: Reader,
  object: Readonly<Record<string, unknown>>,
  path: string,
): Partial<RoleAttributes> {
  const written: Partial<Draft<RoleAttributes>> = {};
  for (const name of FLAGS) {
    const flag = read.flag(object[name], join(path, name));
    if (flag !== undefined) written[name] = flag;
  }
  const limit = object["connectionLimit"];
  if (limit !== undefined && limit !== null) {
    if (typeof limit === "number" && Number.isInteger(limit) && limit >= -1 && limit <= MAX_LIMIT)
      written.connectionLimit = limit;
    else
      read.problem(
        join(path, "connectionLimit"),
        `must be a whole number of connections, or -1 for no limit, not ${JSON.stringify(limit)}`,
      );
  }
  const until = object["validUntil"];
  if (until !== undefined && until !== null) {
    const instant = parseInstant(until);
    if (instant !== undefined) written.validUntil = instant;
    else
      read.problem(
        join(path, "validUntil"),
        `must be a moment with its offset from UTC such as "2027-06-30T00:00:00Z", or "infinity", not ${JSON.stringify(until)}`,
      );
  }
  return written;
}

/** ISO 8601 with an offset → the same instant in UTC, to the second, as the model tells it. A moment without an offset would depend on a setting of the server. */
function parseInstant(input: unknown): string | undefined {
  if (input === "infinity") return input;
  if (typeof input !== "string") return undefined;
  const form = /^\d{4}-(\d\d)-(\d\d)T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.exec(input);
  const time = Date.parse(input);
  if (form === null || Number.isNaN(time)) return undefined;
  // Date.parse takes 30 February for 2 March.
  const days = new Date(Date.UTC(Number(input.slice(0, 4)), Number(form[1]), 0)).getUTCDate();
  if (Number(form[2]) > days) return undefined;
  return new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
}

function parseMemberships(
  read: Reader,
  input: unknown,
  path: string,
  name: string,
  inOthers: boolean,
): MembershipIntent[] {
  const seen = new Set<string>();
  return read.list(input, path).map((value, index) => {
    const at = `${path}[${index}]`;
    const membership = parseMembership(read, value, at);
    const { role } = membership;
    if (seen.has(role)) read.problem(at, `names ${JSON.stringify(role)} a second time: leave it out`);
    seen.add(role);
    if (role === name) read.problem(at, "is the role itself, and a role cannot be a member of itself");
    if (role === DATABASE_OWNER) {
      read.problem(
        at,
        inOthers
          ? `${DATABASE_OWNER} takes no members: the owner of the database is its only one`
          : `${DATABASE_OWNER} cannot be a member of another role`,
      );
    }
    return membership;
  });
}

function parseMembership(read: Reader, input: unknown, path: string): MembershipIntent {
  if (typeof input !== "object" || input === null || Array.isArray(input))
    return { role: read.name(input, path), admin: false };
  const object = read.object(input, path, ["role", "admin", "inherit", "set"]);
  const inherit = read.flag(object["inherit"], `${path}.inherit`);
  const set = read.flag(object["set"], `${path}.set`);
  return {
    role: read.name(object["role"], `${path}.role`),
    admin: read.flag(object["admin"], `${path}.admin`) ?? false,
    ...(inherit === undefined ? {} : { inherit }),
    ...(set === undefined ? {} : { set }),
  };
}

/** ALTER ROLE refuses the roles that the server brings; who is a member of them can be declared. */
function checkPredefined(read: Reader, role: RoleIntent, path: string, name: string): void {
  const refused: string[] = [...role.written];
  if (role.settings.size > 0) refused.push("settings");
  if (role.allDatabases.size > 0) refused.push("allDatabases");
  for (const property of refused) {
    read.problem(
      join(path, property),
      `PostgreSQL does not let its predefined role ${name} be altered: leave it out`,
    );
  }
  if (role.members.length > 0 && name === DATABASE_OWNER) {
    read.problem(join(path, "members"), "takes no members: the owner of the database is its only one");
  }
  if (role.memberOf.length > 0 && name === DATABASE_OWNER)
    read.problem(join(path, "memberOf"), "cannot be a member of another role");
}
