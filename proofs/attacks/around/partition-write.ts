import { quoteObject } from "../../../postgres/sql/target";
import type { Attempt } from "../../arena";
import { defineAttack, EVERYONE } from "../../attack";
import { heldBack, type Observation, unable } from "../../observation";
import { whyMissing } from "../../seed/seeds";
import { mayTry, withoutPrivilege, write } from "../tenant/actions";
import { BEHIND_ROW_SECURITY } from "../tenant/tenant-attack";

/** The same as `partition-read`, for writing. */
export default defineAttack({
  id: "partition-write",
  title: "Writes another tenant's rows in a partition directly",
  family: "ways around",
  severity: "critical",
  as: EVERYONE,
  target: "partition",
  breaches: {
    ...BEHIND_ROW_SECURITY,
    "0A000": "it may be emptied; only a foreign key that points at it stopped it",
    "23514": "row security let it pass; only a constraint stopped it afterwards",
  },
  why: "The parent's policies apply only through the parent: a partition that can be written by itself is open to every tenant.",
  defence: "no privileges on partitions, and row security on each of them",
  fix: "REVOKE ALL on the partition (a grant on the parent suffices), and give it the parent's row security",
  run: async (context, partition) => {
    const observations: Observation[] = [
      await context.attempt({
        statements: [`TRUNCATE ${quoteObject(partition.object)}`],
        evidence: "emptied it",
      }),
    ];
    const seed = context.seed(partition);
    for (const action of ["insert", "update", "delete"] as const) {
      if (!mayTry(context, partition, action)) {
        observations.push(await withoutPrivilege(context, partition, action));
      } else if ("missing" in seed) {
        observations.push(unable(whyMissing(seed)));
      } else {
        for (const attempt of write(context, partition, action, seed))
          observations.push(await context.attempt(asTenant(context.serve(partition, seed.own), attempt)));
      }
    }
    return observations;
  },
});

function asTenant(session: string, attempt: Attempt): Attempt {
  const { verify } = attempt;
  return {
    ...attempt,
    statements: [session, ...attempt.statements],
    ...(verify === undefined ? {} : { verify: { ...verify, read: (rows) => held(verify.read(rows)) } }),
  };
}

/** The made-up row is known to lie in the partition, so silence is a defence. */
function held(observation: Observation): Observation {
  return observation.kind === "silent" ? heldBack(observation.how) : observation;
}
