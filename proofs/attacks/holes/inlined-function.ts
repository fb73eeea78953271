import { holeAttack } from "./hole";
import { type Body, inlinedHere, inlinedTrial } from "./inlined";

const BODY: Body = (row) => row;

export default holeAttack({
  id: "hole-inlined-function",
  hole: "CVE-2023-2455",
  title: "Uses a hole: a function inlined into a plan keeps the policies of another role",
  severity: "high",
  why: "A connection that serves several roles shows to one what was planned for another.",
  defence: "connections that serve one role each, and a server with the fix",
  harmless: "functions planned as the administrator show it nothing",
  meanwhile: "let a connection serve one role only (no SET ROLE in pools)",
  trial: (context) => inlinedTrial(context, BODY),
  here: (context) => inlinedHere(context, BODY),
});
