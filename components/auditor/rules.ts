import { serverRules } from "../hardened-database/server-rules";
import { connectionLimit, distinct, duration, identifier, roleName } from "../rules";
import type { AnyRule } from "../validation";
import type { AuditorArgs, AuditorRoleArgs } from "./args";

/** Everything that can be wrong with an auditor's role, wherever it is declared. */
export function auditorRoleRules(args: AuditorRoleArgs, at = ""): AnyRule[] {
  return [
    roleName(`${at}name`, args.name),
    connectionLimit(`${at}connectionLimit`, args.connectionLimit),
    duration(`${at}statementTimeout`, args.statementTimeout),
  ];
}

/** Everything that can be wrong with the arguments of an `Auditor`. */
export function auditorRules(args: AuditorArgs): AnyRule[] {
  const { database, databases = [], server } = args;
  return [
    ...auditorRoleRules(args),
    identifier("database", database, true),
    ...databases.map((name, index) => identifier(`databases[${index}]`, name, true)),
    distinct("databases", [database, ...databases], "database"),
    ...serverRules(server),
  ];
}
