import type { Attempt } from "../../arena";
import type { AttackContext } from "../../context";
import { moot, type Observation } from "../../observation";

/** What SET ROLE (22023) and GRANT (42704) answer about a role that does not exist. */
const NO_SUCH_ROLE: ReadonlySet<string> = new Set(["22023", "42704"]);

/** Roles belong to the whole server, where others may drop one while the proof goes on: then there is nothing to become. */
export async function unlessGone(
  context: AttackContext,
  role: string,
  attempt: Attempt,
): Promise<Observation> {
  const observation = await context.attempt(attempt);
  if (observation.kind !== "refused" || !NO_SUCH_ROLE.has(observation.sqlstate)) return observation;
  const [there] = await context.ask<{ there: boolean }>(
    // regrole looks the role up as it is now; the transaction's snapshot may still show it.
    "SELECT to_regrole(quote_ident($1)) IS NOT NULL AS there",
    [role],
  );
  return there?.there === false ? moot("the role is gone by now") : observation;
}
