import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { membership, PASSES, policy, relation, role, table, view } from "../testing/factories";
import type { FactsByType } from "./facts";
import { roleGraph } from "./role-graph";
import { seesEveryRow, tablesRead } from "./tenant";

function graphOf(facts: FactsByType) {
  return roleGraph({ world: "server", facts });
}

describe("who sees every tenant's rows", () => {
  const forced = { enabled: true, forced: true };
  const bound = table({ rowSecurity: { ...forced, policies: [policy()] } });
  const cases: readonly (readonly [string, string, FactsByType, ReturnType<typeof table>, boolean])[] = [
    ["an application does not", "app", { role: [role()] }, bound, false],
    ["a superuser does", "app", { role: [role({ superuser: true })] }, bound, true],
    ["a role with BYPASSRLS does", "app", { role: [role({ bypassRowSecurity: true })] }, bound, true],
    ["the owner does not under FORCE without a policy", "owner", {}, bound, false],
    [
      "the owner does without FORCE",
      "owner",
      {},
      table({ rowSecurity: { enabled: true, forced: false, policies: [policy()] } }),
      true,
    ],
    [
      "so does a member of the owner",
      "deployer",
      { membership: [membership({ role: "owner", member: "deployer" })] },
      table({ rowSecurity: { enabled: true, forced: false, policies: [] } }),
      true,
    ],
    ["the owner does by an open policy of its own", "owner", {}, table(), true],
    [
      "not where a restrictive policy stands before it",
      "owner",
      {},
      table({
        rowSecurity: {
          ...forced,
          passes: PASSES,
          policies: [
            policy({ name: "owner", roles: ["owner"], using: "true" }),
            policy({ name: "floor", roles: [""], permissive: false }),
          ],
        },
      }),
      false,
    ],
  ];
  for (const [what, who, facts, guarded, all] of cases) {
    test(what, () => assert.equal(seesEveryRow(who, guarded, graphOf(facts)), all));
  }
});

describe("what a view reads", () => {
  const bottom = view({ object: relation("bottom", "view"), reads: ["shop:table app.orders"] });
  const top = view({ object: relation("top", "view"), reads: ["shop:view app.bottom"] });

  test("is found through views below it", () => {
    const found = tablesRead({ world: "server", facts: { table: [table()], view: [bottom, top] } }, top);
    assert.deepEqual(found, [table()]);
  });

  test("is not known where one of them does not say", () => {
    const { reads: _reads, ...silent } = bottom;
    assert.equal(
      tablesRead({ world: "server", facts: { table: [table()], view: [silent, top] } }, top),
      undefined,
    );
  });
});
