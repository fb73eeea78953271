import { PUBLIC } from "../../../postgres/model/acl";
import type { PolicyCommand } from "../../../postgres/model/row-security";
import { displayIdentifier } from "../../../postgres/sql/quote";
import type { SqlStatement } from "../../../postgres/statements/parse";
import { policyPart } from "../../checks/policies";
import type { SourcePlace } from "../../facts/object-ref";
import { relationRef } from "./relations";
import { type MigrationState, mark } from "./state";
import { tableOf } from "./tables";
import { list, type Node, roleOf, textOf } from "./tree";

const COMMANDS: Readonly<Record<string, PolicyCommand>> = {
  all: "ALL",
  select: "SELECT",
  insert: "INSERT",
  update: "UPDATE",
  delete: "DELETE",
};

/** CREATE POLICY. */
export function createPolicy(
  state: MigrationState,
  node: Node,
  place: SourcePlace,
  statement: SqlStatement,
): void {
  const table = tableOf(state, relationRef(state, node["table"]), place);
  const { using, withCheck } = clausesOf(statement);
  if (table.policies === undefined) {
    table.policies = [];
    table.morePolicies = true;
  }
  const name = textOf(node["policy_name"]) ?? "";
  mark(table, policyPart(name), place);
  mark(table, "policy made", place);
  table.policies.push({
    name,
    permissive: node["permissive"] === true,
    command: COMMANDS[textOf(node["cmd_name"]) ?? "all"] ?? "ALL",
    roles: rolesOf(node["roles"]),
    using: using ?? null,
    withCheck: withCheck ?? null,
  });
}

/** ALTER POLICY. */
export function alterPolicy(
  state: MigrationState,
  node: Node,
  place: SourcePlace,
  statement: SqlStatement,
): void {
  const table = tableOf(state, relationRef(state, node["table"]), place);
  const policy = table.policies?.find(({ name }) => name === node["policy_name"]);
  if (policy === undefined) {
    const name = displayIdentifier(textOf(node["policy_name"]) ?? "");
    const reason = `changes the policy ${name}, which the files do not create: give its migration too`;
    state.unknown(place, reason);
    return;
  }
  const { using, withCheck } = clausesOf(statement);
  mark(table, policyPart(policy.name), place);
  if (list(node["roles"]).length > 0) policy.roles = rolesOf(node["roles"]);
  if (using !== undefined) policy.using = using;
  if (withCheck !== undefined) policy.withCheck = withCheck;
}

function rolesOf(value: unknown): string[] {
  const roles = list(value).map((role) => roleOf(role) ?? "");
  return (roles.length === 0 ? [PUBLIC] : roles).sort();
}

/** The two expressions of a policy as they are written: between their parentheses. */
function clausesOf(statement: SqlStatement): { readonly using?: string; readonly withCheck?: string } {
  const bytes = Buffer.from(statement.text);
  const found: { using?: string; withCheck?: string } = {};
  const tokens = statement.tokens();
  for (let at = 0; at < tokens.length; at++) {
    const word = tokens[at]?.text.toUpperCase();
    const clause =
      word === "USING"
        ? "using"
        : word === "CHECK" && tokens[at - 1]?.text.toUpperCase() === "WITH"
          ? "withCheck"
          : undefined;
    if (clause === undefined || tokens[at + 1]?.text !== "(") continue;
    const from = tokens[at + 1]?.end ?? 0;
    let depth = 1;
    for (at += 2; at < tokens.length && depth > 0; at++) {
      if (tokens[at]?.text === "(") depth += 1;
      if (tokens[at]?.text === ")") depth -= 1;
    }
    at -= 1;
    found[clause] = bytes
      .subarray(from, tokens[at]?.start ?? bytes.length)
      .toString()
      .trim();
  }
  return found;
}
