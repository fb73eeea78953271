import { randomBytes } from "node:crypto";
import { readDatabaseModel } from "../postgres/catalog/read-model";
import { type Platform, platformOf } from "../postgres/catalog/server-platform";
import type { Session } from "../postgres/connect/session";
import { quoteIdentifier } from "../postgres/sql/quote";
import { Arena } from "./arena";
import { sayRefusal } from "./conditions";
import { AttackContext } from "./context";
import { ProofError, serverError } from "./errors";
import { type Attacker, stranger } from "./scene/attackers";
import { NO_RIGHTS, type Rights, readRights } from "./scene/rights";
import { type Partition, type Scene, type SceneChoice, sceneOf } from "./scene/scene";
import { readRoots, readShapes } from "./scene/shapes";
import { seedTables } from "./seed/seeds";
import { TenantSessions } from "./seed/tenant-sessions";

/** How the transaction of the attacks is set up. */
export interface StageOptions extends SceneChoice {
  /** Milliseconds for one statement. @default 5000 */
  readonly statementTimeout?: number;
  /** Milliseconds to wait for a lock, so that an attack never queues in front of real work for long. @default 1000 */
  readonly lockTimeout?: number;
  /** Writes nothing, not even inside the transaction: no role and no rows are made up. @default false */
  readonly noWrite?: boolean;
}

/** Everything that the attacks need, ready. */
export interface Stage {
  readonly scene: Scene;
  readonly arena: Arena;
  /** One for each role that attacks, the made-up stranger last (if one may be made up). */
  readonly contexts: readonly AttackContext[];
  /** The server's version in its own words, and who runs it. */
  readonly server: { readonly version: string; readonly platform: Platform };
}

/**
 * Sets the stage inside the transaction that the session is in: reads the catalog, makes up a role, and sows the
 * tenants' rows (with `noWrite` neither). Throws a {@link ProofError} where there is nobody to attack as.
 */
export async function setStage(session: Session, options: StageOptions = {}): Promise<Stage> {
  const model = await unlessLocked(readDatabaseModel(session, { columns: true, areas: "schemas" }));
  const roots = await readRoots(session);
  const scene = chosenScene(() => sceneOf(model, options, roots));
  const arena = new Arena(session, model.reader.superuser);
  const { noWrite = false } = options;
  await arena.command(
    `SET LOCAL statement_timeout = ${Math.round(options.statementTimeout ?? 5_000)}`,
    `SET LOCAL lock_timeout = ${Math.round(options.lockTimeout ?? 1_000)}`,
    "SET LOCAL idle_in_transaction_session_timeout = 0",
    // Nobody reads what the server remarks on attacks, and of some it remarks on every object.
    "SET LOCAL client_min_messages = error",
    ...(model.version >= 170_000 ? ["SET LOCAL transaction_timeout = 0"] : []),
  );
  const attackers: Attacker[] = [];
  for (const attacker of scene.attackers) attackers.push(await checked(arena, attacker, noWrite));
  const nobody = noWrite ? stranger("", "no role is made up where nothing is written") : undefined;
  const madeUp = nobody ?? (await makeUpStranger(arena));
  if (nobody === undefined) attackers.push(madeUp);
  const rights = new Map<string, Rights>();
  for (const { role, unavailable } of attackers)
    rights.set(role, unavailable === undefined ? await readRights(arena, role) : new Map());
  const shapes = await readShapes(session);
  const sessions = await TenantSessions.prepare(arena, scene, noWrite);
  const crowded = touchable(scene, [...rights.values()]);
  const seeds = await seedTables(arena, scene, shapes, crowded, sessions, noWrite);
  return {
    scene,
    arena,
    server: await describeServer(session, scene),
    contexts: attackers.map(
      (attacker) =>
        new AttackContext(arena, scene, seeds, {
          sessions,
          attacker,
          rights: rights.get(attacker.role) ?? new Map(),
          stranger: madeUp,
          noWrite,
        }),
    ),
  };
}

/** Reading a policy's expression waits for whoever holds its table exclusively. */
async function unlessLocked<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (serverError(error)?.code !== "55P03") throw error;
    throw new ProofError(
      "another session keeps a table locked, so that the catalog cannot be read: try again when its transaction has ended",
      error,
    );
  }
}

async function describeServer(session: Session, { model }: Scene): Promise<Stage["server"]> {
  const rows = await session.query<{ name: string; setting: string }>(
    "SELECT name, setting FROM pg_catalog.pg_settings WHERE name LIKE '%.%' OR name = 'server_version'",
  );
  const names = rows.map(({ name }) => name);
  return {
    version: rows.find(({ name }) => name === "server_version")?.setting ?? String(model.version),
    platform: platformOf(names, model.roles),
  };
}

function chosenScene(make: () => Scene): Scene {
  let scene: Scene;
  try {
    scene = make();
  } catch (error) {
    if (error instanceof RangeError) throw new ProofError(error.message, error);
    throw error;
  }
  if (scene.attackers.length === 0)
    throw new ProofError(
      `no role to attack as was recognised in database ${JSON.stringify(scene.model.database)}: no login role but the owners has privileges on a table or view; name the roles (--app, --readonly)`,
    );
  return scene;
}

/**
 * Tries to become the role; where that is refused, nothing can be said about it. A role that administers the other
 * without being allowed to act as it (what CREATEROLE gives to whoever made a role) lends itself the membership.
 */
async function checked(arena: Arena, attacker: Attacker, noWrite: boolean): Promise<Attacker> {
  const become = [arena.become(attacker.role), arena.back()];
  let answer = await arena.keep(() => arena.command(...become));
  if (answer !== undefined && !arena.ownSessions && !noWrite) {
    const lend = `GRANT ${quoteIdentifier(attacker.role)} TO CURRENT_USER`;
    if ((await arena.keep(() => arena.command(lend, ...become))) === undefined) answer = undefined;
  }
  return answer === undefined
    ? attacker
    : {
        ...attacker,
        unavailable: `the connection's role may not act as ${attacker.role}: ${sayRefusal(answer.code, answer.message)}`,
      };
}

/** A role that is nobody's: what it can do, everybody can who may connect. */
async function makeUpStranger(arena: Arena): Promise<Attacker> {
  const role = `palisade_stranger_${randomBytes(4).toString("hex")}`;
  const name = quoteIdentifier(role);
  const answer = await arena.keep(async () => {
    await arena.command(`CREATE ROLE ${name} NOLOGIN`);
    // A role without superuser powers must be a member before it may act as the role.
    if (!arena.ownSessions) await arena.command(`GRANT ${name} TO CURRENT_USER`);
    await arena.command(arena.become(role), arena.back());
  });
  return answer === undefined
    ? stranger(role)
    : stranger(role, `no role could be made up: ${sayRefusal(answer.code, answer.message)}`);
}

/** Partitions that some attacker has a privilege on: only these need rows of their own to be judged. */
function touchable(scene: Scene, rights: readonly Rights[]): Partition[] {
  return scene.targets.partition.filter(({ object }) =>
    rights.some((held) => {
      const { select, insert, update, delete: remove } = held.get(object.oid) ?? NO_RIGHTS;
      return select || insert || update || remove;
    }),
  );
}
