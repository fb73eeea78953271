import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compare } from "bcryptjs";
import { isSecret, isUnknown, UNKNOWN } from "../../../provider/plugin/protocol";
import { engineFor } from "../testing";
import { randomStandIn } from "./provider";

const PASSWORD = "random:index/randomPassword:RandomPassword";
const engine = engineFor(randomStandIn, true as const);

describe("stand-in for random: RandomPassword", () => {
  test("has the official outputs and defaults, and an id that says nothing", async () => {
    const made = await engine.create(PASSWORD, "p", { length: 32 });
    assert.equal(made.id, "none");
    const { result, bcryptHash, ...rest } = made.outputs;
    assert.equal(String(result).length, 32);
    assert.match(String(result), /^[A-Za-z0-9!@#$%&*()\-_=+[\]{}<>:?]{32}$/);
    assert.ok(await compare(String(result), String(bcryptHash)));
    assert.deepEqual(rest, {
      length: 32,
      lower: true,
      upper: true,
      numeric: true,
      number: true,
      special: true,
      minLower: 0,
      minUpper: 0,
      minNumeric: 0,
      minSpecial: 0,
    });
  });

  test("marks result and hash as secret, already at preview", async () => {
    const previewed = await engine.preview(PASSWORD, "p", { length: 8 });
    assert.ok(isUnknown(previewed.outputs["result"]));
    assert.ok(isSecret(previewed.outputs["result"]) && isSecret(previewed.outputs["bcryptHash"]));
  });

  test("draws the least number of each kind, and from the own special characters only", async () => {
    for (let round = 0; round < 20; round += 1) {
      const made = await engine.create("random:index/randomString:RandomString", "s", {
        length: 12,
        minLower: 2,
        minUpper: 3,
        minNumeric: 4,
        minSpecial: 3,
        overrideSpecial: "~^",
      });
      const result = String(made.outputs["result"]);
      const count = (pattern: RegExp) => [...result.matchAll(pattern)].length;
      assert.deepEqual([count(/[a-z]/g), count(/[A-Z]/g), count(/[0-9]/g), count(/[~^]/g)], [2, 3, 4, 3]);
    }
  });

  test("leaves out what is switched off", async () => {
    const made = await engine.create(PASSWORD, "p", { length: 200, special: false, upper: false });
    assert.match(String(made.outputs["result"]), /^[a-z0-9]{200}$/);
  });

  test("draws every character about equally often, and anew every time", async () => {
    const seen = new Map<string, number>();
    const made = await engine.create("random:index/randomString:RandomString", "s", {
      length: 62_000,
      special: false,
    });
    for (const character of String(made.outputs["result"]))
      seen.set(character, (seen.get(character) ?? 0) + 1);
    assert.equal(seen.size, 62);
    // 1000 expected, standard deviation 31.5: seven of them either way.
    for (const [character, count] of seen)
      assert.ok(count > 780 && count < 1220, `${character} ${count} times`);
    const other = await engine.create(PASSWORD, "p", { length: 32 });
    const another = await engine.create(PASSWORD, "p", { length: 32 });
    assert.notEqual(other.outputs["result"], another.outputs["result"]);
  });

  test("a change of anything replaces it, and the same again changes nothing", async () => {
    const made = await engine.create(PASSWORD, "p", { length: 8, keepers: { turn: "1" } });
    assert.deepEqual(await made.diff({ length: 8, keepers: { turn: "1" } }), {
      changes: false,
      detailedDiff: {},
    });
    assert.deepEqual((await made.diff({ length: 8, special: true, keepers: { turn: "1" } })).changes, false);
    assert.deepEqual((await made.diff({ length: 8, keepers: { turn: "2" } })).detailedDiff, {
      keepers: { kind: "update-replace" },
    });
    assert.deepEqual((await made.diff({ length: 9, special: false, keepers: { turn: "1" } })).detailedDiff, {
      length: { kind: "update-replace" },
      special: { kind: "update-replace" },
    });
    assert.equal((await made.diff({ length: UNKNOWN, keepers: { turn: "1" } })).changes, true);
  });

  test("keeps its value through a refresh", async () => {
    const made = await engine.create(PASSWORD, "p", { length: 8 });
    const refreshed = await made.refresh();
    assert.deepEqual(refreshed?.outputs, made.outputs);
    assert.deepEqual(refreshed?.inputs, made.inputs);
  });

  test("takes an existing password by import", async () => {
    const imported = await engine.import(PASSWORD, "correct horse");
    assert.equal(imported?.id, "none");
    assert.equal(imported.outputs["result"], "correct horse");
    assert.equal(imported.outputs["length"], 13);
    assert.equal((await imported.diff({ length: 13 })).changes, false);
  });

  test("refuses what the official provider refuses, all at once", async () => {
    const reasons = async (inputs: Parameters<typeof engine.check>[2]) =>
      (await engine.check(PASSWORD, "p", inputs)).failures.map(
        (failure) => `${failure.path}: ${failure.reason}`,
      );
    assert.match((await reasons({})).join(), /length: is missing/);
    assert.match((await reasons({ length: 0 })).join(), /length: 0 is not a whole number/);
    assert.match((await reasons({ length: 3, minLower: 4 })).join(), /add up to 4/);
    assert.match(
      (await reasons({ length: 3, lower: false, upper: false, numeric: false, special: false })).join(),
      /must be true/,
    );
    assert.match(
      (await reasons({ length: 3, number: true, numeric: false })).join(),
      /number: is the old name/,
    );
    assert.equal((await reasons({ length: 1.5, minUpper: -1, other: 1 })).length, 3);
  });
});

describe("stand-in for random: the others", () => {
  test("RandomBytes gives the same bytes in base64 and hexadecimal, as secrets", async () => {
    const token = "random:index/randomBytes:RandomBytes";
    const made = await engine.create(token, "b", { length: 16 });
    assert.equal(Buffer.from(String(made.outputs["base64"]), "base64").toString("hex"), made.outputs["hex"]);
    assert.equal(String(made.outputs["hex"]).length, 32);
    assert.ok(isSecret((await engine.preview(token, "b", { length: 16 })).outputs["hex"]));
    const imported = await engine.import(token, String(made.outputs["base64"]));
    assert.equal(imported?.outputs["hex"], made.outputs["hex"]);
    await assert.rejects(engine.import(token, "not base64!"), /in base64/);
  });

  test("RandomId gives the same bytes in four forms, and its id back at an import", async () => {
    const token = "random:index/randomId:RandomId";
    const made = await engine.create(token, "i", { byteLength: 8, prefix: "p-" });
    const bytes = Buffer.from(made.id, "base64url");
    assert.deepEqual(
      [made.outputs["hex"], made.outputs["b64Url"], made.outputs["b64Std"], made.outputs["dec"]],
      [
        `p-${bytes.toString("hex")}`,
        `p-${made.id}`,
        `p-${bytes.toString("base64")}`,
        `p-${BigInt(`0x${bytes.toString("hex")}`)}`,
      ],
    );
    assert.deepEqual((await engine.import(token, `p-,${made.id}`))?.outputs, made.outputs);
  });

  test("RandomUuid is its own id", async () => {
    const made = await engine.create("random:index/randomUuid:RandomUuid", "u", {});
    assert.match(made.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(made.outputs["result"], made.id);
  });
});
