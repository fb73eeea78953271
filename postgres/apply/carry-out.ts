import type { Session } from "../connect/session";
import type { PlannedStatement } from "../plan/plan";
import { resetRole, setLocalRole } from "../sql/transaction";
import type { Acting, Loan } from "./acting";
import { statementRefused } from "./errors";
import { type Lent, lend } from "./loans";
import { watchingLocks } from "./lock-watch";

/** Statements with the way to make each, and the role that logged in. */
export interface Task {
  readonly statements: readonly PlannedStatement[];
  /** A statement that is not in it is made as it is. */
  readonly acting: ReadonlyMap<PlannedStatement, Acting>;
  readonly member: string;
  /** `server_version_num`. */
  readonly version: number;
}

const PLAIN: Acting = { borrow: [] };

/**
 * Makes the statements of a plan in their order, each in the right that it needs. The role changes only where the next
 * statement wants another one; a membership is lent from the first statement that needs it to the last, and at the end
 * nothing of it is left.
 */
export async function carryOut(
  session: Session,
  task: Task,
  progress: (sentence: string) => void,
): Promise<void> {
  const { statements, acting, member, version } = task;
  const lastUse = new Map<string, number>();
  for (const [index, statement] of statements.entries())
    for (const loan of (acting.get(statement) ?? PLAIN).borrow) lastUse.set(loan.role, index);
  const lent = new Map<string, Lent>();
  let role: string | undefined;
  const become = async (wanted: string | undefined) => {
    if (wanted === role) return;
    await session.query(wanted === undefined ? resetRole() : setLocalRole(wanted));
    role = wanted;
  };
  for (const [index, statement] of statements.entries()) {
    progress(`${index + 1} of ${statements.length}: ${statement.reason}`);
    const way = acting.get(statement) ?? PLAIN;
    await watchingLocks(
      session,
      async () => {
        for (const loan of missing(way.borrow, lent)) {
          await become(undefined);
          lent.set(loan.role, await lend(session, loan, member, version));
        }
        await become(way.become);
        await session.query(statement.sql);
      },
      ({ sentence }) => progress(`${index + 1} of ${statements.length}: ${sentence}`),
      (error, blockage) => statementRefused(statement, session.settings.user, error, blockage),
    );
    for (const [name, loan] of lent) {
      if (lastUse.get(name) !== index) continue;
      await become(undefined);
      await loan.giveBack();
      lent.delete(name);
    }
  }
  await become(undefined);
}

function missing(loans: readonly Loan[], lent: ReadonlyMap<string, Lent>): Loan[] {
  return loans.filter(({ role }) => !lent.has(role));
}
