import { defineAttack, EVERYONE } from "../../attack";
import { mayTry, withoutPrivilege, write } from "../tenant/actions";
import { BEHIND_ROW_SECURITY } from "../tenant/tenant-attack";
import { neighboursOn } from "./shared-key";

const WRITES = ["insert", "update", "delete"] as const;

export default defineAttack({
  id: "tenant-write-shared-key",
  title: "Adds, changes or deletes rows of a tenant that differs from its own in one of several keys only",
  family: "tenant isolation",
  severity: "critical",
  as: EVERYONE,
  target: "keyed table",
  breaches: BEHIND_ROW_SECURITY,
  control: "update",
  why: "Where an organisation and a workspace make the tenant together, the right organisation alone must let nothing be written.",
  defence: "row security: a policy that compares every key, joined by AND, in WITH CHECK too",
  fix: "compare every tenant column with its own setting in one policy, joined by AND; drop every wider policy",
  run: async (context, table) => {
    if (!mayTry(context, table, "update")) return withoutPrivilege(context, table, "update");
    const found = neighboursOn(context, table);
    if (!("seed" in found)) return found;
    const attempts = WRITES.filter((action) => mayTry(context, table, action)).flatMap((action) =>
      write(context, table, action, found.seed),
    );
    return context.attempts(
      found.neighbours.flatMap((name) =>
        attempts.map((attempt) => ({
          ...attempt,
          statements: [context.serve(table, name), ...attempt.statements],
        })),
      ),
    );
  },
});
