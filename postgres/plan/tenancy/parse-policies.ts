import { PUBLIC } from "../../model/acl";
import type { Reader } from "../input-reader";
import type { CustomPolicy, SupportRole } from "./intent";
import { parseReason, parseTables } from "./parse-tables";

/** Names that begin like this are those of the policies that Palisade itself makes. */
export const OWN_PREFIX = "palisade_";

const COMMANDS = ["ALL", "SELECT", "INSERT", "UPDATE", "DELETE"] as const;

/** Reads `support`: roles that see every tenant, each with a reason. */
export function parseSupport(read: Reader, input: unknown): readonly SupportRole[] {
  const roles = read.list(input, "support").map((item, index): SupportRole => {
    const at = `support[${index}]`;
    const object = read.object(item, at, ["role", "reason", "command"]);
    return {
      role: read.name(object["role"], `${at}.role`),
      reason: parseReason(read, object["reason"], at),
      command: read.choice(object["command"], `${at}.command`, ["SELECT", "ALL"]) ?? "SELECT",
    };
  });
  for (const [index, { role }] of roles.entries())
    if (roles.findIndex((other) => other.role === role) !== index)
      read.problem(`support[${index}].role`, `${JSON.stringify(role)} is a support role already`);
  return roles;
}

/** Reads `policies`: the user's own. Their expressions are judged when the live catalog is read. */
export function parsePolicies(
  read: Reader,
  input: unknown,
  schemas: ReadonlySet<string>,
  tenantRoles: readonly string[],
): readonly CustomPolicy[] {
  const policies = read.list(input, "policies").map((item, index) => {
    const at = `policies[${index}]`;
    return parsePolicy(read, item, at, schemas, tenantRoles);
  });
  for (const [index, { name, path }] of policies.entries())
    if (policies.findIndex((other) => other.name === name) !== index)
      read.problem(`${path}.name`, `${JSON.stringify(name)} is the name of another policy`);
  return policies;
}

function parsePolicy(
  read: Reader,
  input: unknown,
  path: string,
  schemas: ReadonlySet<string>,
  tenantRoles: readonly string[],
): CustomPolicy {
  const object = read.object(input, path, [
    "name",
    "tables",
    "permissive",
    "command",
    "roles",
    "using",
    "withCheck",
    "instead",
    "waive",
  ]);
  const name = read.name(object["name"], `${path}.name`);
  if (name.startsWith(OWN_PREFIX))
    read.problem(`${path}.name`, `must not begin with ${OWN_PREFIX}, as the policies that are made here do`);
  const command = read.choice(object["command"], `${path}.command`, COMMANDS) ?? "ALL";
  const permissive = read.flag(object["permissive"], `${path}.permissive`) ?? true;
  const using = expression(read, object["using"], `${path}.using`);
  const withCheck = expression(read, object["withCheck"], `${path}.withCheck`);
  if (using !== undefined && command === "INSERT")
    read.problem(`${path}.using`, "is not for INSERT, which reads no row: write withCheck");
  if (withCheck !== undefined && (command === "SELECT" || command === "DELETE"))
    read.problem(`${path}.withCheck`, `is not for ${command}, which writes no row: write using`);
  if (object["using"] === undefined && object["withCheck"] === undefined)
    read.problem(path, `needs ${command === "INSERT" ? "withCheck" : "using"}: a condition in SQL`);
  const instead = read.flag(object["instead"], `${path}.instead`) ?? false;
  if (instead && !permissive)
    read.problem(`${path}.instead`, "a restrictive policy opens nothing by itself: nobody would see a row");
  const roles = object["roles"] === undefined ? tenantRoles : read.names(object["roles"], `${path}.roles`);
  return {
    path,
    name,
    tables: parseTables(read, object["tables"], `${path}.tables`, schemas),
    permissive,
    command,
    roles: [...new Set(roles.map((role) => (role === "PUBLIC" ? PUBLIC : role)))].sort(),
    ...(using === undefined ? {} : { using }),
    ...(withCheck === undefined ? {} : { withCheck }),
    instead,
    waive: read.list(object["waive"], `${path}.waive`).map((item, index) => {
      const at = `${path}.waive[${index}]`;
      const waiver = read.object(item, at, ["finding", "reason"]);
      return {
        finding: read.name(waiver["finding"], `${at}.finding`),
        reason: parseReason(read, waiver["reason"], at),
      };
    }),
  };
}

function expression(read: Reader, input: unknown, path: string): string | undefined {
  if (input === undefined || input === null) return undefined;
  if (typeof input === "string" && input.trim() !== "") return input;
  read.problem(path, "must be a condition in SQL, for example \"state <> 'archived'\"");
  return undefined;
}
