import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { TENANT_EXPRESSION } from "../testing/factories";
import { isAlwaysTrue } from "./expression";

describe("expressions that let every row through", () => {
  const open = [
    "true",
    "(true)",
    "((TRUE))",
    "(1 = 1)",
    "('a'::text = 'a'::text)",
    `(${TENANT_EXPRESSION} OR true)`,
    `((${TENANT_EXPRESSION}) OR (1 = 1))`,
    "(true AND (2 = 2))",
    "(NOT false)",
  ];
  for (const expression of open) {
    test(`${expression} is open`, () => assert.equal(isAlwaysTrue(expression), true));
  }

  const bound = [
    TENANT_EXPRESSION,
    "false",
    "(1 = 2)",
    "(tenant_id = tenant_id)",
    "(true AND (tenant_id = '1'::text))",
    // The words stand in a text or in a name, not in the expression.
    "(note = 'x OR true'::text)",
    '("a OR true" = 1)',
    "(note = 'it''s OR true'::text)",
    "is_true",
    "(id IN ( SELECT 1 WHERE true))",
    "(NOT true)",
    "",
    ")(",
  ];
  for (const expression of bound) {
    test(`${JSON.stringify(expression)} is a condition`, () => assert.equal(isAlwaysTrue(expression), false));
  }
});
