import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Facts } from "./facts/facts";
import { known, Unknown } from "./facts/maybe";
import { roleRef } from "./facts/object-ref";
import { judge } from "./judge";
import { judgeRule, NEEDS_SERVER } from "./judge-rule";
import { defineRule, type Rule } from "./rule";
import waiverExpired from "./rules/waivers/waiver-expired";
import waiverUnused from "./rules/waivers/waiver-unused";
import { role } from "./testing/factories";
import { finding, notApplicable, pass } from "./verdict";

const NOW = new Date("2026-12-01T12:00:00Z");

const texts = {
  title: "A role is a superuser",
  topic: "roles",
  scope: "object",
  about: "roles",
  why: "Because.",
  fix: "Mend it.",
  references: ["https://example.com/"],
  catalogue: ["R01"],
} as const;

const superuser = defineRule({
  ...texts,
  id: "example-superuser",
  severity: "critical",
  facts: ["role"],
  options: { allowed: { type: "strings", default: [], description: "Left alone." } },
  check: (fact, { options }) => {
    if (options.allowed.includes(fact.name)) return notApplicable(`${fact.name} is allowed`);
    return known(fact.superuser) ? finding(roleRef(fact.name), `${fact.name} is a superuser`) : pass;
  },
});

const unlimited = defineRule({
  ...texts,
  id: "example-unlimited",
  severity: "low",
  facts: ["role"],
  check: (fact) => (fact.connectionLimit === -1 ? finding(roleRef(fact.name), "no limit", "set one") : pass),
});

const broken = defineRule({
  ...texts,
  id: "example-broken",
  severity: "high",
  facts: ["role"],
  check: () => {
    throw new TypeError("cannot read properties");
  },
});

function server(...roles: ReturnType<typeof role>[]): Facts {
  return { world: "server", facts: { role: roles } };
}

describe("one rule over one reading", () => {
  test("passes what is good", () => {
    const judgement = judgeRule(superuser, server(role()), NOW);
    assert.deepEqual(judgement.findings, []);
    assert.equal(judgement.notApplicable, undefined);
    assert.equal(judgement.failed, false);
  });

  test("that finds two things under one key is a failure of the rule, and none is lost", () => {
    const twice = defineRule({
      ...texts,
      id: "example-twice",
      severity: "low",
      facts: ["role"],
      check: (fact) => ["first", "second"].map((what) => finding(roleRef(fact.name), `the ${what} thing`)),
    });
    for (const world of ["server", "declaration"] as const) {
      const judgement = judgeRule(twice, { world, facts: { role: [role()] } }, NOW);
      assert.equal(judgement.failed, true);
      assert.deepEqual(
        judgement.findings.map(({ message }) => message),
        ["the first thing"],
      );
      assert.deepEqual(judgement.unknown, [
        {
          rule: "example-twice",
          object: roleRef("app"),
          reason:
            "the rule itself failed: it finds a second thing under the key example-twice:role app, and must name in its object what tells them apart: the second thing",
          failed: true,
        },
      ]);
    }
  });

  test("takes two facts of one object for two places of a program, and for a failure on a server", () => {
    const roles = { role: [role({ superuser: true }), role({ superuser: true })] };
    const declared = judgeRule(superuser, { world: "declaration", facts: roles }, NOW);
    assert.deepEqual([declared.failed, declared.findings.length], [false, 2]);
    const live = judgeRule(superuser, { world: "server", facts: roles }, NOW);
    assert.deepEqual([live.failed, live.findings.length], [true, 1]);
  });

  test("gives a finding its key, its texts and the rule's severity", () => {
    const judgement = judgeRule(superuser, server(role({ superuser: true })), NOW);
    assert.deepEqual(judgement.findings, [
      {
        key: "example-superuser:role app",
        rule: "example-superuser",
        severity: "critical",
        object: { kind: "role", name: "app" },
        message: "app is a superuser",
        fix: "Mend it.",
        references: ["https://example.com/"],
      },
    ]);
  });

  test("leaves to a platform what the platform brought, and says so, unless its customers choose it", () => {
    const its = role({ superuser: true, ofPlatform: "rds" });
    const left = judgeRule(superuser, server(its), NOW);
    assert.deepEqual([left.findings, left.unknown], [[], []]);
    assert.equal(left.notApplicable, "what rds brought is rds's to keep");
    const chosen = judgeRule({ ...superuser, ofPlatformsToo: true }, server(its), NOW);
    assert.equal(chosen.findings.length, 1);
    const both = judgeRule(superuser, server(its, role({ name: "other", superuser: true })), NOW);
    assert.deepEqual(
      both.findings.map(({ key }) => key),
      ["example-superuser:role other"],
    );
    const unseen = judgeRule(
      superuser,
      server(role({ superuser: new Unknown("x"), ofPlatform: "rds" })),
      NOW,
    );
    assert.equal(unseen.unknown.length, 1, "what cannot be seen stays undecided");
  });

  test("is not applicable without objects, and says what there is none of", () => {
    assert.equal(judgeRule(superuser, server(), NOW).notApplicable, "there are no roles");
  });

  test("hands on the reason why it does not apply to an object", () => {
    const judgement = judgeRule(superuser, server(role()), NOW, { allowed: ["app"] });
    assert.equal(judgement.notApplicable, "app is allowed");
  });

  test("says unknown, with the reason, where a value is not known; never pass", () => {
    const judgement = judgeRule(superuser, server(role({ superuser: new Unknown("it comes later") })), NOW);
    assert.deepEqual(judgement.unknown, [{ rule: "example-superuser", reason: "it comes later" }]);
    assert.equal(judgement.failed, false);
  });

  test("says the same reason once, however many objects it holds for", () => {
    const facts = server(
      ...Array.from({ length: 50 }, (_, i) => role({ name: `r${i}`, superuser: new Unknown("later") })),
    );
    assert.deepEqual(judgeRule(superuser, facts, NOW).unknown, [
      { rule: "example-superuser", reason: "later" },
    ]);
  });

  test("that throws has failed: unknown with the error, and no pass", () => {
    const judgement = judgeRule(broken, server(role()), NOW);
    assert.equal(judgement.failed, true);
    assert.equal(judgement.notApplicable, undefined);
    assert.deepEqual(judgement.unknown, [
      { rule: "example-broken", reason: "the rule itself failed: cannot read properties", failed: true },
    ]);
  });

  test("that needs the whole world is unknown of a declaration", () => {
    const closed: Rule = { ...superuser, scope: "closed-world" };
    const judgement = judgeRule(closed, { ...server(role()), world: "declaration" }, NOW);
    assert.deepEqual(judgement.unknown, [{ rule: "example-superuser", reason: NEEDS_SERVER }]);
  });

  test("is unknown where its facts could not be read", () => {
    const judgement = judgeRule(superuser, { ...server(), unreadable: { role: "GRANT something" } }, NOW);
    assert.deepEqual(judgement.unknown, [{ rule: "example-superuser", reason: "GRANT something" }]);
    assert.equal(judgement.notApplicable, undefined);
  });

  test("refuses an option of a wrong type", () => {
    assert.throws(
      () => judgeRule(superuser, server(role()), NOW, { allowed: "app" }),
      /option allowed of rule example-superuser must be a list of texts/,
    );
  });
});

describe("all rules over one reading", () => {
  const rules = [unlimited, superuser, broken, waiverExpired, waiverUnused];
  const facts = server(role({ name: "b", superuser: true }), role({ name: "a", connectionLimit: -1 }));

  test("sort the worst first, then by key, and keep a broken rule apart", () => {
    const judgement = judge(rules, facts, { now: NOW });
    assert.deepEqual(
      judgement.findings.map((one) => one.key),
      ["example-superuser:role b", "example-unlimited:role a"],
    );
    assert.deepEqual(judgement.failed, ["example-broken"]);
    assert.deepEqual(judgement.passed, []);
    assert.deepEqual(
      judgement.notApplicable.map(({ rule }) => rule),
      ["waiver-expired", "waiver-unused"],
    );
  });

  const waiver = { key: "example-superuser:role b", reason: "until the move", expires: "2026-12-01" };

  test("waive a finding up to the waiver's last day", () => {
    const judgement = judge(rules, facts, { now: NOW, waivers: [waiver] });
    assert.deepEqual(judgement.findings[0]?.waived, { reason: "until the move", expires: "2026-12-01" });
    assert.ok(judgement.passed.includes("waiver-expired"));
    assert.ok(judgement.passed.includes("waiver-unused"));
  });

  test("count the finding again on the day after, and the waiver with it", () => {
    const judgement = judge(rules, facts, { now: new Date("2026-12-02T00:00:00Z"), waivers: [waiver] });
    assert.deepEqual(
      judgement.findings.map(({ key, waived }) => [key, waived]),
      [
        ["example-superuser:role b", undefined],
        ["waiver-expired:waiver example-superuser:role b", undefined],
        ["example-unlimited:role a", undefined],
      ],
    );
  });

  test("find a waiver that nothing needs", () => {
    const judgement = judge(rules, facts, {
      now: NOW,
      waivers: [{ ...waiver, key: "example-superuser:role c" }],
    });
    assert.ok(judgement.findings.some((one) => one.key === "waiver-unused:waiver example-superuser:role c"));
  });

  test("take of two waivers for one key, which two files may hold, the one that lasts longer", () => {
    const waiver = (expires: string) => ({ key: "example-unlimited:role gone", reason: "r", expires });
    for (const expiries of [
      ["2026-10-01", "2026-11-01"],
      ["2026-11-01", "2026-10-01"],
    ]) {
      const judgement = judge(rules, facts, { now: NOW, waivers: expiries.map(waiver) });
      assert.deepEqual(judgement.failed, ["example-broken"]);
      assert.deepEqual(
        judgement.findings.filter(({ rule }) => rule === "waiver-expired").map(({ message }) => message),
        ["the waiver for example-unlimited:role gone ended on 2026-11-01"],
      );
    }
  });

  test("leave a waiver alone that is for another database, or for a rule that could not be decided", () => {
    const others = [
      { ...waiver, key: "example-superuser:other:role b" },
      { ...waiver, key: "example-broken:role b" },
    ];
    const judgement = judge(rules, facts, { now: NOW, waivers: others, database: "shop" });
    assert.ok(!judgement.findings.some((one) => one.rule === "waiver-unused"));
  });
});
