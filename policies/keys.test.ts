import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { POLICY_FINDINGS } from "../postgres/expression/findings";
import type { FactsByType } from "./facts/facts";
import { judge } from "./judge";
import { mergeJudgements } from "./merge-judgements";
import { numbered } from "./readers/live/server";
import { RULES } from "./rules";
import {
  definer,
  grant,
  hba,
  judgedPolicy,
  policy,
  privileges,
  relation,
  role,
  table,
  view,
} from "./testing/factories";
import { ruleFiles } from "./testing/proofs";
import { PROOF_DAY } from "./testing/prove-rule";

/** Judges by every rule, none of which may fail, and gives the keys: of one reading and of two that are merged. */
function keysOf(
  facts: FactsByType,
  world: "server" | "declaration" | "migrations" = "server",
  options: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {},
): readonly string[] {
  const judgement = judge(RULES, { world, facts }, { now: PROOF_DAY, options });
  assert.deepEqual(judgement.failed, [], JSON.stringify(judgement.unknown));
  const keys = judgement.findings.map(({ key }) => key);
  assert.equal(new Set(keys).size, keys.length, keys.join("\n"));
  const merged = mergeJudgements(RULES, [judgement, judgement]);
  assert.deepEqual(
    merged.findings.map(({ key }) => key),
    keys,
  );
  return keys;
}

/** The keys of one rule's findings. */
function keysBy(rule: string, facts: FactsByType): readonly string[] {
  return keysOf(facts).filter((key) => key.startsWith(`${rule}:`));
}

describe("every finding has a key of its own", () => {
  for (const { id, proof } of ruleFiles())
    test(`in the proof of ${id}, judged by every rule`, () => {
      assert.ok(proof !== undefined);
      for (const state of ["bad", "fixed"] as const)
        keysOf(proof[state], proof.world, proof.options === undefined ? {} : { [id]: proof.options });
    });

  test("where a policy has every trap, twice in each of its clauses", () => {
    const judged = Object.keys(POLICY_FINDINGS).flatMap((id) =>
      (["using", "withCheck"] as const).flatMap((clause) =>
        ["first", "second"].map((sentence) => ({ ...judgedPolicy(id), clause, sentence })),
      ),
    );
    const facts = {
      table: [table({ rowSecurity: { enabled: true, forced: true, policies: [policy()], judged } })],
    };
    assert.deepEqual(keysBy("rls-policy-setting-raises", facts), [
      "rls-policy-setting-raises:shop:policy tenant on app.orders",
      "rls-policy-setting-raises:shop:policy tenant on app.orders (WITH CHECK)",
    ]);
    const { findings } = judge(RULES, { world: "server", facts }, { now: PROOF_DAY });
    const raises = findings.find(({ key }) =>
      key.endsWith("setting-raises:shop:policy tenant on app.orders"),
    );
    assert.match(raises?.message ?? "", /: first; second; first; second$/, "no sentence is lost");
    assert.match(raises?.fix ?? "", / -- write it anew$/, "and what mends all of them is said once");
  });

  test("where a role starts with two tenants", () => {
    const settings = { "app.tenant_id": "7", "app.current_tenant": "8" };
    assert.deepEqual(keysBy("setting-tenant-pinned", { role: [role({ settings })] }), [
      "setting-tenant-pinned:role app (app.current_tenant)",
      "setting-tenant-pinned:role app (app.tenant_id)",
    ]);
  });

  test("where tables have triggers and constraints of one name", () => {
    const called = { schema: "app", name: "copy", owner: "owner" };
    const reference = {
      name: "parent",
      columns: ["parent_id"],
      target: "shop:table app.orders",
      targetColumns: ["id"],
    };
    const facts = {
      table: ["orders", "items"].map((name) =>
        table({
          object: relation(name),
          definerTriggers: [{ name: "copy", function: called }],
          foreignKeys: [reference],
        }),
      ),
    };
    assert.deepEqual(keysBy("trigger-runs-as-owner", facts), [
      "trigger-runs-as-owner:shop:trigger copy on app.items",
      "trigger-runs-as-owner:shop:trigger copy on app.orders",
    ]);
    assert.deepEqual(keysBy("foreign-key-leaks-tenants", facts), [
      "foreign-key-leaks-tenants:shop:constraint parent on app.items",
      "foreign-key-leaks-tenants:shop:constraint parent on app.orders",
    ]);
  });

  test("where two roles may create in a schema of a function's search_path", () => {
    const object = { kind: "schema", database: "shop", name: "app" };
    const facts = {
      function: [definer({ settings: ["search_path=app, pg_temp"] })],
      role: [role(), role({ name: "other" })],
      grant: ["app", "other"].map((grantee) => grant({ object, grantee, privileges: privileges("CREATE") })),
    };
    assert.deepEqual(keysBy("definer-search-path-unsafe", facts), [
      "definer-search-path-unsafe:shop:function app.total(uuid) via app",
    ]);
    const { findings } = judge(RULES, { world: "server", facts }, { now: PROOF_DAY });
    assert.ok(findings.some(({ message }) => message.endsWith("in which app, other may create objects")));
  });

  test("where a view calls two functions of one name", () => {
    const code = { texts: [], reaches: [], reads: [["app", "orders"]] };
    const overload = (args: string) =>
      definer({ object: { kind: "function", database: "shop", schema: "app", name: "total", args }, code });
    const facts = {
      table: [table()],
      role: [role(), role({ name: "owner", login: false })],
      grant: [grant({ object: relation("open_orders", "view") })],
      view: [view({ calls: ["shop:function app.total(uuid)", "shop:function app.total(integer)"] })],
      function: [overload("uuid"), overload("integer")],
    };
    assert.deepEqual(keysBy("view-calls-definer", facts), [
      "view-calls-definer:shop:view app.open_orders via app.total",
    ]);
    const { findings } = judge(RULES, { world: "server", facts }, { now: PROOF_DAY });
    const found = findings.find(({ rule }) => rule === "view-calls-definer");
    assert.match(
      found?.message ?? "",
      /app\.total\(uuid\), which .*; and function app\.total\(integer\), which /,
    );
    assert.equal(
      found?.fix,
      'ALTER FUNCTION "app"."total"(uuid) SECURITY INVOKER; ALTER FUNCTION "app"."total"(integer) SECURITY INVOKER;',
    );
  });

  test("where lines of pg_hba.conf read alike", () => {
    const lines = [hba({ method: "trust" }), hba({ method: "trust", line: 2, repeats: 1 })];
    assert.deepEqual(keysBy("hba-trust", { hba: lines }), [
      "hba-trust:hba rule hostssl shop app 10.0.0.0/24 trust",
      "hba-trust:hba rule hostssl shop app 10.0.0.0/24 trust (2)",
    ]);
  });

  test("where lines of pg_hba.conf are wrong for the same reason", () => {
    const error = "hostssl record cannot match because SSL is disabled";
    const wrong = { type: null, method: null, databases: [], users: [], address: null, netmask: null };
    const lines = numbered(
      [
        { error },
        { error, users: ["other"] },
        { ...wrong, error: "invalid" },
        { ...wrong, error: "invalid" },
        { ...wrong, error: "not supported by this build" },
      ].map((change, at) => hba({ line: at + 1, ...change })),
    );
    assert.deepEqual(keysBy("hba-error", { hba: lines }), [
      "hba-error:hba rule hostssl shop app 10.0.0.0/24 scram-sha-256",
      "hba-error:hba rule hostssl shop other 10.0.0.0/24 scram-sha-256",
      "hba-error:hba rule with an error: invalid",
      "hba-error:hba rule with an error: invalid (2)",
      "hba-error:hba rule with an error: not supported by this build",
    ]);
  });
});
