import { type AttackResult, type AttemptResult, FAMILIES, type Family } from "../../../../proofs";

/** Something of which nothing was tried at all. */
export interface BlindSpot {
  /** Completes "nothing was tried of": a family, or a role's attacks on tenants. */
  readonly what: string;
  /** Why, in the words of the first attempt. */
  readonly reason: string;
}

/**
 * What `allowNotRun` does not excuse: a role none of whose attacks on tenants' rows met a row, and a family of which
 * nothing could be tried. A table for which no row can be made is a gap; this is no proof. A refusal for want of a
 * privilege is a defence, but it shows nothing of row security, so it does not count as tried here. Pure.
 *
 * @param superuser Without one whole families may be closed by the platform; then only the tenants' are looked at.
 */
export function blindSpots(
  attacks: readonly AttackResult[],
  superuser: boolean,
  isExcused: (attack: AttackResult, attempt: AttemptResult) => boolean,
): BlindSpot[] {
  const counted = attacks.flatMap((attack) =>
    attack.attempts
      .filter((attempt) => attempt.outcome.status !== "not applicable" && !isExcused(attack, attempt))
      .map((attempt) => ({ family: attack.family, attempt })),
  );
  const of = (family: Family) =>
    counted.filter((each) => each.family === family).map(({ attempt }) => attempt);
  const families = (Object.keys(FAMILIES) as Family[]).flatMap((family): BlindSpot[] => {
    const first = superuser ? untried(of(family), ({ outcome }) => outcome.status !== "not run") : undefined;
    return first === undefined ? [] : [{ what: `the family "${family}"`, reason: first }];
  });
  if (families.some(({ what }) => what.includes("tenant isolation"))) return families;
  const tenants = of("tenant isolation");
  const roles = new Set(tenants.flatMap(({ role }) => role ?? []));
  const blind = [...roles].flatMap((role): BlindSpot[] => {
    const first = untried(
      tenants.filter((attempt) => attempt.role === role),
      ({ outcome }) =>
        outcome.status === "got through" ||
        outcome.status === "vulnerable" ||
        (outcome.status === "defended" && outcome.sqlstate === undefined),
    );
    return first === undefined ? [] : [{ what: `the attacks of ${role} on tenants' rows`, reason: first }];
  });
  return [...families, ...blind];
}

/** The first reason, where something was not run and nothing was tried. */
function untried(
  attempts: readonly AttemptResult[],
  isTried: (attempt: AttemptResult) => boolean,
): string | undefined {
  if (attempts.some(isTried)) return undefined;
  for (const { outcome } of attempts) if (outcome.status === "not run") return outcome.reason;
  return undefined;
}
