import type { SecuredObject } from "../../../postgres/model/objects";
import { quoteIdentifier } from "../../../postgres/sql/quote";
import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, type RoleAttack } from "../../attack";
import type { AttackContext } from "../../context";
import { moot } from "../../observation";
import { NO_RIGHTS } from "../../scene/rights";

const STATEMENTS = {
  insert: (relation: string) => `INSERT INTO ${relation} SELECT WHERE false`,
  update: (relation: string, column: string | undefined) =>
    column === undefined
      ? undefined
      : `UPDATE ${relation} SET ${quoteIdentifier(column)} = DEFAULT WHERE false`,
  delete: (relation: string) => `DELETE FROM ${relation} WHERE false`,
} as const;

/**
 * A write that touches no row, whatever happens: the server checks the privilege before it looks at any. Made on every
 * table, partition, foreign table and view that can be written.
 */
export function readOnlyAttack(description: {
  readonly id: string;
  readonly title: string;
  readonly command: keyof typeof STATEMENTS;
}): RoleAttack<"relation"> {
  const { id, title, command } = description;
  return defineAttack({
    id,
    title,
    family: "read-only roles",
    severity: "high",
    as: ["readonly", "stranger"],
    target: "relation",
    why: "A role that reports and analyses must not be able to change what it reports on, by mistake or on purpose.",
    defence: `no ${command.toUpperCase()} privilege for roles that only read`,
    fix: `REVOKE ${command.toUpperCase()} on it FROM the role, from PUBLIC, and from roles that it is a member of`,
    run: async (context, relation) => {
      const statement = statementFor(context, relation, command);
      return statement === undefined
        ? moot("nobody can write it")
        : context.attempt({
            statements: [statement],
            evidence: `has the ${command.toUpperCase()} privilege`,
          });
    },
  });
}

function statementFor(
  context: AttackContext,
  relation: SecuredObject,
  command: keyof typeof STATEMENTS,
): string | undefined {
  const { writable, settable } = context.rights.get(relation.oid) ?? NO_RIGHTS;
  return writable[command] ? STATEMENTS[command](quoteObject(relation), settable[0]) : undefined;
}
