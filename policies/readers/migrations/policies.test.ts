import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { judge } from "../../judge";
import { RULES } from "../../rules";
import { PROOF_DAY } from "../../testing/prove-rule";
import { readMigrations } from "../migrations";

async function judged(text: string, tenantColumn?: string) {
  const { facts, notRead } = await readMigrations([{ path: "1.sql", text }], tenantColumn);
  const { findings, unknown, failed } = judge(RULES, facts, { now: PROOF_DAY });
  assert.deepEqual(failed, []);
  return { keys: findings.map(({ key }) => key), findings, unknown, notRead };
}

const TENANT = "(SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)";
const OWN = "CREATE POLICY p ON app.t TO shop_app USING";
const TABLE = `CREATE SCHEMA app;
CREATE TABLE app.t (tenant_id uuid NOT NULL, id bigint, PRIMARY KEY (tenant_id, id));
ALTER TABLE app.t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
`;
const FUNCTION = (name: string, volatility: string, body: string) =>
  `CREATE FUNCTION app.${name}(what uuid DEFAULT NULL) RETURNS uuid LANGUAGE sql ${volatility} AS '${body}';\n`;
const READS = FUNCTION("asked", "STABLE", "SELECT current_setting(''app.tenant_id'')::uuid");

describe("the policies of migrations are judged as those of a server", () => {
  test("a policy that compares the tenant is left alone", async () => {
    assert.deepEqual((await judged(`${TABLE}${OWN} (tenant_id = ${TENANT})`)).keys, []);
  });

  for (const [rule, condition, before = ""] of [
    ["rls-policy-escape", `tenant_id = ${TENANT} OR (SELECT current_setting('app.admin', true)) = 'on'`],
    ["rls-policy-without-tenant", "tenant_id = tenant_id"],
    ["rls-policy-setting-name", "tenant_id = (SELECT nullif(current_setting('tenant', true), '')::uuid)"],
    ["rls-policy-setting-raises", "tenant_id = (SELECT current_setting('app.tenant_id')::uuid)"],
    ["rls-policy-slow", "tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid"],
    // A function that the files create, one that they do not, and one that works on the row.
    ["rls-policy-slow", "tenant_id = app.asked()", READS],
    ["rls-policy-slow", "tenant_id = auth.tenant()"],
    [
      "rls-policy-slow",
      "app.mine(tenant_id)",
      "CREATE FUNCTION app.mine(t uuid) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT true';\n",
    ],
    [
      "rls-policy-immutable-function",
      "tenant_id = (SELECT app.f())",
      READS + FUNCTION("f", "IMMUTABLE", "SELECT app.asked()"),
    ],
    [
      "rls-policy-immutable-function",
      "tenant_id = (SELECT app.q())",
      FUNCTION("q", "IMMUTABLE", `SELECT "current_setting"(''app.tenant_id'')::uuid`),
    ],
  ] as const)
    test(`${rule}: ${condition}`, async () => {
      const { findings } = await judged(`${TABLE}${before}${OWN} (${condition})`);
      assert.deepEqual(
        findings.map(({ key }) => key),
        [`${rule}:policy p on app.t`],
      );
      const line = `${TABLE}${before}`.split("\n").length;
      assert.equal(findings[0]?.object.source?.line, line, "it stands where the policy is written");
    });

  test("a function that only speaks of a setting reads none", async () => {
    const before = FUNCTION("f", "IMMUTABLE", "SELECT what /* current_setting(''a.b'') */");
    assert.deepEqual((await judged(`${TABLE}${before}${OWN} (tenant_id = (SELECT app.f()))`)).keys, []);
  });

  test("a comment hides no open condition", async () => {
    for (const condition of [
      "true /* everyone */",
      "true -- for now\n",
      "/* see ticket */ (TRUE)",
      "1 = 1 -- x\n",
    ])
      assert.ok(
        (await judged(`${TABLE}${OWN} (${condition})`)).keys.includes("rls-open-policy:policy p on app.t"),
        condition,
      );
  });

  test("the latest word on how a function keeps its promise counts", async () => {
    const made = `${TABLE}${READS}${FUNCTION("f", "IMMUTABLE", "SELECT app.asked()")}`;
    const policy = `${OWN} (tenant_id = (SELECT app.f()))`;
    assert.deepEqual((await judged(`${made}ALTER FUNCTION app.f(uuid) STABLE; ${policy}`)).keys, []);
  });

  test("columns of a table that a sub-select reads are not taken for the row's", async () => {
    const members = "CREATE TABLE app.members (who text, tenant uuid);\n";
    const { keys } = await judged(
      `${TABLE}${members}${OWN} (tenant_id = ANY (ARRAY (SELECT tenant FROM app.members WHERE who = (SELECT current_setting('app.who', true)))))`,
    );
    assert.ok(!keys.includes("rls-policy-slow:policy p on app.t"));
    const mistaken = await judged(
      `${TABLE}${members}${OWN} (tenant_id = ANY (ARRAY (SELECT tenant FROM app.members WHERE id = 1)))`,
    );
    assert.ok(
      mistaken.keys.includes("rls-policy-slow:policy p on app.t"),
      "id is the row's, so it runs for every row",
    );
  });

  test("what a role may that row security does not bind is not judged", async () => {
    const owner = "ALTER TABLE app.t OWNER TO shop_owner;\n";
    assert.deepEqual(
      (await judged(`${TABLE}${owner}CREATE POLICY p ON app.t TO shop_owner USING (id = id)`)).keys.filter(
        (key) => key.startsWith("rls-policy"),
      ),
      [],
    );
  });

  test("Supabase's role for services, which no migration makes, is told as one that passes by all policies", async () => {
    const policy = (role: string) => `${TABLE}CREATE POLICY p ON app.t TO ${role} USING (true)`;
    assert.deepEqual((await judged(policy("service_role"))).keys, [
      "rls-policy-for-bypass:policy p on app.t",
    ]);
    const { keys } = await judged(`CREATE ROLE service_role NOLOGIN; ${policy("service_role")}`);
    assert.ok(
      keys.includes("rls-open-policy:policy p on app.t"),
      "unless a file makes a role of that name without it",
    );
  });

  test("a tenant's column of another name is known by it", async () => {
    const text = `${TABLE}${OWN} (tenant_id = tenant_id)`.replaceAll("tenant_id", "org_id");
    assert.deepEqual((await judged(text)).keys, []);
    assert.deepEqual(
      (await judged(text, "org_id")).keys.filter((key) => key.startsWith("rls-policy")),
      ["rls-policy-without-tenant:policy p on app.t"],
    );
  });
});

describe("policies on a table that the files do not create", () => {
  for (const [text, ...rules] of [
    ["CREATE POLICY p ON app.t TO shop_app USING (true)", "rls-open-policy"],
    [`CREATE POLICY p ON app.t USING (tenant_id = ${TENANT})`, "rls-policy-public"],
    ["CREATE POLICY p ON app.t FOR INSERT TO shop_app WITH CHECK (true)", "rls-with-check-open"],
    ["CREATE POLICY p ON app.t FOR INSERT TO anon WITH CHECK (id > 1)", "anonymous-write-policy"],
    ["CREATE POLICY p ON app.t TO shop_app USING (false)", "rls-policy-never"],
    ["CREATE POLICY p ON app.t AS RESTRICTIVE USING (true)", "rls-restrictive-open"],
    [`CREATE POLICY p ON app.t TO shop_app USING (tenant_id = ${TENANT} OR id = 1)`, "rls-policy-escape"],
    ["CREATE POLICY p ON app.t TO shop_app USING (tenant_id = tenant_id)", "rls-policy-without-tenant"],
    [
      "CREATE POLICY p ON app.t TO shop_app USING (tenant_id = current_setting('app.t', true)::uuid)",
      "rls-policy-slow",
      "rls-policy-setting-raises",
    ],
  ] as const)
    test(`are judged: ${text}`, async () => {
      const { keys } = await judged(text);
      // What `true` lets through is a constant, which two rules object to.
      assert.deepEqual(
        keys
          .map((key) => key.split(":")[0])
          .filter((rule) => rule !== "rls-policy-without-tenant" || rules.includes(rule as never)),
        rules,
      );
    });

  test("are gone with DROP POLICY and with the table", async () => {
    const open = "CREATE POLICY p ON app.t TO shop_app USING (true);";
    assert.deepEqual((await judged(`${open} DROP POLICY p ON app.t`)).keys, []);
    assert.deepEqual((await judged(`${open} DROP TABLE app.t`)).keys, []);
  });

  test("say nothing of those that stand elsewhere, and that this is not known", async () => {
    const restrictive = "CREATE POLICY p ON app.t AS RESTRICTIVE TO PUBLIC USING (id > 1);";
    const { keys, unknown } = await judged(`ALTER TABLE app.t ENABLE ROW LEVEL SECURITY; ${restrictive}`);
    assert.deepEqual(keys, []);
    assert.deepEqual(
      unknown.map(({ rule }) => rule),
      ["rls-not-forced", "rls-only-restrictive"],
    );
    const read = "CREATE POLICY p ON app.t FOR SELECT TO shop_app USING (id > 1);";
    assert.deepEqual((await judged(read)).keys, [], "there may be one for writing");
    assert.deepEqual(
      (await judged(TABLE + read)).keys.includes("rls-writes-not-covered:policy p on app.t"),
      true,
    );
  });

  test("whether row security is on there is said to be unknown", async () => {
    const { unknown } = await judged("CREATE POLICY p ON app.t TO shop_app USING (id > 1)");
    const off = unknown.find(({ rule }) => rule === "rls-policies-without-rls");
    assert.match(off?.reason ?? "", /not among the files: give its migration too/);
  });

  test("that another migration made and this one changes are named", async () => {
    const { notRead } = await judged('ALTER POLICY "The one" ON app.t USING (true)');
    assert.deepEqual(
      notRead.map(({ reason }) => reason),
      ['changes the policy "The one", which the files do not create: give its migration too'],
    );
  });
});
