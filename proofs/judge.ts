import type { ServerHole } from "../postgres/model/server-holes";
import { INSUFFICIENT_PRIVILEGE } from "./attack";
import { conditionName, sayRefusal } from "./conditions";
import type { ControlResult } from "./controls";
import type { Observation } from "./observation";

/** What one attempt came to. */
export type Outcome =
  /** `how` is what stopped it: a refusal, or that nothing was reached although it was there. */
  | { readonly status: "defended"; readonly how: string; readonly sqlstate?: string }
  | { readonly status: "got through"; readonly evidence: string }
  /** The server has a published hole, and `how` says what makes it harmless in this database. */
  | {
      readonly status: "vulnerable";
      readonly hole: ServerHole;
      readonly upgrade: string;
      readonly how: string;
    }
  | { readonly status: "not applicable"; readonly reason: string }
  | { readonly status: "not run"; readonly reason: string };

/** The part of an attack that decides how its observations are read. */
export interface Verdicts {
  readonly refusals?: readonly string[];
  readonly breaches?: Readonly<Record<string, string>>;
}

/**
 * Judges one attempt. Pure. Only what the attack itself names counts as a defence: an error for any other reason (a
 * missing table, a timeout, a lock) is "not run", and so is silence where nothing proves that there was something to
 * reach.
 */
export function judge(attack: Verdicts, observation: Observation, control?: ControlResult): Outcome {
  switch (observation.kind) {
    case "reached":
      return { status: "got through", evidence: observation.evidence };
    case "exposed": {
      const { hole, upgrade, how } = observation;
      return { status: "vulnerable", hole, upgrade, how };
    }
    case "moot":
      return { status: "not applicable", reason: observation.reason };
    case "unable":
      return { status: "not run", reason: observation.reason };
    case "refused":
      return judgeRefusal(attack, observation);
    case "silent":
      return judgeSilence(observation, control);
    default:
      return observation satisfies never;
  }
}

function judgeRefusal(
  { refusals = [INSUFFICIENT_PRIVILEGE], breaches = {} }: Verdicts,
  { sqlstate, message }: Extract<Observation, { kind: "refused" }>,
): Outcome {
  if (refusals.includes(sqlstate))
    return { status: "defended", how: `refused: ${conditionName(sqlstate)}`, sqlstate };
  const breach = breaches[sqlstate];
  if (breach !== undefined)
    return { status: "got through", evidence: `${breach} (${conditionName(sqlstate)}, ${sqlstate})` };
  return { status: "not run", reason: `inconclusive: the server answered ${sayRefusal(sqlstate, message)}` };
}

function judgeSilence(
  { how, controlled }: Extract<Observation, { kind: "silent" }>,
  control: ControlResult | undefined,
): Outcome {
  if (controlled === true) return { status: "defended", how };
  switch (control?.kind) {
    case "works":
      return { status: "defended", how: `${how}, while it reaches its own` };
    case "closed":
      return { status: "defended", how: `${how}: ${control.reason}` };
    case "broken":
      return { status: "not run", reason: `inconclusive: ${how}, but ${control.reason}` };
    default:
      return {
        status: "not run",
        reason: `inconclusive: ${how}, and nothing proves that there was something to reach`,
      };
  }
}

/**
 * One outcome for several attempts of one attack on one object: the worst. An attack that got through once got
 * through; one that could not be made in full is not called defended.
 */
export function worst(outcomes: readonly Outcome[]): Outcome {
  for (const status of ["got through", "not run", "vulnerable", "defended"] as const) {
    const found = outcomes.find((outcome) => outcome.status === status);
    if (found !== undefined) return found;
  }
  return outcomes[0] ?? { status: "not run", reason: "the attack made no attempt" };
}
