import { observe } from "../../../postgres/apply/observe";
import type { MayStore } from "../../../postgres/apply/preflight";
import { readSettingRights, storedSettings } from "../../../postgres/apply/setting-rights";
import { readHead, readRoles } from "../../../postgres/catalog/cluster";
import { type ReadModelOptions, readDatabaseModel } from "../../../postgres/catalog/read-model";
import { ConnectionError } from "../../../postgres/connect/errors";
import type { Beside, Session } from "../../../postgres/connect/session";
import type { DatabaseModel } from "../../../postgres/model/model";
import { blankModel } from "../../../postgres/plan/blank-model";
import type { Plan } from "../../../postgres/plan/plan";
import type { ServerSettings } from "../configuration";
import type { Properties } from "../protocol";
import type { Settled } from "./settled";

/** SQLSTATE invalid_catalog_name: the database does not exist. */
export const NO_SUCH_DATABASE = "3D000";

/** Databases that every server has, to ask about the server while the managed database is yet to be created, or gone. */
export const MAINTENANCE = ["postgres", "template1"];

/** Adds to a model what else is to be read in the same transaction. */
export type Further = (session: Session, model: DatabaseModel) => Promise<DatabaseModel>;

const NOTHING: Further = async (_session, model) => model;

/** The live model of a database, or `undefined` where the database does not exist. */
export function readLive(
  server: ServerSettings,
  database: string,
  options: ReadModelOptions,
  further = NOTHING,
): Promise<DatabaseModel | undefined> {
  return observeIn(server, database, async (session, beside) =>
    further(session, await readDatabaseModel(session, { ...options, beside })),
  );
}

/** What {@link readUnlessSettled} gives. */
export type LiveReading = { readonly settled: Properties } | { readonly model: DatabaseModel };

/**
 * The inputs of the last Check where they are still right (see {@link Settled}); otherwise the live model, or that of a
 * database about to be created on this server.
 */
export async function readUnlessSettled(
  server: ServerSettings,
  { database, owner }: { readonly database: string; readonly owner: string },
  options: ReadModelOptions,
  further: Further,
  settled: Settled | undefined,
): Promise<LiveReading> {
  const read = () =>
    observeIn<LiveReading>(server, database, async (session, beside) => {
      const inputs = await settled?.inputs(session);
      if (inputs !== undefined) return { settled: inputs };
      const model = await further(session, await readDatabaseModel(session, { ...options, beside }));
      await settled?.take(session, model);
      return { model };
    });
  const live = await read().catch((error: unknown) => {
    if (settled?.refused === true) return read();
    throw error;
  });
  if (live !== undefined) return live;
  const model = await observeAny(server, MAINTENANCE, async (session) => {
    const head = await readHead(session);
    return blankModel(database, owner, head.version, head.reader, await readRoles(session, head));
  });
  return { model };
}

/** Reads in a database; `undefined` where it does not exist. */
async function observeIn<T>(
  server: ServerSettings,
  database: string,
  read: (session: Session, beside: Beside) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await observe({ ...server, database }, read);
  } catch (error) {
    if (error instanceof ConnectionError && error.code === NO_SUCH_DATABASE) return undefined;
    throw error;
  }
}

/**
 * Which of a plan's settings the managing role may store: the model does not tell. Asks nothing where the plan stores
 * none, or where a superuser makes it.
 */
export async function readMayStore(
  server: ServerSettings,
  database: string,
  model: DatabaseModel,
  plan: Plan,
): Promise<MayStore> {
  if (model.reader.superuser || storedSettings(plan).size === 0) return () => true;
  return observeAny(server, [database, ...MAINTENANCE], (session) => readSettingRights(session, plan));
}

/** Asks the first of these databases that lets the managing role in. */
function observeAny<T>(
  server: ServerSettings,
  databases: readonly string[],
  read: (session: Session) => Promise<T>,
): Promise<T> {
  return inAny(databases, (database) => observe({ ...server, database }, read));
}

/** Does something in the first of these databases that lets the managing role in. */
export async function inAny<T>(
  databases: readonly string[],
  work: (database: string) => Promise<T>,
): Promise<T> {
  const [database = "", ...others] = databases;
  try {
    return await work(database);
  } catch (error) {
    if (others.length === 0) throw error;
    return inAny(others, work);
  }
}
