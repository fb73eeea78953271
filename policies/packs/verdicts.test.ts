import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { groupGraph } from "../../postgres/plan/graph-groups";
import { RULES } from "../rules";
import { ACCESS_INPUTS, ROW_SECURITY_INPUTS } from "../testing/declared";
import { GOOD_ROLE, packOf, ROLE, run, UNKNOWN_TEXT } from "./testing/run-pack";

describe("what the pack baseline says of a program", () => {
  test("rejects an insecure resource with the object, what is wrong, what mends it, and the key", async () => {
    const { violations } = await run(packOf(), [
      { type: ROLE, name: "app", props: { ...GOOD_ROLE, superuser: true } },
    ]);
    assert.deepEqual(violations, [
      {
        policy: "role-superuser-login",
        urn: `urn:pulumi:dev::shop::${ROLE}::app`,
        text: [
          "role app can log in and has the attribute SUPERUSER.",
          'Fix: ALTER ROLE "app" NOSUPERUSER;',
          "Key: role-superuser-login:role app",
        ].join("\n"),
      },
    ]);
  });

  test("lets a hardened stack through", async () => {
    const outcome = await run(packOf(), [
      {
        type: "pulumi:providers:palisade",
        name: "server",
        props: { host: "db", username: "admin", password: "x" },
      },
      {
        type: "postgresql:index/database:Database",
        name: "shop",
        props: { name: "shop", owner: "shop_owner" },
      },
      { type: ROLE, name: "app", props: GOOD_ROLE },
      { type: "palisade:index:Access", name: "access", props: ACCESS_INPUTS },
      { type: "palisade:index:RowSecurity", name: "rows", props: ROW_SECURITY_INPUTS },
    ]);
    assert.deepEqual(outcome.violations, []);
    assert.deepEqual(outcome.undecided, []);
  });

  test("says what it cannot decide during preview, and counts it as no pass", async () => {
    const props = { ...GOOD_ROLE, password: UNKNOWN_TEXT };
    const { violations, undecided } = await run(packOf(), [{ type: ROLE, name: "app", props }]);
    assert.deepEqual(violations, []);
    assert.deepEqual(undecided, [
      {
        policy: "password-plaintext-input",
        reason: "the input password of app is not known before the update",
      },
    ]);
  });

  test("reports a rule that is broken as a violation, and goes on with the others", async () => {
    const [good] = RULES.filter(({ id }) => id === "role-superuser-login");
    assert.ok(good !== undefined);
    const check = () => {
      throw new TypeError("no such thing");
    };
    const rules = [{ ...good, id: "acme-broken", check }, good];
    const props = { ...GOOD_ROLE, superuser: true };
    const { violations, undecided } = await run(packOf({}, rules), [{ type: ROLE, name: "app", props }]);
    assert.deepEqual(
      violations.map(({ policy }) => policy),
      ["acme-broken", "role-superuser-login"],
    );
    assert.equal(
      violations[0]?.text,
      "the rule itself failed: no such thing. Mend the rule, or disable acme-broken in the configuration.",
    );
    assert.deepEqual(undecided, []);
  });

  test("finds what takes two resources, and names the one to change", async () => {
    const { violations } = await run(packOf(), [
      { type: ROLE, name: "dba", props: { name: "dba", superuser: true } },
      { type: ROLE, name: "app", props: { ...GOOD_ROLE, roles: ["dba"] } },
    ]);
    assert.deepEqual(
      violations.map(({ policy: name, urn }) => [name, urn]),
      [["role-member-of-superuser", `urn:pulumi:dev::shop::${ROLE}::app`]],
    );
  });

  test("never shows a password, wherever it stands", async () => {
    const secret = "hunter2-hunter2";
    const outcome = await run(packOf(), [
      {
        type: "pulumi:providers:postgresql",
        name: "server",
        props: { host: "db", password: secret, sslmode: "disable" },
      },
      { type: ROLE, name: "app", props: { ...GOOD_ROLE, password: secret, superuser: true } },
    ]);
    assert.ok(outcome.violations.length >= 3);
    assert.doesNotMatch(JSON.stringify(outcome), /hunter2/);
  });

  test("counts what is left after the first findings of one resource", async () => {
    const tables = Array.from({ length: 1_000 }, (_, i) => [`table app.t${i}`, "PUBLIC=SELECT"]);
    const privileges = groupGraph(Object.fromEntries(tables));
    const schemas = { app: { public: { tables: ["SELECT"] } } };
    const { violations } = await run(packOf(), [
      { type: "palisade:index:Access", name: "access", props: { ...ACCESS_INPUTS, schemas, privileges } },
    ]);
    const texts = violations.filter((one) => one.policy === "grant-public-table").map((one) => one.text);
    assert.equal(texts.length, 6);
    assert.equal(texts.at(-1), "… and 995 more of the same kind in this resource");
  });

  test("makes names that a terminal would obey inert", async () => {
    const props = { ...GOOD_ROLE, name: "a\u001b[2J", superuser: true };
    const { violations } = await run(packOf(), [{ type: ROLE, name: "app", props }]);
    assert.ok(violations.length > 0);
    for (const { text } of violations) assert.doesNotMatch(text.replaceAll("\n", ""), /\p{Cc}/u);
  });

  test("takes options from the engine's configuration", async () => {
    const resources = [
      { type: ROLE, name: "admin", props: { ...GOOD_ROLE, name: "admin", createRole: true } },
    ];
    assert.equal((await run(packOf(), resources)).violations.length, 1);
    const config = { "role-createrole-login": { allowed: ["admin"] } };
    assert.deepEqual((await run(packOf(), resources, config)).violations, []);
  });

  test("says that it does not apply to resources that are not its business", async () => {
    const outcome = await run(packOf(), [
      { type: "aws:s3/bucket:Bucket", name: "b", props: { acl: "public-read" } },
    ]);
    assert.deepEqual(outcome.violations, []);
    assert.ok(outcome.notApplicable.some((one) => one.policy === "role-superuser-login"));
  });
});

test("what the engine is told to ignore reaches the rules", async () => {
  const role = { type: "postgresql:index/role:Role", name: "app", props: { name: "app" } };
  const told = async (ignoreChanges: readonly string[]) =>
    (await run(packOf({}), [{ ...role, ignoreChanges }])).violations.map(({ policy }) => policy);
  assert.deepEqual(await told(["superuser"]), ["protection-change-ignored"]);
  assert.deepEqual(await told(["skipDropRole"]), []);
});

test("an output that is encrypted does not make its input safe, and the rule says so", async () => {
  const props = { name: "app", login: true, connectionLimit: 5, password: "hunter2" };
  const role = { type: "postgresql:index/role:Role", name: "app", props };
  const told = async (...additionalSecretOutputs: string[]) =>
    (await run(packOf({}), [{ ...role, additionalSecretOutputs }])).violations
      .filter(({ policy }) => policy === "password-plaintext-input")
      .map(({ text }) => /in plain text(?<more>[^.\n]*)/.exec(text)?.groups?.["more"]);
  assert.deepEqual(await told(), [""]);
  assert.deepEqual(await told("passwordWo"), [""], "another output");
  assert.deepEqual(await told("password"), [
    "; additionalSecretOutputs encrypts the output in the state alone, and the input still stands in clear in the statement",
  ]);
});
