import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { AttackDescription } from "./attack";
import type { Outcome } from "./judge";
import { renderProofJson } from "./render-json";
import { renderProofText } from "./render-text";
import {
  type AttackResult,
  type AttemptResult,
  attackResult,
  exitStatus,
  type ProofReport,
  tally,
} from "./report";

const TRUNCATE: AttackDescription = {
  id: "truncate-table",
  title: "Empties a table",
  family: "schema changes",
  severity: "critical",
  why: "It is gone.",
  defence: "no privilege",
  fix: "revoke it",
};
const CONNECT: AttackDescription = { ...TRUNCATE, id: "connect", title: "Connects", family: "connection" };

function attempt(role: string, name: string, outcome: Outcome): AttemptResult {
  return { role, target: { kind: "table", schema: "app", name }, outcome };
}

const DEFENDED: Outcome = { status: "defended", how: "refused: insufficient privilege", sqlstate: "42501" };
const OPEN: Outcome = { status: "got through", evidence: "emptied it" };
const NOT_RUN: Outcome = { status: "not run", reason: "inconclusive: timeout" };
const MOOT: Outcome = { status: "not applicable", reason: "no policy" };

function report(...attacks: AttackResult[]): ProofReport {
  return {
    target: {
      kind: "server",
      host: "db.example.org",
      port: 5432,
      database: "shop",
      serverVersion: "18.4",
      platform: "self-hosted",
    },
    attackers: [
      { role: "shop_app", kind: "application" },
      { role: "(stranger)", kind: "stranger" },
    ],
    attacks,
    excepted: [],
    attackTally: tally(attacks.map(({ status }) => status)),
    attemptTally: tally(attacks.flatMap(({ attempts }) => attempts.map(({ outcome }) => outcome.status))),
  };
}

const ALL_DEFENDED = report(
  attackResult(TRUNCATE, [attempt("shop_app", "a", DEFENDED), attempt("(stranger)", "b", DEFENDED)]),
  attackResult(CONNECT, [{ outcome: DEFENDED }]),
);

describe("a hole of the server that is harmless here", () => {
  const how = "no row can clash (tried in a scene of the proof's own)";
  const open = { status: "vulnerable", hole: "CVE-2026-120154", upgrade: "18.7", how } as const;
  const vulnerable = report(
    attackResult(TRUNCATE, [attempt("shop_app", "a", open), attempt("(stranger)", "a", DEFENDED)]),
    attackResult(CONNECT, [{ outcome: DEFENDED }]),
  );

  test("is worse than defended, better than not run, and named with the release that mends it", () => {
    const text = renderProofText(vulnerable);
    assert.match(text, / {2}VULNERABLE {3}Empties a table/);
    assert.match(
      text,
      /\n {6}the server has CVE-2026-120154: upgrade to 18\.7\n {6}harmless here: no row can clash/,
    );
    assert.match(
      text,
      /\n2 attacks, 3 attempts: 1 defended, 1 by holes of the server that are harmless here: upgrade it\n$/,
    );
    assert.equal(
      attackResult(TRUNCATE, [attempt("a", "a", open), attempt("a", "b", NOT_RUN)]).status,
      "not run",
    );
  });

  test("fails the proof only if that is asked for", () => {
    assert.equal(exitStatus(vulnerable), 0);
    assert.equal(exitStatus(vulnerable, { failOnVulnerable: true }), 1);
    assert.equal(exitStatus(ALL_DEFENDED, { failOnVulnerable: true }), 0);
  });

  test("says in JSON which hole, what to upgrade to, and what holds", () => {
    const { attacks } = JSON.parse(renderProofJson(vulnerable, "0"));
    assert.deepEqual(attacks[0].attempts[0], {
      role: "shop_app",
      object: { kind: "table", schema: "app", name: "a" },
      outcome: "vulnerable",
      hole: "CVE-2026-120154",
      upgrade: "18.7",
      how,
    });
  });
});

describe("the text", () => {
  test("is one line an attack, by family, and a line that sums up", () => {
    assert.equal(
      renderProofText(ALL_DEFENDED),
      `Proof of database shop on db.example.org:5432, PostgreSQL 18.4
Attacks as shop_app (application), a made-up stranger; everything they do is rolled back

SCHEMA CHANGES: can a role that only works with rows change what the database is made of?
  defended     Empties a table  2 roles × 2 tables

CONNECTION: can a connection be made in plain text, without a password, or to an impostor?
  defended     Connects         the server

2 attacks, 3 attempts: all defended
`,
    );
  });

  test("says of an attack that got through where, why it matters, and what to do", () => {
    const text = renderProofText(
      report(attackResult(TRUNCATE, [attempt("shop_app", "a", OPEN), attempt("shop_app", "b", NOT_RUN)])),
    );
    assert.match(
      text,
      /GOT THROUGH {2}Empties a table {2}1 role × 2 tables\n {6}shop_app on table app\.a: emptied it\n {6}severity: critical\n {6}why: It is gone\.\n {6}fix: revoke it\n {6}shop_app on table app\.b: not run: inconclusive: timeout\n/,
    );
    assert.match(text, /1 attacks, 2 attempts: 1 GOT THROUGH, 0 defended\n$/);
  });

  test("never calls it all defended when something was not run", () => {
    const text = renderProofText(
      report(
        attackResult(TRUNCATE, [attempt("a", "a", DEFENDED)]),
        attackResult(CONNECT, [attempt("a", "a", NOT_RUN)]),
      ),
    );
    assert.match(text, /NOT RUN {6}Connects/);
    assert.match(text, /2 attacks, 2 attempts: 1 not run in full, which proves nothing, 1 defended\n$/);
  });

  test("spells out a few of many, and says how many more there are", () => {
    const many = Array.from({ length: 8 }, (_, index) => attempt("shop_app", `t${index}`, OPEN));
    const text = renderProofText(report(attackResult(TRUNCATE, many)));
    assert.match(text, /table app\.t4: emptied it\n {6}… and 3 more/);
    assert.doesNotMatch(text, /app\.t5/);
  });

  test("says why there was nothing to attack", () => {
    const text = renderProofText(
      report(
        attackResult(TRUNCATE, [], "there is no table"),
        attackResult(CONNECT, [attempt("a", "t", MOOT)]),
      ),
    );
    assert.match(text, /no target {4}Empties a table {2}there is no table\n/);
    assert.match(text, /no target {4}Connects {9}no policy\n/);
  });

  test("shows a name that would command the terminal, and does not obey it", () => {
    const evil = "\u001b[2J\u202e\nx";
    const text = renderProofText(report(attackResult(TRUNCATE, [attempt(evil, evil, OPEN)])));
    for (const control of "\u001b\u202e") assert.ok(!text.includes(control));
    assert.match(text, /\\u\{1b\}\[2J\\u\{202e\}\\u\{a\}x on table app\."\\u\{1b\}/);
  });
});

describe("the JSON, version 1", () => {
  test("is what the guide says, to the letter", () => {
    const { attacks, ...head } = JSON.parse(
      renderProofJson(
        report(
          attackResult(TRUNCATE, [
            attempt("shop_app", "a", DEFENDED),
            attempt("shop_app", "b", OPEN),
            attempt("(stranger)", "a", NOT_RUN),
            attempt("(stranger)", "b", MOOT),
          ]),
          attackResult(CONNECT, [], "there is no server"),
        ),
        "1.2.3",
      ),
    ) as Record<string, unknown>;
    assert.deepEqual(head, {
      schemaVersion: 1,
      tool: { name: "palisade", version: "1.2.3" },
      target: {
        kind: "server",
        host: "db.example.org",
        port: 5432,
        database: "shop",
        serverVersion: "18.4",
        platform: "self-hosted",
      },
      attackers: [
        { role: "shop_app", kind: "application" },
        { role: "(stranger)", kind: "stranger" },
      ],
      excepted: [],
      summary: {
        attacks: { defended: 0, gotThrough: 1, notRun: 0, vulnerable: 0, notApplicable: 1 },
        attempts: { defended: 1, gotThrough: 1, notRun: 1, vulnerable: 0, notApplicable: 1 },
      },
    });
    const object = (name: string) => ({ kind: "table", schema: "app", name });
    const { id, ...texts } = TRUNCATE;
    assert.deepEqual(attacks, [
      {
        id,
        ...texts,
        outcome: "got through",
        attempts: [
          {
            role: "shop_app",
            object: object("a"),
            outcome: "defended",
            how: "refused: insufficient privilege",
            sqlstate: "42501",
          },
          { role: "shop_app", object: object("b"), outcome: "got through", evidence: "emptied it" },
          { role: "(stranger)", object: object("a"), outcome: "not run", reason: "inconclusive: timeout" },
          { role: "(stranger)", object: object("b"), outcome: "not applicable", reason: "no policy" },
        ],
      },
      { ...CONNECT, outcome: "not applicable", reason: "there is no server", attempts: [] },
    ]);
  });

  test("keeps every name as it is, and nothing that a terminal would obey", () => {
    const evil = "\u001b[2J\u202e\u009b";
    const json = renderProofJson(report(attackResult(TRUNCATE, [attempt(evil, evil, OPEN)])), "0");
    for (const control of evil.replace("[2J", "")) assert.ok(!json.includes(control));
    assert.equal(
      (JSON.parse(json) as { attacks: { attempts: { role: string }[] }[] }).attacks[0]?.attempts[0]?.role,
      evil,
    );
  });
});

describe("the exit status", () => {
  const of = (...outcomes: Outcome[]) =>
    exitStatus(
      report(
        attackResult(
          TRUNCATE,
          outcomes.map((outcome) => attempt("a", "t", outcome)),
        ),
      ),
    );

  test("is 0 only when all that applies was tried and defended", () => {
    assert.equal(of(DEFENDED, MOOT), 0);
  });

  test("is 1 when anything got through, whatever else", () => {
    assert.equal(of(DEFENDED, OPEN, NOT_RUN), 1);
  });

  test("is 2 when something was not run, or nothing was", () => {
    assert.equal(of(DEFENDED, NOT_RUN), 2);
    assert.equal(of(MOOT), 2);
    assert.equal(of(), 2);
  });

  test("may be told to live with what was not run, but not with nothing at all", () => {
    const some = report(attackResult(TRUNCATE, [attempt("a", "t", DEFENDED), attempt("a", "u", NOT_RUN)]));
    assert.equal(exitStatus(some, { allowNotRun: true }), 0);
    const none = report(attackResult(TRUNCATE, [attempt("a", "u", NOT_RUN)]));
    assert.equal(exitStatus(none, { allowNotRun: true }), 2);
  });
});
