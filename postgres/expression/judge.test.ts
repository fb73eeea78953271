import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { PUBLIC } from "../model/acl";
import { POLICY_FINDINGS } from "./findings";
import { applyWaivers, judgePolicies } from "./judge";
import { loadParser } from "./parse";
import { nameKey } from "./scope";
import { type Draft, draftPolicy } from "./testing/draft";
import type { ExpressionParser, FunctionFact, PolicyFacts } from "./types";

let parse: ExpressionParser;
before(async () => {
  parse = await loadParser();
});

const SETTING = "(SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)";
const TENANT = `tenant_id = ${SETTING}`;
const MEMBERS = "SELECT m.tenant_id FROM app.members m WHERE m.who = (SELECT current_user)";

const fn = (name: string, changes: Partial<FunctionFact> = {}): [string, FunctionFact[]] => [
  nameKey(["app", name]),
  [
    {
      schema: "app",
      name,
      args: "",
      volatility: "stable",
      securityDefiner: false,
      language: "sql",
      kind: "function",
      returnsSet: false,
      arguments: { least: 0, most: 3 },
      readsSetting: false,
      ...changes,
    },
  ],
];

const facts = (changes: Partial<PolicyFacts> = {}): PolicyFacts => ({
  server: {
    version: 180004,
    functions: new Map([
      fn("who"),
      fn("can_see"),
      fn("noisy", { volatility: "volatile" }),
      fn("frozen", { volatility: "immutable", readsSetting: true }),
      fn("pure", { volatility: "immutable" }),
      fn("total", { kind: "aggregate" }),
      fn("several", { returnsSet: true }),
      ["random", [{ ...(fn("random")[1][0] as FunctionFact), schema: "pg_catalog", volatility: "volatile" }]],
    ]),
    relations: new Map([[nameKey(["app", "members"]), new Set(["tenant_id", "who"])]]),
  },
  tables: [{ schema: "app", name: "orders" }],
  tenantColumns: ["tenant_id"],
  tenantRoles: ["shop_app"],
  defaultPolicy: false,
  roles: new Set(["anon", "authenticated"]),
  ...changes,
});

const declared = (draft: Draft) => draftPolicy(parse, { roles: ["shop_app"], ...draft });

const idsOf = (drafts: readonly Draft[], changes: Partial<PolicyFacts> = {}) =>
  judgePolicies(drafts.map(declared), facts(changes)).map(({ policy, clause, id }) =>
    [...(drafts.length > 1 ? [policy] : []), ...(clause === "withCheck" ? ["check"] : []), id].join(" "),
  );

/** One policy instead of the default one: USING, and what is found. */
const EXPRESSIONS: readonly (readonly [using: string, ids: readonly string[]])[] = [
  // What is right.
  [TENANT, []],
  [`${SETTING} = tenant_id`, []],
  [`${TENANT} AND state = 'open'`, []],
  [`${TENANT} AND (state = 'open' OR total > 1)`, []],
  [`tenant_id = ANY (ARRAY(${MEMBERS}))`, []],
  ["tenant_id = (SELECT app.who())", []],
  ["tenant_id = (SELECT app.noisy())", []],
  [`(${TENANT} OR tenant_id = (SELECT app.who()))`, []],
  [`${TENANT} AND lower(note) = 'x'`, []],
  ["tenant_id = ANY (ARRAY(SELECT tenant_id FROM app.members WHERE who = 'me'))", []],
  // What opens.
  ["true", ["using-true"]],
  ["1 = 1", ["using-true"]],
  ["NOT false", ["using-true"]],
  ["2 > 1", ["using-true"]],
  [`${TENANT} OR 1 IN (1, 2)`, ["using-true"]],
  // What never opens: of each no row passes that belongs to somebody else.
  ["1 = 2", []],
  ["tenant_id = NULL", []],
  [`${TENANT} OR 1 = 2`, []],
  ["tenant_id = tenant_id", ["tenant-not-compared"]],
  [`tenant_id = coalesce(${SETTING}, tenant_id)`, ["tenant-not-compared"]],
  ["tenant_id = (SELECT orders.tenant_id)", ["tenant-not-compared", "correlated-sub-select"]],
  [`tenant_id <> ${SETTING}`, ["tenant-not-compared"]],
  [`NOT (${TENANT})`, ["tenant-not-compared"]],
  ["tenant_id IS NOT NULL", ["tenant-not-compared"]],
  ["(SELECT app.who()) = 'admin'", ["tenant-not-compared"]],
  ["state = 'open'", ["tenant-not-compared"]],
  [`${TENANT} OR (SELECT app.who()) = 'support'`, ["or-escape"]],
  [`state = 'open' AND (${TENANT} OR true)`, ["or-escape"]],
  [`${TENANT} OR tenant_id IS NULL`, ["or-escape"]],
  [`${TENANT} OR current_user = 'boss'`, ["current-user-escape"]],
  [`${TENANT} OR pg_has_role('boss', 'member')`, ["current-user-escape"]],
  // What is written into it, and who is asked for.
  ["tenant_id = '6f0f9a3e-0000-4000-8000-000000000000'", ["tenant-constant"]],
  ["tenant_id IN ('6f0f9a3e-0000-4000-8000-000000000000'::uuid)", ["tenant-constant"]],
  [`${TENANT} AND tenant_id <> '6f0f9a3e-0000-4000-8000-000000000000'`, ["tenant-constant"]],
  [`${TENANT} AND state = 'open'`, []],
  [`${TENANT} AND EXISTS (SELECT FROM auth.users u WHERE u.role = 'x')`, []],
  ["EXISTS (SELECT FROM auth.users u WHERE u.role = 'x')", ["tenant-not-compared", "users-not-bound"]],
  [
    `${TENANT} OR (state = 'x' AND EXISTS (SELECT FROM auth.users WHERE lower(email) = 'x'))`,
    ["or-escape", "users-not-bound"],
  ],
  [`${TENANT} AND EXISTS (SELECT FROM auth.users u WHERE u.id = (SELECT auth.uid()))`, []],
  [`${TENANT} AND (SELECT auth.role()) = 'authentcated'`, ["unknown-request-role"]],
  [`${TENANT} AND (SELECT auth.role()) IN ('anon', 'boss')`, ["unknown-request-role"]],
  [`${TENANT} AND (SELECT auth.role()) = 'authenticated'`, []],
  // What costs, or fails.
  ["tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid", ["setting-per-row"]],
  ["tenant_id = (SELECT current_setting('app.tenant_id', true)::uuid)", ["setting-without-nullif"]],
  [
    "tenant_id = (SELECT cast(pg_catalog.current_setting('app.tenant_id', true) AS uuid))",
    ["setting-without-nullif"],
  ],
  ["tenant_id = (SELECT current_setting('app.tenant_id', true))", []],
  ["tenant_id = (SELECT nullif(current_setting('app.tenant_id'), '')::uuid)", ["setting-without-missing-ok"]],
  [
    "tenant_id = (SELECT nullif(current_setting('app.tenant_id', false), '')::uuid)",
    ["setting-without-missing-ok"],
  ],
  ["tenant_id = (SELECT current_setting('app.tenant-id', true))", ["malformed-setting"]],
  ["tenant_id = (SELECT current_setting('tenant_id', true))", ["setting-without-prefix"]],
  ["tenant_id = (SELECT current_setting('app.current.tenant', true))", []],
  [`tenant_id::text = (SELECT current_setting('app.tenant_id', true))`, ["tenant-column-wrapped"]],
  [`lower(tenant_id::text) = (SELECT current_setting('app.tenant_id', true))`, ["tenant-column-wrapped"]],
  ["tenant_id = app.who()", ["function-per-row"]],
  ["app.can_see(tenant_id)", ["per-row-function"]],
  [`${TENANT} AND (SELECT app.can_see(note))`, ["per-row-function", "correlated-sub-select"]],
  ["tenant_id = app.noisy()", ["volatile-function"]],
  [`${TENANT} AND total > random()`, ["volatile-function"]],
  ["tenant_id = (SELECT app.frozen())", ["immutable-function-reads-setting"]],
  ["tenant_id = (SELECT app.pure())", []],
  [`tenant_id IN (${MEMBERS})`, ["in-sub-select"]],
  [`tenant_id = ANY (${MEMBERS})`, ["in-sub-select"]],
  ["EXISTS (SELECT FROM app.members m WHERE m.tenant_id = orders.tenant_id)", ["correlated-sub-select"]],
  ["EXISTS (SELECT FROM app.members m WHERE m.who = note)", ["tenant-not-compared", "correlated-sub-select"]],
  [`tenant_id = (SELECT max(o.tenant_id) FROM app.orders o)`, ["table-in-policy"]],
  [`tenant_id = ANY (ARRAY(WITH orders AS (${MEMBERS}) SELECT tenant_id FROM orders))`, []],
  [`tenant_id = (SELECT 1 UNION SELECT max(o.tenant_id) FROM app.orders o)`, ["table-in-policy"]],
  [`${TENANT} AND orders.* IS NOT NULL`, ["whole-row"]],
  [`${TENANT} AND app.can_see(orders)`, ["whole-row", "per-row-function"]],
  [`${TENANT} AND app.total(total) > 1`, ["aggregate-function", "per-row-function"]],
  ["tenant_id = (SELECT app.total(m.tenant_id) FROM app.members m)", []],
  [`${TENANT} AND app.several() = 1`, ["set-returning-function", "function-per-row"]],
];

/** Policies together, and what is found. */
const SETS: readonly (readonly [
  what: string,
  drafts: readonly Draft[],
  ids: readonly string[],
  changes?: Partial<PolicyFacts>,
])[] = [
  ["the tenant compared in both directions", [{ using: TENANT, withCheck: `${TENANT} AND total > 0` }], []],
  ["WITH CHECK (true)", [{ using: TENANT, withCheck: "true" }], ["check with-check-true"]],
  ["a check without the tenant", [{ using: TENANT, withCheck: "total > 0" }], ["check check-without-tenant"]],
  ["INSERT without the tenant", [{ command: "INSERT", withCheck: "true" }], ["check with-check-true"]],
  [
    "true for a role that stands for no tenant",
    [{ using: "true", roles: ["support"] }],
    [],
    { defaultPolicy: true },
  ],
  [
    "a permissive policy beside the default one",
    [{ using: `${TENANT} AND state = 'open'` }],
    ["second-permissive-policy"],
    { defaultPolicy: true },
  ],
  [
    "two permissive policies for one role and command",
    [
      { name: "a", using: TENANT },
      { name: "b", using: TENANT, command: "SELECT" },
    ],
    ["b second-permissive-policy"],
  ],
  [
    "one permissive policy for each command",
    [
      { name: "r", using: TENANT, command: "SELECT" },
      { name: "w", using: TENANT, command: "UPDATE" },
      { name: "a", withCheck: TENANT, command: "INSERT" },
      { name: "d", using: TENANT, command: "DELETE" },
    ],
    [],
  ],
  [
    "UPDATE weaker than SELECT",
    [
      { name: "r", using: TENANT, command: "SELECT" },
      { name: "w", using: "true", withCheck: TENANT, command: "UPDATE" },
    ],
    ["w weaker-than-select"],
  ],
  ["SELECT alone", [{ using: TENANT, command: "SELECT" }], ["select-without-update"]],
  ["DELETE alone", [{ using: TENANT, command: "DELETE" }], ["write-without-select"]],
  ["TO PUBLIC", [{ using: TENANT, roles: [PUBLIC] }], ["policy-to-public"]],
  [
    "a restrictive policy TO PUBLIC beside the default one",
    [{ permissive: false, roles: [PUBLIC], using: "state = 'open'" }],
    [],
    { defaultPolicy: true },
  ],
  [
    "a restrictive policy with a way out",
    [{ permissive: false, roles: [PUBLIC], using: `${TENANT} OR current_user = 'boss'` }],
    ["current-user-escape"],
    { defaultPolicy: true },
  ],
  [
    "a restrictive policy TO a role",
    [{ permissive: false, using: "state = 'open'" }],
    ["restrictive-to-role"],
    { defaultPolicy: true },
  ],
  ...[140025, 150020, 160016, 170012, 180007].flatMap((mended) =>
    [mended, mended - 1].map((version): (typeof SETS)[number] => [
      `a restrictive policy TO a role on a server ${version}`,
      [{ permissive: false, using: "state = 'open'" }],
      version === mended ? [] : ["restrictive-to-role"],
      { defaultPolicy: true, server: { version, functions: new Map(), relations: new Map() } },
    ]),
  ),
  [
    "restrictive policies alone",
    [{ permissive: false, roles: [PUBLIC], using: TENANT }],
    ["restrictive-only"],
  ],
  [
    "a clause that the command lacks",
    [{ command: "INSERT", using: TENANT, withCheck: TENANT }],
    ["clause-not-for-command"],
  ],
  [
    "FOR DELETE with a check",
    [
      { command: "DELETE", using: TENANT, withCheck: TENANT },
      { name: "r", using: TENANT, command: "SELECT" },
      { name: "u", using: TENANT, command: "UPDATE" },
    ],
    ["own check clause-not-for-command"],
  ],
  ["no clause at all", [{}], ["clause-not-for-command"]],
  [
    "one of two tenant columns",
    [{ using: TENANT }],
    ["tenant-not-compared"],
    { tenantColumns: ["tenant_id", "workspace_id"] },
  ],
  [
    "both of two tenant columns",
    [{ using: `${TENANT} AND workspace_id = (SELECT app.who())` }],
    [],
    { tenantColumns: ["tenant_id", "workspace_id"] },
  ],
];

describe("a custom policy is judged", () => {
  for (const [using, ids] of EXPRESSIONS)
    test(`${ids.join(", ") || "right"}: ${using}`, () =>
      assert.deepEqual(idsOf([{ using }]).toSorted(), [...ids].sort()));

  for (const [what, drafts, ids, changes] of SETS)
    test(`${ids.join(", ") || "right"}: ${what}`, () =>
      assert.deepEqual(idsOf(drafts, changes).toSorted(), [...ids].sort()));

  test("by every finding that there is", () => {
    const tried = new Set(
      [...EXPRESSIONS.map(([, ids]) => ids), ...SETS.map(([, , ids]) => ids)]
        .flat()
        .map((id) => id.split(" ").at(-1)),
    );
    assert.deepEqual([...tried].sort(), Object.keys(POLICY_FINDINGS).sort());
  });

  // A step that looks twice at what it holds would look 2^45 times here, and never come to an end.
  test("however deep it nests", () => {
    const deep = `${"app.who((SELECT ".repeat(45)}tenant_id${"))".repeat(45)} = ${SETTING}`;
    assert.deepEqual(idsOf([{ using: deep }]), ["per-row-function", "correlated-sub-select"]);
  });
});

describe("a waiver", () => {
  const found = () =>
    judgePolicies([declared({ using: "true" }), declared({ name: "bad", command: "INSERT" })], facts());

  test("takes out the finding that it names, with its reason", () => {
    const waiver = { policy: "own", finding: "using-true", reason: "a table of countries" };
    const { refused, waived, unused } = applyWaivers(found(), [waiver]);
    assert.deepEqual(
      waived.map(({ id, reason }) => [id, reason]),
      [["using-true", "a table of countries"]],
    );
    assert.ok(!refused.some(({ id }) => id === "using-true"));
    assert.deepEqual(unused, []);
  });

  const useless: readonly (readonly [string, string, string])[] = [
    ["another policy's finding", "bad", "using-true"],
    ["a finding that isn't there", "own", "or-escape"],
    ["what can never work", "bad", "clause-not-for-command"],
  ];
  for (const [what, policy, id] of useless)
    test(`does nothing for ${what}, and is told`, () => {
      const waiver = { policy, finding: id, reason: "because" };
      const { refused, waived, unused } = applyWaivers(found(), [waiver]);
      assert.deepEqual(waived, []);
      assert.equal(refused.length, found().length);
      assert.deepEqual(unused, [waiver]);
    });
});
