import { setTimeout as sleep } from "node:timers/promises";
import { codeOf } from "../connect/errors";
import { type Session, withSession } from "../connect/session";
import { OutcomeUnknown } from "./errors";
import { passing } from "./retry";

/** Milliseconds to find out what came of a COMMIT, and for one question. */
const INQUIRY = 10_000;
const QUESTION = 3_000;

/** The same after a cancellation: the engine ends a plugin that takes longer. */
const HASTY_INQUIRY = 2_000;

/** Milliseconds that a COMMIT under way is given when the update is cancelled. */
const GRACE = 1_500;

/** Milliseconds between two questions. */
const PAUSE = 100;

/** What came of a COMMIT. */
export type Committed =
  | { readonly outcome: "committed" }
  /** It is done, but the connection was lost before the server said so. */
  | { readonly outcome: "committed without answer"; readonly xid: string; readonly error: unknown }
  /** Nothing is done. */
  | { readonly outcome: "rolled back"; readonly error: unknown };

/**
 * Commits and says what came of it. Where the connection is lost before the answer comes, a new one asks the server for
 * the transaction's fate.
 *
 * @throws OutcomeUnknown where the server cannot be asked in time.
 */
export async function commit(session: Session, signal: AbortSignal | undefined): Promise<Committed> {
  // Throws before anything is committed.
  const [row] = await session.query<{ xid: string | null }>(
    "SELECT pg_catalog.pg_current_xact_id_if_assigned()::text AS xid",
  );
  try {
    await withGrace(session, signal);
    return { outcome: "committed" };
  } catch (error) {
    // An ordinary answer of the server, of a constraint trigger for example, is the truth.
    if (passing(error) !== "loss" && codeOf(error) !== undefined) return { outcome: "rolled back", error };
    const xid = row?.xid ?? undefined;
    // Nothing was written, so nothing can have been lost.
    if (xid === undefined) return { outcome: "committed" };
    session.destroy();
    const limit = signal?.aborted === true ? HASTY_INQUIRY : INQUIRY;
    const fate = await fateOf(session, xid, Date.now() + limit);
    if (fate === "committed") return { outcome: "committed without answer", xid, error };
    if (fate === "aborted") return { outcome: "rolled back", error };
    throw new OutcomeUnknown(xid, error);
  }
}

/** A cancellation does not break a COMMIT off at once: it is done in a moment, and then there is no doubt. */
async function withGrace(session: Session, signal: AbortSignal | undefined): Promise<void> {
  const answered = new AbortController();
  const impatience = () => {
    sleep(GRACE, undefined, { signal: answered.signal }).then(
      () => session.destroy(),
      () => undefined,
    );
  };
  if (signal?.aborted === true) impatience();
  else signal?.addEventListener("abort", impatience, { once: true });
  try {
    await session.query("COMMIT");
  } finally {
    answered.abort();
    signal?.removeEventListener("abort", impatience);
  }
}

async function fateOf(
  session: Session,
  xid: string,
  until: number,
): Promise<"committed" | "aborted" | undefined> {
  do {
    const fate = await askFate(session, xid);
    if (fate === "committed" || fate === "aborted") return fate;
    await sleep(PAUSE);
  } while (Date.now() < until);
  return undefined;
}

/** `undefined` where the server does not answer, has not decided yet, or no longer knows. */
async function askFate(session: Session, xid: string): Promise<string | undefined> {
  const settings = { ...session.settings, connectTimeout: QUESTION, statementTimeout: QUESTION };
  try {
    return await withSession(settings, async (other) => {
      const [row] = await other.query<{ status: string | null }>(
        "SELECT pg_catalog.pg_xact_status($1::xid8) AS status",
        [xid],
      );
      return row?.status ?? undefined;
    });
  } catch (error) {
    // "is in the future": a server that crashed has forgotten the transaction's very number, as its log never had it.
    return codeOf(error) === "22023" ? "aborted" : undefined;
  }
}
