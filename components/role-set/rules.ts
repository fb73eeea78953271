import * as pulumi from "@pulumi/pulumi";
import {
  connectionLimit,
  distinct,
  duration,
  identifier,
  membershipNames,
  roleName,
  schemaNames,
} from "../rules";
import type { AnyRule } from "../validation";
import type { RoleSetArgs } from "./args";
import { ROLE_PARTS, type RolePart } from "./parts";

/** The name of one of the roles: the given one, or the prefix with the part's suffix. */
export function nameOfRole(args: RoleSetArgs, part: RolePart): pulumi.Input<string> {
  const { prefix } = args;
  const given = args[part.key]?.name;
  if (given !== undefined) return given;
  return typeof prefix === "string"
    ? prefix + part.suffix
    : pulumi.output(prefix).apply((known) => known + part.suffix);
}

/** Where a mistake is found: a component that hands its own arguments on says what they are called there. */
export interface RoleSetPaths {
  readonly prefix: string;
  readonly searchPath: string;
  /** In front of `owner`, `app` and `readonly`. */
  readonly roles: string;
}

/** Everything that can be wrong with the arguments of a `RoleSet`. */
export function roleSetRules(
  args: RoleSetArgs,
  paths: RoleSetPaths = { prefix: "prefix", searchPath: "searchPath", roles: "" },
): AnyRule[] {
  // Where the prefix itself is wrong, the names made of it are not the user's mistakes.
  const prefixProblem = identifier(paths.prefix, args.prefix, true);
  const usable = typeof args.prefix === "object" || prefixProblem.judge(args.prefix) === undefined;
  const nameOf = (part: RolePart) =>
    usable || args[part.key]?.name !== undefined ? nameOfRole(args, part) : undefined;
  const names = ROLE_PARTS.map(nameOf).filter((name) => name !== undefined);
  return [
    prefixProblem,
    ...schemaNames(paths.searchPath, args.searchPath),
    ...ROLE_PARTS.flatMap((part) => {
      const role = args[part.key] ?? {};
      const at = `${paths.roles}${part.key}`;
      return [
        roleName(`${at}.name`, nameOf(part)),
        connectionLimit(`${at}.connectionLimit`, role.connectionLimit),
        duration(`${at}.statementTimeout`, role.statementTimeout),
        duration(`${at}.lockTimeout`, role.lockTimeout),
        duration(`${at}.idleInTransactionTimeout`, role.idleInTransactionTimeout),
        ...membershipNames(`${at}.memberOf`, role.memberOf, "memberOf", nameOf(part)),
        ...membershipNames(`${at}.members`, role.members, "members", nameOf(part)),
      ];
    }),
    distinct(paths.roles === "" ? "roles" : paths.roles.replace(/\.$/, ""), names, "role"),
  ];
}
