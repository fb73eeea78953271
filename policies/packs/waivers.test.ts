import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { GOOD_ROLE, packOf, ROLE, run } from "./testing/run-pack";

describe("waivers of a pack", () => {
  const insecure = [{ type: ROLE, name: "app", props: { ...GOOD_ROLE, superuser: true } }];
  const waiver = { key: "role-superuser-login:role app", reason: "until the move", expires: "2026-12-01" };

  test("let the finding through that they name, up to their last day", async () => {
    const outcome = await run(packOf({ waivers: [waiver] }), insecure);
    assert.deepEqual(outcome.violations, []);
  });

  test("that have expired let nothing through and are found themselves", async () => {
    const outcome = await run(packOf({ waivers: [{ ...waiver, expires: "2026-11-30" }] }), insecure);
    assert.deepEqual(
      outcome.violations.map((one) => one.policy),
      ["role-superuser-login", "waiver-expired"],
    );
  });

  test("that nothing needs are found, unless they are for what only a server can show", async () => {
    const other = { ...waiver, key: "role-superuser-login:role nobody" };
    const live = { ...waiver, key: "hba-trust:hba rule local all all trust" };
    const outcome = await run(packOf({ waivers: [waiver, other, live] }), insecure);
    assert.deepEqual(
      outcome.violations.map((one) => one.text.split("\n")[0]),
      ["no finding has the key role-superuser-login:role nobody."],
    );
  });
});
