import { quoteIdentifier } from "../../../postgres/sql/quote";
import { heldBack, reached } from "../../observation";
import { dropOwnedObservations } from "../around/drop-owned-policies";
import { SCRATCH, scratchSchema } from "../scratch";
import { holeAttack } from "./hole";

export default holeAttack({
  id: "hole-drop-owned",
  hole: "CVE-2026-116311",
  title: "Uses a hole: DROP OWNED BY oneself strips restrictive policies",
  severity: "critical",
  why: "A restrictive policy made for one role vanishes with that role's name, and what it held back is open.",
  defence:
    "permissive policies made for the role, which leave nothing behind when they go; restrictive ones for PUBLIC",
  harmless: "without the policies that name it the role sees nothing",
  meanwhile: "make restrictive policies TO PUBLIC, and rest on one permissive policy TO the role",
  trial: ({ stranger: { role } }) => ({
    prepare: [
      ...scratchSchema(role),
      `CREATE TABLE ${SCRATCH}.rows (tenant text)`,
      `INSERT INTO ${SCRATCH}.rows VALUES ('own'), ('other')`,
      `ALTER TABLE ${SCRATCH}.rows ENABLE ROW LEVEL SECURITY`,
      `CREATE POLICY everybody ON ${SCRATCH}.rows USING (true)`,
      `CREATE POLICY wall ON ${SCRATCH}.rows AS RESTRICTIVE TO ${quoteIdentifier(role)} USING (tenant = 'own')`,
      `GRANT USAGE ON SCHEMA ${SCRATCH} TO PUBLIC`,
      `GRANT SELECT ON ${SCRATCH}.rows TO PUBLIC`,
    ],
    statements: [
      "DROP OWNED BY CURRENT_USER",
      `SELECT EXISTS (SELECT FROM ${SCRATCH}.rows WHERE tenant <> 'own') AS seen`,
    ],
    read: ([row]) => (row?.["seen"] === true ? reached("the wall fell") : heldBack("the wall stands")),
  }),
  here: dropOwnedObservations,
});
