import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { MAJORS } from "../servers";
import { TRAPS } from "./index";
import { Scene } from "./scene";

describe("the list of traps", () => {
  test("has each of the thirty-five once", () => {
    assert.deepEqual(
      TRAPS.map(({ id }) => id),
      Array.from({ length: 35 }, (_, index) => `T${index + 1}`),
    );
  });

  test("has a proof for each but the one that no server here can show", () => {
    assert.deepEqual(
      TRAPS.filter(({ prove }) => prove === undefined).map(({ id }) => id),
      ["T35"],
    );
  });
});

for (const major of MAJORS) {
  describe(`the traps of row security on PostgreSQL ${major}`, () => {
    let scene: Scene;
    before(async () => {
      scene = await Scene.open(major);
    });
    after(() => scene.close());

    for (const { id, title, fate, since, prove } of TRAPS) {
      if (prove === undefined || (since ?? 0) > major) continue;
      test(`${id}, ${fate}: ${title}`, () => scene.rolledBack(() => prove(scene)));
    }
  });
}
