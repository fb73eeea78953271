import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { findings } from "../testing/judged";
import { accessResource, roleResource } from "../testing/twin";
import { protectingAmong } from "./protecting-properties";

const ROLE = "postgresql:index/role:Role";

describe("the properties that protect", () => {
  test("are found by the property that a path begins with, each once", () => {
    const paths = ["roles[0]", "roles[1].x", "superuser", '["password"]', "skipDropRole", "rolesx"];
    assert.deepEqual(protectingAmong(ROLE, paths), ["roles", "superuser", "password"]);
    assert.deepEqual(protectingAmong(ROLE, []), []);
    assert.deepEqual(protectingAmong(ROLE, ["*"]), ["*"]);
    assert.deepEqual(protectingAmong("palisade:index:Access", ["schemas.app"]), ["schemas"]);
    assert.equal(protectingAmong("random:index/randomPassword:RandomPassword", ["*"]), undefined);
  });

  test("make a finding each, beside what else is found", () => {
    const role = { ...roleResource(), ignoreChanges: ["password", "name", "superuser"] };
    assert.deepEqual(findings(role), [
      "protection-change-ignored:resource postgresql.Role app (password)",
      "protection-change-ignored:resource postgresql.Role app (superuser)",
    ]);
    assert.deepEqual(findings({ ...accessResource(), ignoreChanges: ["*"] }), [
      "protection-change-ignored:resource palisade.Access access (*)",
    ]);
    assert.deepEqual(findings({ ...roleResource(), ignoreChanges: ["name"] }), []);
  });
});
