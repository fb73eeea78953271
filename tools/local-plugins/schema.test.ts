import assert from "node:assert/strict";
import { test } from "node:test";
import { postgresqlStandIn } from "./postgresql/provider";

test("a stand-in's schema has every resource that it serves, with its inputs, outputs and what is required", () => {
  const schema = postgresqlStandIn.schema?.() as {
    name: string;
    provider: { inputProperties: object };
    resources: Record<string, { inputProperties: object; properties: object; requiredInputs: string[] }>;
  };
  assert.equal(schema.name, "postgresql");
  assert.ok("sslmode" in schema.provider.inputProperties);
  assert.deepEqual(Object.keys(schema.resources), Object.keys(postgresqlStandIn.resources));
  const grant = schema.resources["postgresql:index/grant:Grant"];
  assert.ok(grant);
  assert.deepEqual(grant.requiredInputs, ["role", "database", "objectType", "privileges"]);
  assert.ok("objects" in grant.inputProperties && "objects" in grant.properties);
});
