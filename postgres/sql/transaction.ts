import { quoteIdentifier, quoteLiteral } from "./quote";

/**
 * The lock that every change of Palisade holds: the bytes of "palisade" as one number. Advisory locks belong to a
 * database, so stacks on different databases of one server do not wait for each other.
 */
export const ADVISORY_LOCK = "8097872805151990885";

/** Takes the advisory lock until the end of the transaction. */
export function takeAdvisoryLock(): string {
  return `SELECT pg_catalog.pg_advisory_xact_lock(${ADVISORY_LOCK})`;
}

/** `SET LOCAL ROLE …`: the statements that follow are made by that role, so that the grantor is right. */
export function setLocalRole(role: string): string {
  return `SET LOCAL ROLE ${quoteIdentifier(role)}`;
}

/** Back to the role that logged in. */
export function resetRole(): string {
  return "RESET ROLE";
}

/** `SAVEPOINT …` for a trial inside the transaction. */
export function beginTrial(): string {
  return "SAVEPOINT palisade_trial";
}

/** Undoes all since {@link beginTrial}, also after an error. */
export function endTrial(): string {
  return "ROLLBACK TO SAVEPOINT palisade_trial; RELEASE SAVEPOINT palisade_trial";
}

/** Begins a transaction that sees one moment, and changes nothing. */
export function beginReading(): string {
  return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
}

/** Lets a transaction that was just begun see what the one sees that exported this snapshot. */
export function takeSnapshot(snapshot: string): string {
  return `SET TRANSACTION SNAPSHOT ${quoteLiteral(snapshot)}`;
}
