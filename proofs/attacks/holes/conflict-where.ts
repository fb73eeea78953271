import { quoteIdentifier } from "../../../postgres/sql/quote";
import { heldBack, type Observation, unable } from "../../observation";
import { whyMissing } from "../../seed/seeds";
import { SCRATCH, scratchSchema } from "../scratch";
import { mayTry } from "../tenant/actions";
import { conflictAttempts, EVALUATED } from "../tenant/conflict-reveals-row";
import { clashingRows } from "../tenant/keys";
import { onlyFor } from "../tenant/statements";
import { holeAttack } from "./hole";

export default holeAttack({
  id: "hole-conflict-where",
  hole: "CVE-2026-120154",
  title: "Uses a hole: the WHERE of INSERT … ON CONFLICT DO UPDATE sees hidden rows",
  severity: "high",
  why: "Whoever knows a key can have conditions of their own evaluated on another tenant's row, and read it bit by bit.",
  defence: "unique keys that hold the tenant column: no row of one's own can clash with another tenant's",
  harmless: "no row of its own can clash with another tenant's",
  meanwhile: "put the tenant column into every unique key (PRIMARY KEY (tenant, id))",
  shownBy: ["22012"],
  trial: ({ stranger: { role } }) => ({
    prepare: [
      ...scratchSchema(role),
      `CREATE TABLE ${SCRATCH}.rows (id int PRIMARY KEY, tenant text)`,
      `INSERT INTO ${SCRATCH}.rows VALUES (1, 'own'), (2, 'other')`,
      `ALTER TABLE ${SCRATCH}.rows ENABLE ROW LEVEL SECURITY`,
      `CREATE POLICY tenant ON ${SCRATCH}.rows USING (tenant = 'own')`,
      `GRANT SELECT, INSERT, UPDATE ON ${SCRATCH}.rows TO ${quoteIdentifier(role)}`,
    ],
    statements: [
      `INSERT INTO ${SCRATCH}.rows AS target VALUES (2, 'own') ON CONFLICT (id)
         DO UPDATE SET tenant = target.tenant WHERE ${onlyFor("target.tenant = 'own'")}`,
    ],
    read: () => heldBack("its condition met no hidden row"),
  }),
  breaches: EVALUATED,
  here: async (context) => {
    const tables = context.scene.targets["tenant table"].filter((table) => mayTry(context, table, "insert"));
    const all = await Promise.all(
      tables.map(async (table): Promise<readonly Observation[]> => {
        const seed = context.seed(table);
        if ("missing" in seed) return [unable(whyMissing(seed))];
        const rows = clashingRows(context, table, seed);
        if ("missing" in rows) return [unable(whyMissing(rows))];
        return context.attempts(conflictAttempts(context, table, seed, rows));
      }),
    );
    return all.flat();
  },
});
