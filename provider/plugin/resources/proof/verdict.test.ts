import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ATTACKS, type AttemptResult, type Outcome, type ProofReport } from "../../../../proofs";
import { attackResult, tally } from "../../../../proofs/report";
import type { Waiver } from "./intent";
import { judgeReport, type Verdict } from "./verdict";

const defended: Outcome = { status: "defended", how: "refused" };
const through = (evidence: string): Outcome => ({ status: "got through", evidence });
const notRun = (reason: string): Outcome => ({ status: "not run", reason });

const orders = { kind: "table", schema: "app", name: "orders" } as const;
const signIn = { kind: "function", schema: "app", name: "sign_in", args: "text" } as const;

function attempt(outcome: Outcome, more: Partial<AttemptResult> = {}): AttemptResult {
  return { role: "shop_app", target: orders, outcome, ...more };
}

function report(attempts: Readonly<Record<string, readonly AttemptResult[]>>): ProofReport {
  const attacks = Object.entries(attempts).map(([id, made]) => {
    const attack = ATTACKS.find((known) => known.id === id);
    assert.ok(attack, id);
    return attackResult(attack, made);
  });
  return {
    target: {
      ...{ kind: "server", host: "db", port: 5432, database: "shop", serverVersion: "18.4" },
      platform: "self-hosted",
    },
    attackers: [{ role: "shop_app", kind: "application" }],
    excepted: [],
    attacks,
    attackTally: tally(attacks.map(({ status }) => status)),
    attemptTally: tally(attacks.flatMap((attack) => attack.attempts.map(({ outcome }) => outcome.status))),
  };
}

function judged(
  attempts: Parameters<typeof report>[0],
  { waive = [], allowNotRun = false, superuser = true }: Partial<Terms> = {},
): Verdict {
  return judgeReport(report(attempts), { database: "shop", waive, allowNotRun }, superuser);
}

interface Terms {
  readonly waive: readonly Waiver[];
  readonly allowNotRun: boolean;
  readonly superuser: boolean;
}

describe("what a run of the suite means for the update", () => {
  test("all defended: no failure, no warning, and every number", () => {
    const { tally, failure, warnings } = judged({
      "truncate-table": [attempt(defended), attempt(defended)],
      "set-role-owner": [attempt(defended)],
      "tenant-merge-other-tenant": [attempt({ status: "not applicable", reason: "too old" })],
    });
    assert.equal(failure, undefined);
    assert.deepEqual(warnings, []);
    assert.deepEqual(tally, { attacks: 2, attempts: 3, defended: 3, gotThrough: 0, notRun: 0, waived: 0 });
  });

  test("every attack that got through is named with role, object, evidence and fix, the worst first", () => {
    const { failure = "", tally } = judged({
      "definer-function-call": [attempt(through("may call it"), { target: signIn })],
      "truncate-table": [
        attempt(through("emptied the table")),
        attempt(through("emptied the table"), { role: "(stranger)" }),
      ],
      "read-password-hashes": [attempt(defended)],
    });
    const lines = failure.split("\n");
    const severity = (id: string) => ATTACKS.find((attack) => attack.id === id)?.severity;
    assert.equal(lines[0], '2 attacks got through on database "shop":');
    assert.match(lines[1] ?? "", new RegExp(`^ {2}truncate-table \\(${severity("truncate-table")}\\): `));
    assert.equal(lines[2], "    shop_app on table app.orders: emptied the table");
    assert.equal(lines[3], "    (stranger) on table app.orders: emptied the table");
    assert.match(lines[4] ?? "", /^ {4}fix: /);
    assert.match(lines[5] ?? "", /^ {2}definer-function-call /);
    assert.equal(lines[6], "    shop_app on function app.sign_in(text): may call it");
    assert.match(
      failure,
      /waive: \[\{ attack: "definer-function-call", object: "function app.sign_in\(text\)"/,
    );
    assert.match(failure, /rolled back/);
    assert.equal(tally.gotThrough, 3);
  });

  test("many attempts of one attack are counted after the first five", () => {
    const { failure = "" } = judged({
      "truncate-table": Array.from({ length: 9 }, () => attempt(through("emptied the table"))),
    });
    assert.equal(failure.match(/emptied the table/g)?.length, 5);
    assert.match(failure, /… and 4 more attempts\n/);
  });

  test("a waiver covers its attack on its object as its role, and nothing else", () => {
    const attempts = {
      "definer-function-call": [
        attempt(through("may call it"), { target: signIn }),
        attempt(through("may call it"), { target: signIn, role: "shop_readonly" }),
      ],
      "truncate-table": [attempt(defended)],
    };
    const reason = "signs users in";
    const attack = "definer-function-call";
    const object = "function app.sign_in(text)";
    const all = judged(attempts, { waive: [{ attack, object, reason }] });
    assert.equal(all.failure, undefined);
    assert.deepEqual([all.tally.waived, all.tally.gotThrough, all.warnings], [2, 0, []]);
    const one = judged(attempts, { waive: [{ attack, object, role: "shop_app", reason }] });
    assert.match(one.failure ?? "", /shop_readonly on function/);
    assert.doesNotMatch(one.failure ?? "", /shop_app on function/);
    const other = judged(attempts, { waive: [{ attack, object: "function app.other()", reason }] });
    assert.equal(other.tally.gotThrough, 2);
    const elsewhere = judged(attempts, { waive: [{ attack: "truncate-table", object, reason }] });
    assert.equal(elsewhere.tally.gotThrough, 2);
  });

  test("a waiver that nothing needs is told", () => {
    const { failure, warnings } = judged(
      { "truncate-table": [attempt(defended)] },
      { waive: [{ attack: "truncate-table", role: "shop_app", reason: "once needed" }] },
    );
    assert.equal(failure, undefined);
    assert.deepEqual(warnings, [
      'nothing needs the waiver { attack: "truncate-table", role: "shop_app", reason: "once needed" }: remove it',
    ]);
  });

  test("what could not be tried fails the update, each reason once, and is never defended", () => {
    const attempts = {
      "truncate-table": [attempt(notRun("a lock")), attempt(notRun("a lock"))],
      "drop-table": [attempt(notRun("a lock")), attempt(defended)],
    };
    const { failure = "", tally, warnings } = judged(attempts);
    assert.match(
      failure,
      /^2 attacks could not be tried in full on database "shop", which proves nothing:\n/,
    );
    assert.match(failure, /\n {2}truncate-table, drop-table \(3 attempts\): a lock\n/);
    assert.match(failure, /allowNotRun/);
    assert.deepEqual([tally.notRun, tally.defended, warnings], [3, 1, []]);
    const allowed = judged(attempts, { allowNotRun: true });
    assert.equal(allowed.failure, undefined);
    assert.match(allowed.warnings.join(), /2 attacks could not be tried in full.*\n.*a lock/);
    const waived = judged(attempts, {
      waive: ["truncate-table", "drop-table"].map((attack) => ({ attack, reason: "known" })),
    });
    assert.deepEqual([waived.failure, waived.tally.waived], [undefined, 3]);
  });

  test("what only a superuser's connection can try is a warning for others, and a failure for a superuser", () => {
    const attempts = {
      "set-role-owner": [attempt(notRun("it needs a session of the role's own"))],
      "truncate-table": [attempt(defended)],
    };
    const other = judged(attempts, { superuser: false });
    assert.equal(other.failure, undefined);
    assert.match(other.warnings.join(), /set-role-owner \(1 attempt\): it needs a session/);
    assert.equal(other.tally.notRun, 1);
    assert.match(judged(attempts).failure ?? "", /set-role-owner/);
    const more = { ...attempts, "drop-table": [attempt(notRun("may not act as shop_app"))] };
    assert.match(judged(more, { superuser: false }).failure ?? "", /drop-table/);
  });

  test("a run in which nothing was defended proves nothing, whatever is allowed", () => {
    assert.match(judged({}).failure ?? "", /no attack on database "shop" was tried/);
    const nothing = judged({ "truncate-table": [attempt(notRun("no rights"))] }, { allowNotRun: true });
    assert.match(nothing.failure ?? "", /no attack on database "shop" was tried/);
  });

  test("a hole of the server that is harmless here fails nothing, and a warning names the release to take", () => {
    const hole = (name: "CVE-2026-116311" | "CVE-2026-120154"): AttemptResult =>
      attempt({ status: "vulnerable", hole: name, upgrade: "18.7", how: "no role may create a function" });
    const { tally, failure, warnings } = judged({
      "truncate-table": [hole("CVE-2026-116311"), hole("CVE-2026-116311"), hole("CVE-2026-120154")],
    });
    assert.equal(failure, undefined);
    assert.equal(tally.defended, 3);
    assert.deepEqual(warnings, [
      "the server has CVE-2026-116311, CVE-2026-120154, tried and harmless in this database: upgrade it to 18.7",
    ]);
  });

  test("an outcome that is not known here counts as got through", () => {
    const vulnerable = { status: "server vulnerable", reason: "upgrade to 18.9" } as unknown as Outcome;
    const { failure = "" } = judged({ "truncate-table": [attempt(vulnerable), attempt(defended)] });
    assert.match(failure, /truncate-table.*\n.*upgrade to 18\.9/);
  });

  test("names of objects cannot rewrite the message", () => {
    const target = { kind: "table", schema: "app", name: "x\u001b[2K\nall defended" } as const;
    const { failure = "" } = judged({ "truncate-table": [attempt(through("emptied"), { target })] });
    assert.ok(!failure.includes("\u001b"));
    assert.ok(!failure.includes("\nall defended"), "a line break in a name is no line break of the message");
  });

  const wall = "tenant-read-other-tenant";
  const held: Outcome = { status: "defended", how: "saw no row, while it reaches its own" };
  const denied: Outcome = { status: "defended", how: "refused", sqlstate: "42501" };
  const products = { ...orders, name: "products" };

  test("allowNotRun does not excuse that no attack of a role on tenants' rows was tried", () => {
    const { failure = "" } = judged(
      {
        [wall]: [attempt(notRun("no row can be made")), attempt(denied, { target: products })],
        "truncate-table": [attempt(defended)],
      },
      { allowNotRun: true },
    );
    assert.match(failure, /nothing was tried of what allowNotRun does not excuse/);
    assert.match(failure, /the attacks of shop_app on tenants' rows: no row can be made/);
  });

  test("a table that no row can be made for is a gap, which allowNotRun does excuse", () => {
    const { failure, warnings } = judged(
      { [wall]: [attempt(notRun("no row can be made")), attempt(held, { target: products })] },
      { allowNotRun: true },
    );
    assert.equal(failure, undefined);
    assert.match(warnings.join(), /no row can be made/);
  });

  test("allowNotRun does not excuse a whole family, but for a connection that is no superuser's", () => {
    const attempts = {
      [wall]: [attempt(held)],
      "read-password-hashes": [attempt(notRun("timeout"))],
      "read-host-rules": [attempt(notRun("timeout"))],
    };
    const { failure = "" } = judged(attempts, { allowNotRun: true });
    assert.match(failure, /the family "secrets": timeout/);
    assert.equal(judged(attempts, { allowNotRun: true, superuser: false }).failure, undefined);
    const waive = ["read-password-hashes", "read-host-rules"].map((attack) => ({
      attack,
      reason: "a slow server",
    }));
    assert.equal(judged(attempts, { allowNotRun: true, waive }).failure, undefined);
  });
});
