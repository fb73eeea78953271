import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { inert } from "../postgres/inert";
import { loadStatementParser, type StatementParser } from "../postgres/statements/parse";
import { HOSTILE_NAMES } from "../postgres/testing/hostile-names";
import type { FactsByType } from "./facts/facts";
import { judgeRule } from "./judge-rule";
import { ruleFiles } from "./testing/proofs";
import { PROOF_DAY } from "./testing/prove-rule";

/** Names that end a line, a comment or a quote, and go on with what their owner would like to be run. */
const NAMES: readonly string[] = [
  ...HOSTILE_NAMES,
  "x\nDROP TABLE victim; --",
  "x\r\n::add-mask::x",
  "\u2028DROP TABLE victim;",
  '\\" DROP \n "',
];

/** The facts, with another name wherever one word stands alone. */
function renamed<Value>(value: Value, word: string, name: string): Value {
  if (value === word) return name as Value;
  if (Array.isArray(value)) return value.map((one) => renamed(one, word, name)) as Value;
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, renamed(one, word, name)]),
  ) as Value;
}

describe("a fix is the rule's own statements and no others", () => {
  let parse: StatementParser;
  let compared = 0;
  before(async () => {
    parse = await loadStatementParser();
  });

  /** The kinds of a fix's statements, or `undefined` where it is none. */
  const kinds = (fix: string) => {
    const { statements, problems } = parse(fix);
    return problems.length > 0 ? undefined : statements.flatMap(({ node }) => Object.keys(node));
  };

  for (const { id, rule, proof } of ruleFiles()) {
    if (proof === undefined) continue;
    const findingsOf = (facts: FactsByType) =>
      judgeRule(
        rule,
        { world: proof.world ?? "server", facts },
        proof.now ?? PROOF_DAY,
        proof.options,
      ).findings.filter(({ fix }) => fix !== rule.fix);
    const plain = findingsOf(proof.bad);
    if (plain.length === 0) continue;
    test(`${id}, whatever its objects are called`, () => {
      const expected = plain.map(({ fix }) => kinds(fix));
      const words = new Set(
        plain.flatMap(({ object: { database, schema, name, table, column, grantee, via } }) =>
          // A large object's name is a number.
          [database, schema, name, table, column, grantee, via].flatMap((word) =>
            word === undefined || /^\d+$/.test(word) ? [] : [word],
          ),
        ),
      );
      for (const word of words)
        for (const name of NAMES) {
          const found = findingsOf(renamed(proof.bad, word, name));
          // Where a name decides, the rule may have nothing to say of another one.
          if (found.length !== plain.length) continue;
          for (const [at, { fix }] of found.entries()) {
            compared++;
            assert.deepEqual(kinds(fix), expected[at], `${JSON.stringify(name)}: ${fix}`);
            // In a literal a name stands as it is.
            if (!fix.includes("'"))
              assert.equal(inert(fix), fix, "and it holds nothing that a terminal obeys");
          }
        }
    });
  }

  after(() => assert.ok(compared > 5000, `${compared}`));
});
