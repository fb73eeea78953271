import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { passesOf } from "./constant";
import { loadParser } from "./parse";
import { CONDITIONS } from "./testing/conditions";
import type { ExpressionParser } from "./types";

let parse: ExpressionParser;
before(async () => {
  parse = await loadParser();
});

describe("what a condition lets through", () => {
  for (const [passes, conditions] of CONDITIONS)
    for (const condition of conditions)
      test(`${condition}: ${passes ?? "it depends"}`, () => {
        const outcome = parse(condition);
        assert.ok("expression" in outcome, JSON.stringify(outcome));
        assert.equal(passesOf(outcome.expression.tree), passes);
      });

  test("nothing is told of a text that could not be read", () =>
    assert.equal(passesOf(undefined), undefined));

  test("an operator of a schema of one's own is not PostgreSQL's", () => {
    const outcome = parse("1 OPERATOR(app.=) 1");
    assert.ok("expression" in outcome);
    assert.equal(passesOf(outcome.expression.tree), undefined);
  });
});
