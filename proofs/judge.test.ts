import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ControlResult } from "./controls";
import { judge, type Outcome, worst } from "./judge";
import { heldBack, moot, type Observation, reached, silent, unable } from "./observation";

const ATTACK = { refusals: ["42501", "22P02"], breaches: { "23503": "row security let it pass" } };
const WORKS: ControlResult = { kind: "works" };

function refused(sqlstate: string, message = "what the server said"): Observation {
  return { kind: "refused", sqlstate, message };
}

describe("a refusal", () => {
  test("that the attack names as its defence is a defence, with its SQLSTATE", () => {
    assert.deepEqual(judge(ATTACK, refused("42501")), {
      status: "defended",
      how: "refused: insufficient privilege",
      sqlstate: "42501",
    });
    assert.equal(judge(ATTACK, refused("22P02")).status, "defended");
  });

  test("that only comes after the defence means that the attack got through", () => {
    assert.deepEqual(judge(ATTACK, refused("23503")), {
      status: "got through",
      evidence: "row security let it pass (foreign key violation, 23503)",
    });
  });

  test("for want of a privilege is a defence where the attack says nothing else", () => {
    assert.equal(judge({}, refused("42501")).status, "defended");
  });

  for (const sqlstate of ["42601", "42P01", "42883", "55P03", "57014", "40001", "53200", "XX000", "22012"]) {
    test(`for another reason (${sqlstate}) is never a defence`, () => {
      assert.equal(judge(ATTACK, refused(sqlstate), WORKS).status, "not run");
    });
  }

  test("is quoted only where the server's words cannot hold what a row holds", () => {
    const quoted = judge({}, refused("42P01", "relation x does not exist")) as { reason: string };
    assert.match(quoted.reason, /relation x does not exist/);
    for (const sqlstate of ["22P02", "23505", "P0001", "XX000"]) {
      const outcome = judge({}, refused(sqlstate, 'invalid input: "s3cret"')) as { reason: string };
      assert.doesNotMatch(outcome.reason, /s3cret/);
    }
  });
});

describe("silence", () => {
  test("proves nothing by itself", () => {
    assert.equal(judge({}, silent("0 rows")).status, "not run");
  });

  test("is a defence where the role reaches its own rows", () => {
    assert.deepEqual(judge({}, silent("0 rows"), WORKS), {
      status: "defended",
      how: "0 rows, while it reaches its own",
    });
  });

  test("is a defence where the role is kept out altogether", () => {
    const closed: ControlResult = { kind: "closed", reason: "no policy lets it in" };
    assert.deepEqual(judge({}, silent("0 rows"), closed), {
      status: "defended",
      how: "0 rows: no policy lets it in",
    });
  });

  test("is nothing where the role should reach its own rows and does not", () => {
    const broken: ControlResult = { kind: "broken", reason: "it sees none of its own" };
    assert.deepEqual(judge({}, silent("0 rows"), broken), {
      status: "not run",
      reason: "inconclusive: 0 rows, but it sees none of its own",
    });
  });

  test("is a defence where the attack itself made sure that there was something to reach", () => {
    assert.deepEqual(judge({}, heldBack("0 rows")), { status: "defended", how: "0 rows" });
  });
});

describe("the rest", () => {
  test("what was reached got through, what could not be tried was not run, what was not there is not applicable", () => {
    assert.deepEqual(judge(ATTACK, reached("saw it"), WORKS), { status: "got through", evidence: "saw it" });
    const exposed = { hole: "CVE-2026-120154", upgrade: "18.7", how: "nothing clashes" } as const;
    assert.deepEqual(judge(ATTACK, { kind: "exposed", ...exposed }), { status: "vulnerable", ...exposed });
    assert.deepEqual(judge(ATTACK, unable("no row"), WORKS), { status: "not run", reason: "no row" });
    assert.deepEqual(judge(ATTACK, moot("no view")), { status: "not applicable", reason: "no view" });
  });
});

describe("several attempts", () => {
  const outcomes: Outcome[] = [
    { status: "not applicable", reason: "" },
    { status: "defended", how: "" },
    { status: "not run", reason: "" },
    { status: "got through", evidence: "" },
  ];

  test("are as bad as the worst of them", () => {
    for (let count = 1; count <= outcomes.length; count++)
      assert.equal(worst(outcomes.slice(0, count)).status, outcomes[count - 1]?.status);
  });

  test("prove nothing where there are none", () => {
    assert.equal(worst([]).status, "not run");
  });
});
