import { hasHole, type ServerHole, upgradeFor } from "../../../postgres/model/server-holes";
import type { Attempt } from "../../arena";
import {
  type AttackDescription,
  defineAttack,
  EVERYONE,
  INSUFFICIENT_PRIVILEGE,
  type RoleAttack,
} from "../../attack";
import { conditionName } from "../../conditions";
import type { AttackContext } from "../../context";
import { heldBack, type Observation, unable } from "../../observation";

/** A published hole of the server, tried twice: on the server, and on this database. */
export interface HoleAttack extends Omit<AttackDescription, "family" | "fix"> {
  readonly hole: ServerHole;
  /** The first `server_version_num` that can have the hole. @default every version */
  readonly since?: number;
  /**
   * The arrangement that the hole needs, made by the administrator inside the attempt, and what the made-up stranger
   * does in it: it succeeds only on a server that has the hole.
   */
  readonly trial: (context: AttackContext) => Attempt;
  /** SQLSTATEs of the trial by which the hole shows itself. @default none: `reached` shows it */
  readonly shownBy?: readonly string[];
  /** SQLSTATEs of the trial by which the server withstands. @default 42501 */
  readonly withstoodBy?: readonly string[];
  /** The same on what this database really holds, as the role. An empty list means that there is nothing to try it on. */
  readonly here: (context: AttackContext) => Promise<readonly Observation[]>;
  /** SQLSTATEs on this database that can only come after the defence was passed, and what that proves. */
  readonly breaches?: Readonly<Record<string, string>>;
  /** SQLSTATEs on this database that are its defence at work. @default 42501 */
  readonly refusals?: readonly string[];
  /** What makes the hole harmless here, where nothing gets through: completes "harmless here: …". */
  readonly harmless: string;
  /** What to do beside the upgrade. */
  readonly meanwhile: string;
}

/** Declares an attack by a published hole of the server. */
export function holeAttack(attack: HoleAttack): RoleAttack<"database"> {
  const { id, title, severity, why, defence, breaches = {}, refusals = [INSUFFICIENT_PRIVILEGE] } = attack;
  return defineAttack({
    id,
    title,
    severity,
    why,
    defence,
    fix: `install the server's latest minor release (${attack.hole}); until then ${attack.meanwhile}`,
    family: "known holes",
    as: EVERYONE,
    target: "database",
    ...(attack.since === undefined ? {} : { since: attack.since }),
    breaches,
    refusals,
    run: async (context) => {
      const [server, here] = await Promise.all([tryServer(context, attack), attack.here(context)]);
      const through = here.filter((seen) => isThrough(seen, breaches));
      if (through.length > 0) return through;
      return server.open === false ? heldBack(server.how) : harmless(context, attack, server.how, here);
    },
  });
}

/**
 * Whether the server has the hole, by trial, or by its version where it cannot be tried. A release that is known to have
 * it is believed to, whatever the trial says: only such a server could show that the trial finds it.
 */
async function tryServer(
  context: AttackContext,
  { hole, trial, shownBy = [], withstoodBy = [INSUFFICIENT_PRIVILEGE] }: HoleAttack,
): Promise<{ readonly open: boolean; readonly how: string }> {
  const { unavailable } = context.stranger;
  const seen =
    unavailable === undefined ? await context.attemptAsStranger(trial(context)) : unable(unavailable);
  if (seen.kind === "reached" || (seen.kind === "refused" && shownBy.includes(seen.sqlstate)))
    return { open: true, how: "tried in a scene of the proof's own" };
  const known = hasHole(hole, context.version);
  if (seen.kind === "silent" || (seen.kind === "refused" && withstoodBy.includes(seen.sqlstate)))
    return known === true
      ? { open: true, how: "by the server's version; it did not show in a scene of the proof's own" }
      : { open: false, how: "the server withstands it, in a scene of the proof's own" };
  // Without the right to make such a scene the version is all there is to go by.
  return known === false
    ? { open: false, how: "the server's release has mended it; it could not be tried" }
    : { open: true, how: `by the server's version; ${sayWhy(seen)}` };
}

function sayWhy(seen: Observation): string {
  switch (seen.kind) {
    case "refused":
      return `the trial ended with ${conditionName(seen.sqlstate)} (${seen.sqlstate})`;
    case "unable":
    case "moot":
      return `it could not be tried: ${seen.reason}`;
    default:
      return "it could not be tried";
  }
}

function isThrough(seen: Observation, breaches: Readonly<Record<string, string>>): boolean {
  return seen.kind === "reached" || (seen.kind === "refused" && breaches[seen.sqlstate] !== undefined);
}

function harmless(
  { version }: AttackContext,
  { hole, harmless: how, refusals = [INSUFFICIENT_PRIVILEGE] }: HoleAttack,
  known: string,
  here: readonly Observation[],
): Observation {
  const upgrade = upgradeFor(hole, version);
  const untried = here.find(
    (seen) => seen.kind === "unable" || (seen.kind === "refused" && !refusals.includes(seen.sqlstate)),
  );
  return untried === undefined
    ? { kind: "exposed", hole, upgrade, how: `${how} (${known})` }
    : unable(
        `the server is open to ${hole} (upgrade to ${upgrade}), and whether this database is too could not be told: ${sayWhy(untried)}`,
      );
}
