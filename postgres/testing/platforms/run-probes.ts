import { type Session, withSession } from "../../connect/session";
import { quoteIdentifier } from "../../sql/quote";
import { PROBES, type Probe } from "./probes";
import type { RecreatedServer } from "./recreated";
import { createScene, inScene } from "./scene";

/**
 * What came of a probe: it works at once, after the admin made itself a member of the owner, or not at all; or the
 * major version does not know the thing.
 */
export type ProbeOutcome = "yes" | "after membership" | "no" | "unknown there";

/** Makes the scene and every probe as the admin, each rolled back. Probe → outcome. */
export async function runProbes(server: RecreatedServer): Promise<ReadonlyMap<Probe, ProbeOutcome>> {
  await createScene(server);
  const outcomes = new Map<Probe, ProbeOutcome>();
  for (const database of ["own", "home"] as const) {
    await withSession(inScene(server, database), async (session) => {
      for (const probe of PROBES.filter((one) => (one.database ?? "own") === database)) {
        outcomes.set(probe, await outcomeOf(probe, session, server));
      }
    });
  }
  return outcomes;
}

async function outcomeOf(
  probe: Probe,
  session: Session,
  { major, platform }: RecreatedServer,
): Promise<ProbeOutcome> {
  if (major < (probe.since ?? 14)) return "unknown there";
  const statements = probe.statements(platform.admin, platform.superuser);
  if (await works(session, statements)) return "yes";
  const owner = probe.afterMembershipIn;
  if (owner === undefined) return "no";
  const join = `GRANT ${quoteIdentifier(owner)} TO ${quoteIdentifier(platform.admin)}`;
  return (await works(session, [join, ...statements])) ? "after membership" : "no";
}

/** SQLSTATE of a lacking right, and of a reserved role's statement that a lacking right refuses. */
const REFUSED = new Set(["42501"]);

/**
 * Whether all of it works, without a trace. A warning such as "no privileges were granted" is a refusal too; an error
 * that is none is a mistake in the probe and thrown.
 */
async function works(session: Session, statements: readonly string[]): Promise<boolean> {
  session.takeNotices();
  await session.query("BEGIN");
  try {
    for (const statement of statements) await session.query(statement);
    return !session.takeNotices().some(({ severity }) => severity === "WARNING");
  } catch (error) {
    if (!REFUSED.has(String((error as { code?: unknown }).code))) throw error;
    return false;
  } finally {
    await session.query("ROLLBACK");
  }
}
