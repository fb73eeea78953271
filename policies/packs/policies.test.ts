import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as policy from "@pulumi/policy";
import { groupGraph } from "../../postgres/plan/graph-groups";
import { RULES } from "../rules";
import { isAtLeast } from "../severity";
import { ACCESS_INPUTS, ROW_SECURITY_INPUTS, VERIFIER } from "../testing/declared";
import { BASELINE } from "./baseline/baseline";
import type { PackConfig } from "./config";
import { makePack } from "./make-pack";
import { toDeclared } from "./plain";
import { decidableFromDeclaration } from "./policies";

/** Exported by the framework without types: what it hands policies their properties through. */
const { unknownCheckingProxy } = policy as unknown as {
  readonly unknownCheckingProxy: <T extends object>(properties: T) => T;
};

/** How the framework marks a text that is not known yet. */
const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

class Undecided extends Error {}
class NotApplicable extends Error {}

type Policies = ReturnType<typeof makePack>["args"]["policies"];

function packOf(config: PackConfig = {}): Policies {
  return makePack(BASELINE, {
    rules: RULES,
    config,
    undecided: (reason) => new Undecided(reason),
    now: () => new Date("2026-12-01T00:00:00Z"),
  }).args.policies;
}

interface Declared {
  readonly type: string;
  readonly name: string;
  readonly props: Record<string, unknown>;
  readonly protect?: boolean;
  readonly ignoreChanges?: readonly string[];
}

/** What became of one policy: `advisory` texts are what could not be decided. */
interface Outcome {
  readonly violations: { readonly policy: string; readonly text: string; readonly urn: string | undefined }[];
  readonly undecided: { readonly policy: string; readonly reason: string }[];
  readonly notApplicable: { readonly policy: string; readonly reason: string }[];
}

/** Runs a pack as the framework does: each resource by each policy, then the stack. */
async function run(
  policies: Policies,
  resources: readonly Declared[],
  config: Record<string, object> = {},
): Promise<Outcome> {
  const outcome: Outcome = { violations: [], undecided: [], notApplicable: [] };
  const given = resources.map(({ type, name, props, protect, ignoreChanges }) => ({
    type,
    name,
    urn: `urn:pulumi:dev::shop::${type}::${name}`,
    props: unknownCheckingProxy(props),
    opts: {
      protect: protect ?? true,
      ignoreChanges: [...(ignoreChanges ?? [])],
      aliases: [],
      additionalSecretOutputs: [],
      customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
    },
    stackTags: new Map<string, string>(),
    isType: () => false,
    asType: () => undefined,
    dependencies: [],
    propertyDependencies: {},
  }));
  for (const one of policies) {
    const shared = {
      getConfig: <T extends object>() => (config[one.name] ?? {}) as T,
      notApplicable: (reason?: string): never => {
        throw new NotApplicable(reason);
      },
    };
    const attempt = async (urn: string | undefined, work: (report: policy.ReportViolation) => unknown) => {
      try {
        await work((text, about) => outcome.violations.push({ policy: one.name, text, urn: about ?? urn }));
      } catch (error) {
        if (error instanceof Undecided) outcome.undecided.push({ policy: one.name, reason: error.message });
        else if (error instanceof NotApplicable)
          outcome.notApplicable.push({ policy: one.name, reason: error.message });
        else throw error;
      }
    };
    if ("validateResource" in one && typeof one.validateResource === "function") {
      const validate = one.validateResource;
      for (const resource of given)
        await attempt(resource.urn, (report) => validate({ ...resource, ...shared }, report));
    } else if ("validateStack" in one) {
      await attempt(undefined, (report) =>
        one.validateStack({ resources: given, stackTags: new Map(), ...shared }, report),
      );
    }
  }
  return outcome;
}

const ROLE = "postgresql:index/role:Role";
const GOOD_ROLE = { name: "app", login: true, password: VERIFIER, connectionLimit: 20 };

describe("the pack baseline", () => {
  test("has a policy for every rule that a declaration can decide, and for no other", () => {
    assert.deepEqual(
      packOf()
        .map((one) => one.name)
        .sort(),
      RULES.filter(decidableFromDeclaration)
        .map((rule) => rule.id)
        .sort(),
    );
    for (const id of [
      "role-superuser-login",
      "rls-not-forced",
      "database-unprotected",
      "connection-tls-unverified",
    ]) {
      assert.ok(
        packOf().some((one) => one.name === id),
        id,
      );
    }
    assert.ok(!packOf().some((one) => one.name === "hba-trust"), "a declaration has no pg_hba.conf");
  });

  test("has at least a dozen policies of critical and high severity, which are mandatory; the rest is advice", () => {
    const mandatory = packOf().filter((one) => one.enforcementLevel === "mandatory");
    assert.ok(mandatory.length >= 12, `${mandatory.length}`);
    for (const one of packOf()) {
      const rule = RULES.find((candidate) => candidate.id === one.name);
      assert.ok(rule !== undefined);
      assert.equal(one.enforcementLevel, isAtLeast(rule.severity, "high") ? "mandatory" : "advisory");
    }
  });

  test("carries the rule's texts as the framework's own metadata", () => {
    const one = packOf().find(({ name }) => name === "role-superuser-login");
    assert.equal(one?.displayName, "A login role is a superuser");
    assert.equal(one?.severity, "critical");
    assert.match(one?.remediationSteps ?? "", /^Take SUPERUSER away/);
    assert.match(one?.url ?? "", /^https:\/\/www\.postgresql\.org\//);
    assert.deepEqual(one?.tags?.slice(0, 2), ["postgresql", "roles"]);
    assert.ok(one?.tags?.includes("pci-dss:7.2.2"));
    assert.match(one?.framework?.reference ?? "", /^(\d\.\d|SV-261)/);
    assert.deepEqual(one?.configSchema?.properties["allowed"]?.type, "array");
  });

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

test("what the engine is told to ignore reaches the rules", async () => {
  const role = { type: "postgresql:index/role:Role", name: "app", props: { name: "app" } };
  const told = async (ignoreChanges: readonly string[]) =>
    (await run(packOf({}), [{ ...role, ignoreChanges }])).violations.map(({ policy }) => policy);
  assert.deepEqual(await told(["superuser"]), ["protection-change-ignored"]);
  assert.deepEqual(await told(["skipDropRole"]), []);
});

test("a value that is not known keeps its place, at any depth", () => {
  const resource = toDeclared({
    type: "t",
    name: "n",
    urn: "u",
    opts: { protect: false },
    props: unknownCheckingProxy({ a: { b: [1, UNKNOWN_TEXT, { c: UNKNOWN_TEXT }] }, d: "x" }),
  });
  assert.deepEqual(JSON.parse(JSON.stringify(resource.inputs)), {
    a: {
      b: [
        1,
        { reason: "the input a.b[1] of n is not known before the update" },
        { c: { reason: "the input a.b[2].c of n is not known before the update" } },
      ],
    },
    d: "x",
  });
});
