import { holeAttack } from "./hole";
import { type Body, inlinedHere, inlinedTrial } from "./inlined";

/** The fix of CVE-2023-2455 saw row security at the top of the function alone. */
const BODY: Body = (row) => `WITH hidden AS MATERIALIZED (${row}) SELECT * FROM hidden`;

export default holeAttack({
  id: "hole-plan-of-another-role",
  hole: "CVE-2024-10976",
  title: "Uses a hole: a plan with row security below its top is reused under another role",
  severity: "high",
  why: "A connection that serves several roles shows to one what was planned for another.",
  defence: "connections that serve one role each, and a server with the fix",
  harmless: "functions planned as the administrator show it nothing",
  meanwhile: "let a connection serve one role only (no SET ROLE in pools)",
  trial: (context) => inlinedTrial(context, BODY),
  here: (context) => inlinedHere(context, BODY),
});
