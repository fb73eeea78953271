import type { AnyRoleAttack } from "./attack";
import type { AttackContext } from "./context";
import { type ControlResult, Controls } from "./controls";
import { judge, type Outcome, worst } from "./judge";
import type { Observation } from "./observation";
import {
  type AttackResult,
  type AttemptResult,
  attackerName,
  attackResult,
  type ReportedTarget,
} from "./report";
import type { TargetKind, Targets } from "./scene/scene";
import { NONE_THERE } from "./seed/seeds";
import { NO_SESSION } from "./seed/tenant-sessions";
import type { Stage } from "./stage";

type AnyTarget = Targets[TargetKind];

/** One attack by one role on one target, and what was seen. */
interface Engagement {
  readonly attack: AnyRoleAttack;
  readonly context: AttackContext;
  readonly target: AnyTarget;
  observations: readonly Observation[];
  outcome?: Outcome;
}

/**
 * Makes the attacks of roles on a stage. Everything they do is undone, attempt by attempt. Attacks that need a session
 * in which the tenant setting was never touched come first; the positive controls, which touch it, come last.
 */
export async function wageCampaign(
  { scene, arena, contexts }: Stage,
  attacks: readonly AnyRoleAttack[],
  onProgress: (done: number, total: number, title: string) => void = () => undefined,
): Promise<AttackResult[]> {
  const isMade = ({ looks }: AnyRoleAttack) => looks === true || !contexts.some(({ noWrite }) => noWrite);
  const engagements = attacks.filter(isMade).flatMap((attack) =>
    contexts
      .filter(({ attacker }) => attack.as.includes(attacker.kind))
      .flatMap((context) =>
        scene.targets[attack.target].map(
          (target): Engagement => ({
            attack,
            context,
            target,
            observations: [],
          }),
        ),
      ),
  );
  let done = 0;
  for (const phase of phasesOf(engagements)) {
    await sideBySide(phase, async (engagement) => {
      onProgress(done++, engagements.length, engagement.attack.title);
      engagement.observations = await observe(engagement, arena.ownSessions);
    });
  }
  const controls = new Controls();
  const attempts = new Map<AnyRoleAttack, AttemptResult[]>(attacks.map((attack) => [attack, []]));
  await sideBySide(engagements, async (engagement) => {
    engagement.outcome = await judgeEngagement(engagement, controls);
    engagement.observations = [];
  });
  for (const { attack, context, target, outcome } of engagements) {
    if (outcome === undefined) continue;
    attempts.get(attack)?.push({ role: attackerName(context.attacker), ...reported(target), outcome });
  }
  onProgress(engagements.length, engagements.length, "");
  return attacks.map((attack) => {
    if (!isMade(attack)) return attackResult(attack, [], WOULD_WRITE, "not run");
    const made = attempts.get(attack) ?? [];
    return attackResult(attack, made, made.length > 0 ? undefined : nothingToAttack(attack, contexts));
  });
}

const WOULD_WRITE = "it would write, or needs made-up rows, and nothing may be written";

/**
 * What must be over before the next may begin. The setting is untouched until somebody sets it, so the attacks that
 * need it so come first, and among them those of roles for which a value is stored come last: it stands for a login.
 */
function phasesOf(engagements: readonly Engagement[]): Engagement[][] {
  const phase = ({ attack, context: { scene, attacker } }: Engagement): number => {
    if (attack.untouched !== true) return 2;
    return scene.model.storedSettings.some(({ role }) => role === null || role === attacker.role) ? 1 : 0;
  };
  return [0, 1, 2].map((number) => engagements.filter((engagement) => phase(engagement) === number));
}

/** How many engagements are under way at once: enough to keep the server busy, few enough to hold in memory. */
const ABREAST = 64;

/**
 * Does the work on all items, in their order, with a few of them under way at once. Throws the first error, but not
 * before all that was under way has ended: what comes next is the ROLLBACK, and no attack may follow it.
 */
async function sideBySide<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  let failed = false;
  const lane = async () => {
    for (const item of rest) {
      if (failed) return;
      await work(item).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: ABREAST }, lane));
  for (const end of lanes) if (end.status === "rejected") throw end.reason;
}

async function observe(
  { attack, context, target }: Engagement,
  ownSessions: boolean,
): Promise<readonly Observation[]> {
  const { unavailable } = context.attacker;
  if (attack.since !== undefined && context.version < attack.since)
    return [
      { kind: "moot", reason: `only PostgreSQL ${Math.floor(attack.since / 10_000)} and later can do this` },
    ];
  if (unavailable !== undefined) return [{ kind: "unable", reason: unavailable }];
  if (attack.ownSession === true && !ownSessions)
    return [
      {
        kind: "unable",
        reason: "it needs a session of the role's own, and only a superuser's connection can give one",
      },
    ];
  if (isOpenToRead(target) && attack.control === "read") return [{ kind: "moot", reason: SHARED }];
  // The target was taken from the list of the attack's own kind.
  const seen = await attack.run(context, target as never);
  return Array.isArray(seen) ? seen : [seen as Observation];
}

/** Why reading a table is no attack. */
const SHARED = "every tenant may read it by declaration (policy palisade_shared)";

function isOpenToRead(target: AnyTarget): boolean {
  if (!("kind" in target)) return false;
  return (
    (target.kind === "tenant table" && target.shared) ||
    (target.kind === "partition" && "root" in target && target.root.shared)
  );
}

async function judgeEngagement(
  { attack, context, target, observations }: Engagement,
  controls: Controls,
): Promise<Outcome> {
  const needsControl = observations.some((seen) => seen.kind === "silent" && seen.controlled !== true);
  let control: ControlResult | undefined;
  if (needsControl && attack.control !== undefined && "kind" in target && target.kind === "tenant table")
    control = await controls.result(context, target, attack.control);
  const outcome = worst(observations.map((seen) => judge(attack, seen, control)));
  const lacking =
    outcome.status === "not run" && [NONE_THERE, NO_SESSION].find((why) => outcome.reason.includes(why));
  return typeof lacking === "string" ? { status: "not applicable", reason: lacking } : outcome;
}

function reported(target: AnyTarget): { target?: ReportedTarget } {
  if ("role" in target) return { target: { kind: "role", name: target.role } };
  const { kind, schema, name, args } = "object" in target ? target.object : target;
  if (kind === "database") return {};
  return {
    target: {
      kind,
      ...(schema === undefined ? {} : { schema }),
      name,
      ...(args === undefined ? {} : { args }),
    },
  };
}

function nothingToAttack(attack: AnyRoleAttack, contexts: readonly AttackContext[]): string {
  const somebody = contexts.some(({ attacker }) => attack.as.includes(attacker.kind));
  return somebody ? `there is no ${attack.target}` : `there is no ${attack.as.join(" or ")} role`;
}
