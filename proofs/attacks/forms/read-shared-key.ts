import { defineAttack, EVERYONE } from "../../attack";
import { mayTry, readRow, withoutPrivilege } from "../tenant/actions";
import { neighboursOn } from "./shared-key";

export default defineAttack({
  id: "tenant-read-shared-key",
  title: "Reads rows of a tenant that differs from its own in one of several keys only",
  family: "tenant isolation",
  severity: "critical",
  as: EVERYONE,
  target: "keyed table",
  looks: true,
  control: "read",
  why: "Where an organisation and a workspace make the tenant together, the right organisation alone must open nothing.",
  defence: "row security: a policy that compares every key, joined by AND",
  fix: "compare every tenant column with its own setting in one policy, joined by AND; drop every wider policy",
  run: async (context, table) => {
    if (!mayTry(context, table, "read")) return withoutPrivilege(context, table, "read");
    const found = neighboursOn(context, table);
    if (!("seed" in found)) return found;
    const { statements, ...read } = readRow(table, found.seed.other);
    return context.attempts(
      found.neighbours.map((name) => ({
        ...read,
        statements: [context.serve(table, name), ...statements],
      })),
    );
  },
});
