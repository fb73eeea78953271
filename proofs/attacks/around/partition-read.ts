import { defineAttack, EVERYONE } from "../../attack";
import { heldBack, unable } from "../../observation";
import { whyMissing } from "../../seed/seeds";
import { mayTry, readAny, withoutPrivilege } from "../tenant/actions";
import { FAILS_CLOSED } from "../tenant/states";

/** A partition named directly is guarded by its own row security, not by its parent's. */
export default defineAttack({
  id: "partition-read",
  title: "Reads another tenant's rows from a partition directly",
  family: "ways around",
  severity: "critical",
  as: EVERYONE,
  target: "partition",
  looks: true,
  control: "read",
  refusals: ["42501", ...FAILS_CLOSED],
  why: "The parent's policies apply only through the parent: a partition that can be read by itself is open to every tenant.",
  defence: "no privileges on partitions, and row security on each of them",
  fix: "REVOKE ALL on the partition (a grant on the parent suffices), and give it the parent's row security",
  run: async (context, partition) => {
    if (!mayTry(context, partition, "read")) return withoutPrivilege(context, partition, "read");
    const seed = context.seed(partition);
    if ("missing" in seed) return unable(whyMissing(seed));
    const { own } = seed;
    return context.attempts(
      [
        { session: context.serve(partition, own), ...readAny(partition, own.tenant) },
        { session: context.say(partition, ""), ...readAny(partition, undefined) },
      ].map(({ session, statements, read }) => ({
        statements: [session, ...statements],
        read: (rows, count) => {
          const seen = read?.(rows, count);
          return seen?.kind === "reached" ? seen : heldBack("saw no row");
        },
      })),
    );
  },
});
