import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ATTACKS } from "../attacks/index";
import { isPerfect, renderScore, type Trial, unproven } from "./mutation-score";

const ALL: readonly Trial[] = ATTACKS.map(({ id, family }) => ({
  attack: id,
  family,
  major: 18,
  status: "got through",
}));

describe("the mutation score", () => {
  test("is perfect only where every mutation was killed and every attack has one", () => {
    assert.equal(isPerfect(ALL, [18]), true);
    assert.match(renderScore(ALL, [18]), /mutation score: 100 % \(\d+ of \d+ mutations killed\)\n$/);
    const [first, ...rest] = ALL;
    assert.ok(first !== undefined);
    assert.equal(isPerfect(rest, [18]), false);
    assert.deepEqual(unproven(rest, [18]), [`${first.attack} on PostgreSQL 18`]);
    assert.equal(isPerfect([{ ...first, status: "defended" }, ...rest], [18]), false);
    assert.equal(isPerfect([], []), false);
  });

  test("never rounds a survivor up to 100 %", () => {
    const [first, ...rest] = Array.from({ length: 40 }, () => ALL).flat();
    assert.ok(first !== undefined);
    const text = renderScore([{ ...first, status: "not run" }, ...rest], [18]);
    assert.match(text, /mutation score: 99\.9 %/);
  });

  test("asks nothing of a major that does not know the attack", () => {
    const later = ATTACKS.find(({ id }) => id === "tenant-returning-old");
    const others = ALL.filter(({ attack }) => attack !== later?.id).map((trial) => ({
      ...trial,
      major: 17 as const,
    }));
    assert.deepEqual(unproven(others, [17]), []);
  });
});
