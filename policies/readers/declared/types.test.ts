import assert from "node:assert/strict";
import { test } from "node:test";
import * as postgresql from "@pulumi/postgresql";
import { factTypesOf } from "../declared";

/** Resource types of `@pulumi/postgresql` that are not read, each with why nothing about them can be judged in a program. */
const NOT_READ: Readonly<Record<string, string>> = {
  "postgresql:index/replicationSlot:ReplicationSlot":
    "a slot is only abandoned on a running server: replication-slot-abandoned",
  "postgresql:index/physicalReplicationSlot:PhysicalReplicationSlot":
    "a slot is only abandoned on a running server: replication-slot-abandoned",
  "postgresql:index/securityLabel:SecurityLabel":
    "whether the label's provider is loaded, the server's settings say: security-label-unenforced",
};

test("every resource type of the package is read, or it is said why not", () => {
  const types = Object.values(postgresql).flatMap((one) => {
    const type = (one as { readonly __pulumiType?: unknown }).__pulumiType;
    // The provider itself goes by another name here than in a stack.
    return typeof type === "string" && type.includes(":") ? [type] : [];
  });
  assert.ok(types.length > 12, types.join());
  assert.deepEqual(
    types.filter((type) => factTypesOf(type).length === 0).sort(),
    Object.keys(NOT_READ).sort(),
  );
});
