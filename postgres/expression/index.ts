/**
 * Policy expressions that users write: read by PostgreSQL's own parser, judged by what row security's traps forbid,
 * and told in the form in which the server would store them.
 *
 * 1. `const parse = await loadParser()` once, and only where a custom policy is declared: the parser is 1.7 MB of WASM.
 *    Then `parse(text)` for each expression (synchronous).
 * 2. `readServerFacts(session, expressions)`: one or a few catalog reads, in any transaction.
 * 3. `judgePolicies(policies, facts)` (pure), then `applyWaivers(findings, waivers)`.
 * 4. `readStoredForms(session, questions)`: at preview and at apply, without a lock on a user's table.
 * 5. Statements embed {@link ParsedExpression.sql}, never the text as written.
 */
export { functionsIn, relationsIn } from "./analyse";
export { passesByText } from "./constant";
export { POLICY_FINDINGS, type PolicyFindingId } from "./findings";
export { applyWaivers, judgePolicies, type Waived } from "./judge";
export { loadParser, MAX_EXPRESSION } from "./parse";
export { readServerFacts } from "./server-facts";
export { readStoredForms, storedFormKey } from "./stored-forms";
export {
  expressionReader,
  type JudgedPolicies,
  judgeStoredPolicies,
  NOTHING_JUDGED,
  parsedPolicy,
} from "./stored-policies";
export type * from "./types";
