import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import fc from "fast-check";
import { loadModule, parseSync, scanSync } from "libpg-query";
import { createPolicy } from "../sql/policy";
import { loadParser, MAX_EXPRESSION } from "./parse";
import type { ExpressionParser, ParsedExpression } from "./types";

let parse: ExpressionParser;
before(async () => {
  await loadModule();
  parse = await loadParser();
});

const accepted = (text: string): ParsedExpression => {
  const outcome = parse(text);
  assert.ok("expression" in outcome, `${text}: ${JSON.stringify(outcome)}`);
  return outcome.expression;
};

/** What is written, what is wrong with it, and at which character. */
const REFUSED: readonly (readonly [text: string, message: RegExp, position?: number])[] = [
  ["", /is empty/],
  [" \n", /is empty/],
  ["-- nothing", /syntax error/],
  ["true); DROP TABLE x; --", /closes a parenthesis that it did not open/, 5],
  ["1) OR (1=1", /closes a parenthesis/, 2],
  ["true) WITH CHECK (true", /closes a parenthesis/, 5],
  ["(true", /opens a parenthesis that it does not close/, 1],
  ["true; DROP TABLE x", /semicolon/, 5],
  ["a b", /syntax error at or near "b"/, 3],
  ["a AS b", /syntax error at or near "AS"/i, 3],
  ["a, b", /syntax error at or near ","/, 2],
  ["é = = 1", /syntax error at or near "="/, 5],
  ["*", /syntax error/, 1],
  ["SELECT true", /syntax error at or near "SELECT"/, 1],
  ["a FROM t", /syntax error at or near "FROM"/, 3],
  ["a UNION SELECT b", /syntax error at or near "UNION"/, 3],
  ["a +", /ends too early/, 4],
  ["a = 'x", /unterminated quoted string at or near "'x"$/, 5],
  ["true /* x", /unterminated \/\* comment/, 6],
  ["a = $$x", /unterminated dollar-quoted string/, 5],
  ["é = $1", /parameter \$1/, 5],
  ["DEFAULT", /DEFAULT/, 1],
  ["count(*) > 1", /aggregate/, 1],
  ["true AND array_agg(x ORDER BY y) IS NULL", /aggregate/, 10],
  ["sum(x) OVER () > 1", /window function/, 1],
  ["EXISTS (WITH d AS (DELETE FROM app.t RETURNING 1) SELECT FROM d)", /changes rows/],
  ["EXISTS (SELECT 1 INTO x FROM app.t)", /INTO/],
  ["EXISTS (SELECT 1 FROM app.t FOR UPDATE)", /locks rows/],
  ["a = '\\'", /standard_conforming_strings/, 5],
  ["a = '\\' OR true --'", /standard_conforming_strings/, 5],
  ["true\0)", /NUL/, 5],
  ["tru\ud800e", /surrogate/],
  ["not ".repeat(900).concat("true"), /nests too deep/],
  ["(".repeat(101).concat("a", ")".repeat(101)), /more than 100 parentheses/, 101],
  ["a".repeat(MAX_EXPRESSION + 1), /more than 4000/],
];

describe("a policy's expression", () => {
  for (const [text, message, position] of REFUSED)
    test(`is refused: ${JSON.stringify(text.slice(0, 60))}`, () => {
      const outcome = parse(text);
      assert.ok("problem" in outcome, JSON.stringify(outcome).slice(0, 200));
      assert.match(outcome.problem.message, message);
      if (position !== undefined) assert.equal(outcome.problem.position, position);
    });

  test("is read after one that nested too deep for the parser", () => {
    parse("~ ".repeat(1900).concat("a"));
    assert.equal(accepted("true").sql, "true");
  });

  const stripped: readonly (readonly [string, string])[] = [
    ["true -- it is", "true"],
    ["/* a */ a /* ) ; */ = 1 -- ) WITH CHECK (true", "a   = 1"],
    ["a -- one\n= 1", "a  \n= 1"],
    ["note = '-- no comment /* nor this */'", "note = '-- no comment /* nor this */'"],
    ["note = $x$ ) ; -- $x$ /* é */", "note = $x$ ) ; -- $x$"],
  ];
  for (const [text, sql] of stripped)
    test(`is embedded without comments: ${JSON.stringify(text)}`, () =>
      assert.equal(accepted(text).sql, sql));

  test("is the same tree in another formatting, and another for another meaning", () => {
    assert.deepEqual(accepted("a=1 and( b )").tree, accepted("a = 1\n AND b -- x").tree);
    assert.notDeepEqual(accepted("a = 1 AND b").tree, accepted("a = 1 OR b").tree);
  });
});

/** What could end, open or hide something, and what could be around it. */
const PIECES = [
  ..."()[];,.:'\"$-/*\\=<>~!@#%^&|?+eEuUnNbBxX01 \n\t\0é",
  "--",
  "/*",
  "*/",
  "$$",
  "$a$",
  "E'",
  "U&'",
  "''",
  '""',
  "\\'",
  "') OR ('",
  "true",
  "tenant_id",
  " = ",
  " AND ",
  " OR ",
  " NOT ",
  "(SELECT ",
  " FROM app.t",
  " UESCAPE '!'",
  " WITH CHECK (true)",
  "; DROP TABLE x; --",
  "f(",
  "ARRAY[",
  "::text",
  " COLLATE ",
  " IS NULL",
  "\r",
  "\u00a0",
  "\ufeff",
];

/** Made of well-formed parts, so that many are accepted. */
const wellFormed: fc.Arbitrary<string> = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(
      "true",
      "a",
      "'x)'",
      "$q$ ); $q$",
      "E'\\')'",
      '"o);"',
      "U&'\\0061'",
      "'it''s'",
      "1.5",
      "x'1F'",
    ),
    fc.tuple(tie("expression"), tie("expression")).map(([a, b]) => `${a} = ${b}`),
    fc.tuple(tie("expression"), tie("expression")).map(([a, b]) => `${a}/* ); */AND(${b})--)\n`),
    tie("expression").map((a) => `(SELECT ${a})`),
    tie("expression").map((a) => `f(${a}, ARRAY[${a}])`),
    tie("expression").map((a) => `CASE WHEN ${a} THEN ${a} END -- '`),
  ),
})).expression;

describe("text that is accepted", () => {
  /** What holds for every accepted text, and what would have to fail for it to leave its parentheses. */
  const cannotBreakOut = (text: string): boolean => {
    const outcome = parse(text);
    if ("problem" in outcome) return false;
    const { sql, tree } = outcome.expression;
    const { tokens } = scanSync(sql);
    let depth = 0;
    for (const token of tokens) {
      assert.doesNotMatch(token.tokenName, /COMMENT|PARAM/, sql);
      assert.notEqual(token.text, ";", sql);
      if (token.text === "(") depth++;
      if (token.text === ")") depth--;
      assert.ok(depth >= 0, sql);
    }
    assert.equal(depth, 0, sql);
    const table = { kind: "table", schema: "app", name: "orders" } as const;
    const statement = createPolicy({
      table,
      name: "p",
      permissive: true,
      command: "ALL",
      roles: ["r"],
      using: sql,
      withCheck: sql,
    });
    // The statement that is sent: one, with the same expression in both places and the tokens of the text as they were.
    const { stmts } = parseSync(statement);
    assert.equal(stmts?.length, 1, statement);
    const made = stmts?.[0]?.stmt as { readonly CreatePolicyStmt?: Record<string, unknown> };
    assert.deepEqual(bare(made.CreatePolicyStmt?.["qual"]), tree, statement);
    assert.deepEqual(bare(made.CreatePolicyStmt?.["with_check"]), tree, statement);
    const within = scanSync(statement).tokens.map((token) => token.text);
    const own = tokens.map((token) => token.text);
    assert.deepEqual(within.slice(-own.length - 1, -1), own);
    return true;
  };

  test("cannot leave the parentheses of USING or WITH CHECK, whatever it is made of", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }), (pieces) => {
        cannotBreakOut(pieces.join(""));
      }),
      { numRuns: 6000 },
    );
  });

  test("cannot leave them with well-formed parts either, and much of that is accepted", () => {
    let count = 0;
    fc.assert(
      fc.property(wellFormed, fc.constantFrom("", ")", ";", " --", "/*", "'"), (text, tail) => {
        if (cannotBreakOut(text + tail)) count++;
      }),
      { numRuns: 1500 },
    );
    assert.ok(count > 300, `${count}`);
  });
});

/** The tree without places, by a way of its own. */
function bare(tree: unknown): unknown {
  return JSON.parse(
    JSON.stringify(tree, (key, value) => (/location|list_(start|end)$/.test(key) ? undefined : value)),
  );
}
