import { quoteIdentifier, quoteLiteral } from "../../../postgres/sql/quote";
import { quoteObject } from "../../../postgres/sql/target";
import type { Attempt, Row, Verification } from "../../arena";
import type { AttackContext } from "../../context";
import type { Control } from "../../controls";
import { type Observation, reached, silent, unable } from "../../observation";
import { NO_RIGHTS } from "../../scene/rights";
import type { Partition, TenantTable } from "../../scene/scene";
import { insertStatement } from "../../seed/row-maker";
import { markOf, markQuestion, type Seed, type SeedRow } from "../../seed/seeds";
import { setToItself } from "./statements";

/** What is done to another tenant's row. */
export type Action = "read" | "insert" | "update" | "move" | "delete";

/** What each action needs to prove itself, and why it matters. */
export const ACTIONS: Readonly<Record<Action, { readonly control: Control; readonly why: string }>> = {
  read: { control: "read", why: "Otherwise every tenant's data is open to every other one." },
  insert: {
    control: "insert",
    why: "Otherwise one tenant can plant rows (orders, users, permissions) in another one's data.",
  },
  update: { control: "update", why: "Otherwise one tenant can falsify another one's data." },
  move: {
    control: "update",
    why: "Otherwise a row can be stolen from one tenant or pushed onto another.",
  },
  delete: { control: "delete", why: "Otherwise one tenant can destroy another one's data." },
};

/** A table or one of its partitions: both are attacked by the same statements. */
type Attacked = TenantTable | Partition;

/** Whether the role has the privilege at all. */
export function mayTry(context: AttackContext, { object }: Attacked, action: Action): boolean {
  const rights = context.rights.get(object.oid) ?? NO_RIGHTS;
  return action === "read" ? rights.select : action === "move" ? rights.update : rights[action];
}

/**
 * Reads: with a tenant named, only rows of others are a breach; without one any row is. (A hostile text may happen to
 * name a real tenant.)
 */
export function readAny({ object, column }: Attacked, named: string | undefined): Attempt {
  const where =
    named === undefined
      ? ""
      : ` WHERE ${quoteIdentifier(column)}::text IS DISTINCT FROM ${quoteLiteral(named)}`;
  return {
    statements: [`SELECT FROM ${quoteObject(object)}${where} LIMIT 1`],
    read: seen(named === undefined ? "saw rows without naming a tenant" : "saw rows of another tenant"),
  };
}

/** Reads exactly one tenant's made-up rows. */
export function readRow({ object }: Attacked, { predicate }: SeedRow): Attempt {
  return {
    statements: [`SELECT FROM ${quoteObject(object)} WHERE ${predicate} LIMIT 1`],
    read: seen("saw rows of another tenant"),
  };
}

function seen(evidence: string): (rows: readonly Row[]) => Observation {
  return ({ length }) => (length > 0 ? reached(evidence) : silent("saw no row"));
}

/** Writes to `other`'s row, by a session that serves `own` (or nobody). */
export function write(
  context: AttackContext,
  table: Attacked,
  action: Exclude<Action, "read">,
  { own, other }: Seed,
): Attempt[] {
  const name = quoteObject(table.object);
  const setTenantColumn = (tenant: string) =>
    `UPDATE ${name} SET ${quoteIdentifier(table.column)} = ${quoteLiteral(tenant)}`;
  switch (action) {
    case "insert":
      return other.made === undefined
        ? [touchNothing(context, table, action, NOT_COPIED)]
        : [
            {
              statements: [insertStatement(table.object, other.made.written)],
              evidence: "added a row to another tenant",
            },
          ];
    case "update":
      return [
        {
          statements: [`${setToItself(context, table)} WHERE ${other.predicate}`],
          verify: unchanged(table, other, "changed a row of another tenant"),
        },
      ];
    case "move":
      return [
        {
          statements: [`${setTenantColumn(other.tenant)} WHERE ${own.predicate}`],
          verify: unchanged(table, own, "gave a row to another tenant"),
        },
        {
          statements: [`${setTenantColumn(own.tenant)} WHERE ${other.predicate}`],
          verify: unchanged(table, other, "took a row from another tenant"),
        },
      ];
    case "delete":
      return [
        {
          statements: [`DELETE FROM ${name} WHERE ${other.predicate}`],
          verify: unchanged(table, other, "deleted a row of another tenant"),
        },
      ];
    default:
      return action satisfies never;
  }
}

const NOT_COPIED = "cannot make a row because existing rows are not copied";

/** Asks the owner whether a row still lies where it lay. */
export function unchanged({ object }: Attacked, row: SeedRow, evidence: string): Verification {
  return {
    owner: object.owner,
    question: markQuestion(object, row.predicate),
    read: (rows) => (markOf(rows) === row.mark ? silent("0 rows") : reached(evidence)),
  };
}

/**
 * What a role without the privilege is answered. The server refuses it before it looks at a row or a policy, by whatever
 * statement the privilege would be needed, so that one attempt that touches nothing says it all, for every attack.
 */
export function withoutPrivilege(
  context: AttackContext,
  table: Attacked,
  action: Action,
): Promise<Observation> {
  return context.attemptOnce(touchNothing(context, table, action, "the privilege is there after all"));
}

/** Only asks whether the privilege is there: where it is not, nothing more needs to be known; where it is, `why` stands. */
function touchNothing(context: AttackContext, table: Attacked, action: Action, why: string): Attempt {
  const name = quoteObject(table.object);
  const statement = {
    read: `SELECT FROM ${name} WHERE false`,
    insert: `INSERT INTO ${name} SELECT WHERE false`,
    update: `${setToItself(context, table)} WHERE false`,
    move: `${setToItself(context, table)} WHERE false`,
    delete: `DELETE FROM ${name} WHERE false`,
  }[action];
  return { statements: [statement], read: () => unable(why) };
}
