import { performance } from "node:perf_hooks";
import type { Session } from "../connect/session";
import { StatementFailed } from "../connect/statement-failed";
import type { PlannedStatement } from "../plan/plan";
import { resetRole, setLocalRole } from "../sql/transaction";
import type { Acting, Loan } from "./acting";
import { type ApplyError, statementRefused } from "./errors";
import { type Lent, lend } from "./loans";
import { type Blockage, watchingLocks } from "./lock-watch";

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

/** Statements sent together at most: enough to make the round trips cheap. */
const MOST = 100;

/** Milliseconds. After a batch that took longer statements go one by one, so that the progress says where it is. */
const SLOW = 1_000;

/**
 * Makes the statements of a plan in their order, each in the right that it needs; neighbours that need the same are sent
 * together. The role changes only where the next statement wants another one; a membership is lent from the first
 * statement that needs it to the last, and at the end nothing of it is left.
 */
export async function carryOut(
  session: Session,
  task: Task,
  progress: (sentence: string) => void,
): Promise<void> {
  const { statements, acting, member, version } = task;
  const wayOf = (index: number) => acting.get(statements[index] as PlannedStatement) ?? PLAIN;
  const lastUse = new Map<string, number>();
  for (const index of statements.keys())
    for (const loan of wayOf(index).borrow) lastUse.set(loan.role, index);
  const lent = new Map<string, Lent>();
  let role: string | undefined;
  const become = async (wanted: string | undefined) => {
    if (wanted === role) return;
    await session.query(wanted === undefined ? resetRole() : setLocalRole(wanted));
    role = wanted;
  };
  let most = MOST;
  for (let start = 0, end = 0; start < statements.length; start = end) {
    const way = wayOf(start);
    end = start + 1;
    const { copy } = statements[start] as PlannedStatement;
    const goesAlong = (index: number) =>
      copy === undefined && statements[index]?.copy === undefined && isSameWay(wayOf(index), way);
    while (end < statements.length && end - start < most && goesAlong(end)) end += 1;
    const batch = statements.slice(start, end);
    const place = `${batch.length === 1 ? "" : `${start + 1} to `}${end} of ${statements.length}`;
    progress(`${place}: ${reasonOf(batch)}`);
    const began = performance.now();
    await watchingLocks(
      session,
      async () => {
        for (const loan of missing(way.borrow, lent)) {
          await become(undefined);
          lent.set(loan.role, await lend(session, loan, member, version));
        }
        await become(way.become);
        if (copy === undefined) await session.execute(batch.map(({ sql }) => sql));
        else await session.copyIn(batch[0]?.sql ?? "", copy());
      },
      ({ sentence }) => progress(`${place}: ${sentence}`),
      (error, blockage) => refused(batch, session.settings.user, error, blockage),
    );
    most = performance.now() - began > SLOW ? 1 : MOST;
    for (const [name, loan] of lent) {
      if ((lastUse.get(name) ?? 0) >= end) continue;
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

function isSameWay(a: Acting, b: Acting): boolean {
  return (
    a.become === b.become &&
    a.borrow.length === b.borrow.length &&
    a.borrow.every(({ role }, index) => role === b.borrow[index]?.role)
  );
}

function refused(
  batch: readonly PlannedStatement[],
  user: string,
  error: unknown,
  blockage: Blockage | undefined,
): ApplyError {
  if (!(error instanceof StatementFailed)) return statementRefused(reasonOf(batch), user, error, blockage);
  const one = error.index === undefined ? undefined : batch[error.index];
  return statementRefused(one?.reason ?? reasonOf(batch), user, error.cause, blockage);
}

/** What statements that are sent together are called together. */
function reasonOf(batch: readonly PlannedStatement[]): string {
  const [first, ...rest] = batch.map(({ reason }) => reason);
  const others = rest.filter((reason) => reason !== first).length;
  return others === 0 ? (first ?? "") : `${first} (and ${others} more)`;
}
