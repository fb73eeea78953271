import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import {
  deserializeProperties,
  isRpcSecret,
  serializeProperties,
  specialSecretSig,
  specialSigKey,
  unknownValue,
  unwrapRpcSecret,
} from "@pulumi/pulumi/runtime/rpc";
import fc from "fast-check";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { decodeProperties, encodeProperties } from "./codec";
import { fromStruct, toStruct } from "./struct";
import { type Properties, ResourceReference, reveal, revealAll, sameValue, secret, UNKNOWN } from "./values";

const overTheWire = (properties: Properties): Properties => decodeProperties(encodeProperties(properties));

describe("property codec", () => {
  test("brings every kind of value back as it was", () => {
    const properties = {
      nothing: null,
      yes: true,
      no: false,
      zero: 0,
      negative: -1.5,
      large: 2 ** 53,
      empty: "",
      text: "Zoë ✓ \u0000",
      list: [1, [], { a: [] }],
      map: { "a.b": 1, "": 2, 'quo"te': {} },
      __proto__x: 1,
    };
    assert.deepEqual(overTheWire(properties), properties);
  });

  test("brings any JSON back as it was", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })), (value) => {
        fc.pre(!JSON.stringify(value).includes("__proto__"));
        assert.deepEqual(overTheWire(value as Properties), { ...value });
      }),
      { numRuns: 300 },
    );
  });

  test("writes what Pulumi's generated message reads, and reads what it writes", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })), (value) => {
        fc.pre(!JSON.stringify(value).includes("__proto__"));
        const message = Struct.fromJavaScript(value as Parameters<typeof Struct.fromJavaScript>[0]);
        assert.deepEqual(fromStruct(message), { ...value });
        assert.deepEqual(toStruct(value as Properties).toJavaScript(), message.toJavaScript());
      }),
      { numRuns: 300 },
    );
  });

  test("refuses a key named __proto__, which Pulumi's SDK would lose", () => {
    const hostile = JSON.parse('{"in": {"__proto__": 1}}') as Properties;
    assert.throws(() => encodeProperties(hostile), /in: a key named __proto__/);
    assert.equal(Object.getPrototypeOf(revealAll({ a: 1 })), Object.prototype);
    assert.deepEqual(Object.keys(revealAll(JSON.parse('{"__proto__": {"polluted": true}}'))), ["__proto__"]);
  });

  test("leaves keys without a value out", () => {
    assert.deepEqual(Object.keys(overTheWire({ a: undefined, b: null })), ["b"]);
  });

  test("brings secrets back as secrets, without a second layer", () => {
    const back = overTheWire({ password: secret(secret("hunter2")), nested: [secret({ a: 1 })] });
    assert.equal(String(back["password"]), "[secret]");
    assert.deepEqual(reveal(back), { password: "hunter2", nested: [{ a: 1 }] });
  });

  test("never shows a secret when it is printed, inspected or encoded as JSON", () => {
    const hidden = secret("hunter2");
    for (const text of [
      `${hidden}`,
      JSON.stringify({ hidden }),
      inspect({ hidden }, { depth: 9, showHidden: true }),
    ]) {
      assert.ok(!text.includes("hunter2"), text);
    }
  });

  test("brings unknown values and references to resources back", () => {
    const reference = new ResourceReference("urn:pulumi:dev::p::a:b:C::name", "id-1", "1.0.0");
    const pending = new ResourceReference("urn:pulumi:dev::p::a:b:C::other", UNKNOWN, "");
    const properties = { later: UNKNOWN, hiddenLater: secret(UNKNOWN), reference, pending };
    assert.ok(sameValue(overTheWire(properties), properties));
    assert.deepEqual(overTheWire({ reference })["reference"], reference);
  });

  test("reads what Pulumi's own SDK writes, and the SDK reads what it writes", async () => {
    const plain = { list: ["a", 1, true] };
    const written = await serializeProperties("test", { plain, later: pulumi.output(plain) });
    const marked = { [specialSigKey]: specialSecretSig, value: "hunter2" };
    const read = fromStruct(Struct.fromJavaScript({ ...written, marked, unknown: unknownValue }));
    assert.equal(String(read["marked"]), "[secret]");
    assert.deepEqual(revealAll(read), { plain, later: plain, marked: "hunter2", unknown: UNKNOWN });

    const back = deserializeProperties(
      toStruct({ password: secret("hunter2"), later: UNKNOWN, n: [null] }),
      true,
    );
    assert.ok(isRpcSecret(back["password"]));
    assert.equal(unwrapRpcSecret(back["password"]), "hunter2");
    assert.ok(pulumi.isUnknown(back["later"]));
    assert.deepEqual(back["n"], [null]);
  });

  test("refuses what cannot be sent, naming where it stands", () => {
    assert.throws(() => encodeProperties({ a: [{ b: Number.NaN }] }), /a\[0\]\.b: NaN/);
    const work = (() => 1) as unknown as null;
    assert.throws(() => encodeProperties({ a: { b: work } }), /a\.b: a function/);
  });
});

describe("comparison of values", () => {
  test("sees through secret marks and the order of keys", () => {
    assert.ok(sameValue({ a: secret([1]), b: 2 }, { b: 2, a: [1] }));
    assert.ok(sameValue({ a: undefined }, {}));
  });

  test("tells different values apart", () => {
    for (const [left, right] of [
      [1, "1"],
      [null, false],
      [
        [1, 2],
        [2, 1],
      ],
      [{ a: 1 }, { a: 1, b: 2 }],
      [{ a: 1 }, { b: 1 }],
      [[], {}],
      [UNKNOWN, {}],
      [UNKNOWN, secret("x")],
      [secret("x"), secret("y")],
    ] as const) {
      assert.ok(!sameValue(left as never, right as never), `${String(left)} against ${String(right)}`);
    }
  });
});
