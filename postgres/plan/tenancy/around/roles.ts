import type { DatabaseModel } from "../../../model/model";
import { membershipGraph, type Path } from "../../../model/reach";
import { MEMBERSHIP_OPTIONS_VERSION } from "../../../model/server-facts";
import { alterOwner } from "../../../sql/alter-owner";
import { alterRole, ROLE_FLAGS } from "../../../sql/alter-role";
import { displayIdentifier } from "../../../sql/quote";
import type { Scope } from "./scope";
import { endMembership } from "./ways";

/** Attributes before which no policy counts. */
const ATTRIBUTES = {
  superuser: "row security does not bind it",
  bypassRowSecurity: "row security does not bind it",
  replication: "it reads every change of every table by replication",
} as const;

/** Predefined roles that lead around the server's own checks. */
const SERVER_ROLES: Readonly<Record<string, string>> = {
  pg_execute_server_program: "runs programs as the server",
  pg_read_server_files: "reads the server's files",
  pg_write_server_files: "writes the server's files",
};

/** Predefined roles that policies do bind, but not what has none. */
const DATA_ROLES: Readonly<Record<string, string>> = {
  pg_read_all_data:
    "reads whatever has no row security: materialized views, foreign tables, tables that are left alone",
  pg_write_all_data: "writes whatever has no row security: foreign tables, tables that are left alone",
  pg_maintain: "locks and rewrites the tables of every tenant",
};

/** Refuses tenant roles that row security does not bind, or that can become a role that it does not bind. */
export function judgeRoles(scope: Scope): void {
  for (const [index, role] of scope.intent.tenantRoles.entries())
    if (scope.model.roles.has(role)) judgeRole(scope, role, `tenantRoles[${index}]`);
}

function judgeRole(scope: Scope, role: string, place: string): void {
  const { intent, model, part, selection } = scope;
  const name = displayIdentifier(role);
  const refuse = (sentence: string) => part.problem(place, sentence);
  const becoming = becomes(model, role);
  const ways = new Map([...becoming, ...membershipGraph(model).inheritedRoles(role)]);
  const owners = new Set([intent.owner, ...selection.tenant.map(({ table }) => table.owner)]);
  for (const [other, path] of [[role, [role]] as const, ...becoming]) {
    const attributes = model.roles.get(other);
    for (const [flag, why] of Object.entries(ATTRIBUTES)) {
      const attribute = flag as keyof typeof ATTRIBUTES;
      if (attributes?.[attribute] !== true) continue;
      const word = ROLE_FLAGS[attribute];
      refuse(
        other === role
          ? `${name} has ${word}: ${why}; ${alterRole(role, { [attribute]: false })}`
          : `${name} can become ${pathText(path)}, who has ${word}: ${why}; ${endMembership(model, path)}`,
      );
      if (attribute === "superuser") break;
    }
    // Before 16 CREATEROLE lets its holder grant itself every role that is no superuser, the owner among them.
    if (
      attributes?.createRole === true &&
      model.version < MEMBERSHIP_OPTIONS_VERSION &&
      !attributes.superuser
    )
      refuse(
        `${pathText(path)} has CREATEROLE, and before PostgreSQL 16 may grant itself the owner's role; ${other === role ? alterRole(role, { createRole: false }) : endMembership(model, path)}`,
      );
  }
  for (const { key, table } of selection.tenant)
    if (table.owner === role)
      refuse(`${name} owns ${key} and may switch its row security off; ${alterOwner(table, intent.owner)}`);
  for (const [other, path] of ways) {
    if (owners.has(other))
      refuse(
        `${name} is a member of ${pathText(path)}, who owns tenant tables and sees every row; ${endMembership(model, path)}`,
      );
    const server = SERVER_ROLES[other];
    if (server !== undefined)
      refuse(`${name} is a member of ${pathText(path)}, who ${server}; ${endMembership(model, path)}`);
    const data = DATA_ROLES[other];
    if (data !== undefined)
      part.report(
        `role ${name}`,
        `is a member of ${pathText(path)}: it does not bypass row security, and ${data}; ${endMembership(model, path)}`,
      );
  }
}

/** The roles that a role can become by SET ROLE, at once or after granting them to itself, each with a way. */
function becomes(model: DatabaseModel, start: string): ReadonlyMap<string, Path> {
  const graph = membershipGraph(model);
  const ways = new Map<string, Path>();
  const open: Path[] = [[start]];
  for (const way of open) {
    const last = way.at(-1) as string;
    for (const [role, path] of [...graph.settableRoles(last), ...graph.administeredRoles(last)]) {
      if (role === start || ways.has(role)) continue;
      const longer = [...way, ...path.slice(1)];
      ways.set(role, longer);
      open.push(longer);
    }
  }
  return ways;
}

/** `shop_owner`, or `shop_owner (through shop_group)`. */
function pathText(path: Path): string {
  const between = path.slice(1, -1).map(displayIdentifier);
  const last = displayIdentifier(path.at(-1) as string);
  return between.length === 0 ? last : `${last} (through ${between.join(" and ")})`;
}
