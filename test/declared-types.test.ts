import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as postgresql from "@pulumi/postgresql";
import { factTypesOf } from "../policies/readers/declared";
import * as sdk from "../provider/sdk";

/** Types of which a declaration says nothing that a rule could judge, each with why. */
const NOTHING_TO_JUDGE: Readonly<Record<string, string>> = {
  "postgresql:index/physicalReplicationSlot:PhysicalReplicationSlot":
    "whether anybody reads the slot only the server knows",
  "postgresql:index/replicationSlot:ReplicationSlot": "whether anybody reads the slot only the server knows",
  "postgresql:index/securityLabel:SecurityLabel":
    "whether its provider is loaded the server's settings say, which no resource declares",
  "palisade:index:Proof": "it is a judgement itself",
};

/** The type token of every resource class that a package exports. */
function typesOf(exported: Readonly<Record<string, unknown>>): string[] {
  return Object.values(exported).flatMap((one) => {
    const type = typeof one === "function" ? Reflect.get(one, "__pulumiType") : undefined;
    if (typeof type !== "string") return [];
    return type.includes(":") ? [type] : [`pulumi:providers:${type}`];
  });
}

describe("the reader of declarations knows every type of resource", () => {
  for (const [what, types, least] of [
    ["of @pulumi/postgresql", typesOf(postgresql), 17],
    ["of our own", typesOf(sdk), 4],
  ] as const) {
    test(`${what}, as read or as having nothing to judge`, () => {
      assert.ok(types.length >= least, `the classes are found: ${types.join(", ")}`);
      const unknown = types.filter((type) => factTypesOf(type).length === 0 && !(type in NOTHING_TO_JUDGE));
      assert.deepEqual(
        unknown,
        [],
        "write a reader in policies/readers/declared, or say here why there is nothing to judge",
      );
    });
  }

  test("and none is said to have nothing to judge that is read, or that is gone", () => {
    const types = [...typesOf(postgresql), ...typesOf(sdk)];
    for (const type of Object.keys(NOTHING_TO_JUDGE)) {
      assert.ok(types.includes(type), `${type} is gone`);
      assert.deepEqual(factTypesOf(type), [], `${type} is read`);
    }
  });
});
