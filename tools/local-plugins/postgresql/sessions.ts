import { ConnectionError } from "../../../postgres/connect/errors";
import { connect, type Session } from "../../../postgres/connect/session";
import { quoteIdentifier } from "../../../postgres/sql/quote";
import { type OperationContext, OutcomeUnknownError } from "../../../provider/plugin/protocol";
import type { Configuration } from "./configuration";

/** SQLSTATE: there is no database of that name. */
const INVALID_CATALOG_NAME = "3D000";

/** What an operation on a server is given. */
export type ServerContext = OperationContext<Configuration>;

/** The provider's configuration. Throws at a preview that lacks it, which asks for nothing that needs a server. */
export function configurationOf(context: ServerContext): Configuration {
  if (context.config === undefined) throw new Error("the provider is not configured");
  return context.config;
}

/**
 * Runs work on a connection to a database. A cancelled operation breaks the connection off, so that the server rolls
 * back at once.
 */
export async function withDatabase<T>(
  context: ServerContext,
  database: string | undefined,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const { settings } = configurationOf(context);
  context.signal.throwIfAborted();
  const session = await connect({ ...settings, database: database ?? settings.database });
  const abort = () => session.destroy();
  context.signal.addEventListener("abort", abort);
  try {
    return await work(session);
  } catch (error) {
    if (context.signal.aborted) throw new Error("cancelled; the server has rolled it back");
    throw error;
  } finally {
    context.signal.removeEventListener("abort", abort);
    for (const notice of session.takeNotices()) {
      if (notice.severity === "WARNING") context.log("warning", notice.message);
    }
    await session.end();
  }
}

/** The end of the queue of changes. */
interface Queue {
  tail: Promise<unknown>;
}

const queues = new WeakMap<Configuration, Queue>();

/** Changes run one after the other: two GRANTs on one object at the same time fail with `tuple concurrently updated`. */
export function oneAtATime<T>(context: ServerContext, work: () => Promise<T>): Promise<T> {
  const configuration = configurationOf(context);
  const queue = queues.get(configuration) ?? { tail: Promise.resolve() };
  queues.set(configuration, queue);
  const run = queue.tail.then(work, work);
  queue.tail = run.catch(() => undefined);
  return run;
}

/** Changes one database's contents in one transaction, after every other change. */
export function change<T>(
  context: ServerContext,
  database: string | undefined,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  return oneAtATime(context, () =>
    withDatabase(context, database, async (session) => {
      await session.query("BEGIN");
      let result: T;
      try {
        result = await work(session);
      } catch (error) {
        await session.query("ROLLBACK").catch(() => undefined);
        throw error;
      }
      try {
        await session.query("COMMIT");
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new OutcomeUnknownError(`lost the server while it was committing: ${reason}`);
      }
      return result;
    }),
  );
}

/**
 * Runs work as a member of roles, which a role that is no superuser must be to give them something or to take it from
 * them. Memberships that it lacks are granted for the time of the work.
 */
export async function asMemberOf<T>(
  session: Session,
  roles: readonly (string | undefined)[],
  work: () => Promise<T>,
): Promise<T> {
  const lent: string[] = [];
  for (const role of new Set(roles)) {
    if (role !== undefined && (await lacksMembership(session, role))) {
      await session.query(`GRANT ${quoteIdentifier(role)} TO CURRENT_USER`);
      lent.push(role);
    }
  }
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await giveBack(session, lent).catch(() => undefined);
    throw error;
  }
  await giveBack(session, lent);
  return result;
}

async function giveBack(session: Session, roles: readonly string[]): Promise<void> {
  for (const role of roles) await session.query(`REVOKE ${quoteIdentifier(role)} FROM CURRENT_USER`);
}

async function lacksMembership(session: Session, role: string): Promise<boolean> {
  const [me] = await session.query<{ superuser: boolean; version: number }>(
    `SELECT rolsuper AS superuser, current_setting('server_version_num')::int AS version
     FROM pg_roles WHERE rolname = current_user`,
  );
  if (me === undefined || me.superuser) return false;
  // Since 16 a role's creator is a member that may neither inherit nor SET ROLE.
  const privileges = me.version >= 160_000 ? ["USAGE", "SET"] : ["USAGE"];
  const rows = await session.query<{ missing: boolean }>(
    `SELECT NOT pg_has_role(oid, wanted) AS missing
     FROM pg_roles, unnest($2::text[]) AS wanted WHERE rolname = $1`,
    [role, privileges],
  );
  return rows.some((row) => row.missing);
}

/** Runs work that needs a database to be there; where it is gone, so is everything in it, and the answer is `otherwise`. */
export async function unlessDatabaseIsGone<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ConnectionError && error.code === INVALID_CATALOG_NAME) return otherwise;
    throw error;
  }
}
