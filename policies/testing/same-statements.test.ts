import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sameStatements } from "./same-statements";

const REVOKE = "REVOKE SELECT ON app.orders FROM PUBLIC";

describe("two texts of statements", () => {
  for (const other of [
    REVOKE,
    'REVOKE SELECT ON TABLE "app"."orders" FROM PUBLIC; -- and more',
    `\n/* a fix */ ${REVOKE};`,
  ])
    test(`are the same: ${other}`, async () => assert.equal(await sameStatements(REVOKE, other), true));

  for (const other of [
    `${REVOKE} CASCADE`,
    'REVOKE SELECT ON app."Orders" FROM PUBLIC',
    "REVOKE SELECT, INSERT ON app.orders FROM PUBLIC",
    `${REVOKE}; ${REVOKE}`,
    `-- ${REVOKE}`,
    "no statement",
  ])
    test(`are not the same: ${other}`, async () => assert.equal(await sameStatements(REVOKE, other), false));

  test("that cannot be read are not the same as themselves", async () =>
    assert.equal(await sameStatements("no statement", "no statement"), false));

  test("are the same where it is a constant that they agree on, and not where they differ in it", async () => {
    const limit = (count: number) => `ALTER ROLE app CONNECTION LIMIT ${count}`;
    assert.equal(await sameStatements(limit(20), 'ALTER ROLE "app" CONNECTION LIMIT 20'), true);
    assert.equal(await sameStatements(limit(20), limit(21)), false);
  });
});
