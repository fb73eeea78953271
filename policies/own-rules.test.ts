import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { known, Unknown } from "./facts/maybe";
import { roleRef } from "./facts/object-ref";
import { judge } from "./judge";
import { OwnRulesError, withOwnRules } from "./own-rules";
import { defineRule, type Rule } from "./rule";
import { RULES } from "./rules";
import { role } from "./testing/factories";
import { proveRule } from "./testing/prove-rule";
import { finding, pass } from "./verdict";

/** A rule as a user writes one. */
const OWN = defineRule({
  id: "acme-role-without-team",
  title: "A role's name does not begin with its team",
  severity: "medium",
  topic: "roles",
  scope: "object",
  facts: ["role"],
  about: "roles",
  why: "Nobody knows whom to ask about it.",
  fix: "Rename the role.",
  references: [],
  options: { teams: { type: "strings", default: ["shop"], description: "The teams." } },
  check: (subject, { options }) => {
    if (subject.bootstrap) return undefined;
    return options.teams.some((team) => subject.name.startsWith(`${team}_`))
      ? pass
      : finding(roleRef(subject.name), `role ${subject.name} begins with no team`);
  },
});

const PROOF = {
  rule: OWN,
  bad: { role: [role({ name: "app" })] },
  fixed: { role: [role({ name: "shop_app" })] },
  notApplicable: { role: [role({ bootstrap: true })] },
  key: "acme-role-without-team:role app",
};

describe("a user's own rules", () => {
  test("stand behind Palisade's, one or several", () => {
    const other = { ...OWN, id: "acme-other" };
    assert.deepEqual(withOwnRules(OWN), [...RULES, OWN]);
    assert.deepEqual(withOwnRules([OWN, other]), [...RULES, OWN, other]);
  });

  const wrong: readonly (readonly [string, unknown, RegExp])[] = [
    ["nothing", [], /there is no rule: give at least one/],
    ["no object", [7], /rules\[0\] must be a rule: what defineRule\(\{ … \}\) returns/],
    [
      "an id of Palisade's",
      { ...OWN, id: "tls-off" },
      /there is a rule "tls-off" already: give yours another id/,
    ],
    ["an id twice", [OWN, OWN], /there is a rule "acme-role-without-team" already/],
    ["an id that is no words", { ...OWN, id: "A B" }, /rules\[0\]\.id must be words joined by hyphens/],
    ["a title with nothing in it", { ...OWN, title: " " }, /rules\[0\]\.title must be a text/],
    ["a severity that is not known", { ...OWN, severity: "bad" }, /severity must be one of critical, high/],
    ["a topic that is not known", { ...OWN, topic: "acme" }, /topic must be one of roles, privileges/],
    ["a scope that is not known", { ...OWN, scope: "all" }, /scope must be object or closed-world/],
    [
      "a world that is not known",
      { ...OWN, world: "all" },
      /world must be server, declaration or migrations/,
    ],
    ["facts that are not known", { ...OWN, facts: ["toString"] }, /facts must be a list of role, membership/],
    ["no facts", { ...OWN, facts: [] }, /facts must be a list of role/],
    [
      "an address that runs",
      { ...OWN, references: ["javascript:alert(1)"] },
      /references must be a list of add/,
    ],
    ["no check", { ...OWN, check: undefined }, /check must be a function/],
    ["no options", { ...OWN, options: undefined }, /options must be an object; defineRule adds it/],
    [
      "an option of no type",
      { ...OWN, options: { a: {} } },
      /options\.a\.type must be one of string, integer/,
    ],
    [
      "a default of another type",
      { ...OWN, options: { a: { type: "integer", default: "x", description: "" } } },
      /options\.a\.default must be a whole number/,
    ],
    [
      "an option that the framework has",
      { ...OWN, options: { enforcementLevel: { type: "string", default: "", description: "" } } },
      /enforcementLevel is the policy framework's/,
    ],
  ];
  for (const [what, rules, problem] of wrong)
    test(`with ${what} are refused with one sentence`, () =>
      assert.throws(
        () => withOwnRules(rules),
        (error) => error instanceof OwnRulesError && problem.test(error.message),
      ));

  test("have all their mistakes told at once", () =>
    assert.throws(
      () => withOwnRules([{ ...OWN, id: 1, severity: 2 }, 3]),
      /\[0\]\.id.*\[0\]\.severity.*\[1\] must/,
    ));
});

describe("the proof of a user's own rule", () => {
  test("says nothing where the rule is proven", () => proveRule(PROOF));

  const broken: readonly (readonly [string, Partial<typeof PROOF> | { readonly rule: Rule }, RegExp])[] = [
    [
      "finds nothing",
      { bad: PROOF.fixed },
      /bad: it finds nothing and should find acme-role-without-team:role app/,
    ],
    ["finds something else", { key: "x:role app" }, /bad: it finds acme-role.* and should find x:role app/],
    [
      "is not content",
      { fixed: { role: [role({ name: "b" })] } },
      /fixed: it finds acme-role-without-team:role b/,
    ],
    [
      "is mended by nothing to judge",
      { fixed: { role: [] } },
      /fixed: it is not applicable, which proves nothing/,
    ],
    [
      "is mended by two changes",
      { fixed: { role: [role({ name: "shop_app", login: false })] } },
      /fixed: bad and fixed must differ by one change, and differ by 2/,
    ],
    ["applies everywhere", { notApplicable: PROOF.fixed }, /notApplicable: it passes, and should say why/],
    [
      "throws",
      { rule: { ...OWN, check: () => assert.fail("broken") } },
      /bad: it is undecided: the rule itself failed/,
    ],
  ];
  for (const [what, change, problem] of broken)
    test(`says so where the rule ${what}`, () =>
      assert.throws(() => proveRule({ ...PROOF, ...change }), problem));
});

describe("what a check returns", () => {
  const said: readonly (readonly [string, unknown, RegExp])[] = [
    ["true", true, /its check returned true: return finding/],
    ["null", null, /its check returned null/],
    ["a promise", Promise.resolve(pass), /a promise: a check is a pure function/],
    ["a finding of nothing", { verdict: "finding", message: "x" }, /an object without a kind/],
    ["a finding without a message", { verdict: "finding", object: roleRef("a") }, /whose message is no text/],
    [
      "a finding of no name",
      { verdict: "finding", message: "x", object: { kind: "role", name: 7 } },
      /a reference to a role whose name is no text/,
    ],
    ["an unknown without a reason", { verdict: "unknown" }, /the verdict "unknown" without a reason/],
    ["another verdict", [pass, { verdict: "good" }], /an object that is no verdict/],
  ];
  for (const [what, value, problem] of said)
    test(`is a failure of the rule where it is ${what}, and never a pass`, () => {
      const rule: Rule = { ...OWN, check: () => value as typeof pass };
      const found = judge([rule], { world: "server", facts: { role: [role()] } }, { now: new Date() });
      assert.deepEqual([found.failed, found.passed, found.findings], [[OWN.id], [], []]);
      assert.match(found.unknown[0]?.reason ?? "", problem);
    });
});

test("what is not known stays so across copies of the library", () => {
  const path = require.resolve("./facts/maybe");
  const cached = require.cache[path];
  delete require.cache[path];
  const copy = require(path) as typeof import("./facts/maybe");
  require.cache[path] = cached;
  assert.notEqual(copy.Unknown, Unknown);
  assert.throws(() => copy.known(new Unknown("later")), /later/);
  assert.throws(() => known(new copy.Unknown("later")), /later/);
  const rule: Rule = { ...OWN, check: () => copy.known(new Unknown("later")) as never };
  const found = judge([rule], { world: "server", facts: { role: [role()] } }, { now: new Date() });
  assert.deepEqual([found.failed, found.unknown], [[], [{ rule: OWN.id, reason: "later" }]]);
});
