import { quoteIdentifier } from "../../../postgres/sql/quote";
import { heldBack, type Observation, reached, unable } from "../../observation";
import { whyMissing } from "../../seed/seeds";
import { SCRATCH, scratchSchema } from "../scratch";
import { mayTry } from "../tenant/actions";
import { mergeAttempts } from "../tenant/merge-other-tenant";
import { BEHIND_ROW_SECURITY } from "../tenant/tenant-attack";
import { holeAttack } from "./hole";

export default holeAttack({
  id: "hole-merge",
  hole: "CVE-2023-39418",
  title: "Uses a hole: MERGE stores rows that the policies for UPDATE and SELECT forbid",
  severity: "high",
  since: 150_000,
  why: "A row that may be inserted but not seen could be stored in another tenant's name.",
  defence: "one policy for all commands, so that none is wider than another",
  harmless: "MERGE reaches no row of another tenant",
  meanwhile: "replace the policies for single commands by one policy FOR ALL",
  trial: ({ stranger: { role } }) => ({
    prepare: [
      ...scratchSchema(role),
      `CREATE TABLE ${SCRATCH}.rows (tenant text)`,
      `INSERT INTO ${SCRATCH}.rows VALUES ('own')`,
      `ALTER TABLE ${SCRATCH}.rows ENABLE ROW LEVEL SECURITY`,
      `CREATE POLICY reading ON ${SCRATCH}.rows FOR SELECT USING (tenant = 'own')`,
      `CREATE POLICY adding ON ${SCRATCH}.rows FOR INSERT WITH CHECK (true)`,
      `CREATE POLICY changing ON ${SCRATCH}.rows FOR UPDATE USING (tenant = 'own')`,
      `GRANT SELECT, INSERT, UPDATE ON ${SCRATCH}.rows TO ${quoteIdentifier(role)}`,
    ],
    statements: [
      `MERGE INTO ${SCRATCH}.rows AS target USING (SELECT 1) AS source ON target.tenant = 'own'
         WHEN MATCHED THEN UPDATE SET tenant = 'other'`,
    ],
    read: (_, count) => (count === 0 ? heldBack("it changed no row") : reached("it gave a row away")),
  }),
  breaches: BEHIND_ROW_SECURITY,
  here: async (context) => {
    const tables = context.scene.targets["tenant table"].filter((table) => mayTry(context, table, "update"));
    const all = await Promise.all(
      tables.map(async (table): Promise<readonly Observation[]> => {
        const seed = context.seed(table);
        return "missing" in seed
          ? [unable(whyMissing(seed))]
          : context.attempts(mergeAttempts(context, table, seed));
      }),
    );
    return all.flat();
  },
});
