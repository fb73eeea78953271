import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { RULES } from "../rules";
import { isAtLeast } from "../severity";
import { decidableFromDeclaration } from "./policies";
import { packOf } from "./testing/run-pack";

describe("the policies of the pack baseline", () => {
  test("has a policy for every rule that a declaration can decide, and for no other", () => {
    assert.deepEqual(
      packOf()
        .map((one) => one.name)
        .sort(),
      RULES.filter(decidableFromDeclaration)
        .map((rule) => rule.id)
        .sort(),
    );
    for (const id of [
      "role-superuser-login",
      "rls-not-forced",
      "database-unprotected",
      "connection-tls-unverified",
    ]) {
      assert.ok(
        packOf().some((one) => one.name === id),
        id,
      );
    }
    assert.ok(!packOf().some((one) => one.name === "hba-trust"), "a declaration has no pg_hba.conf");
  });

  test("has at least a dozen policies of critical and high severity, which are mandatory; the rest is advice", () => {
    const mandatory = packOf().filter((one) => one.enforcementLevel === "mandatory");
    assert.ok(mandatory.length >= 12, `${mandatory.length}`);
    for (const one of packOf()) {
      const rule = RULES.find((candidate) => candidate.id === one.name);
      assert.ok(rule !== undefined);
      assert.equal(one.enforcementLevel, isAtLeast(rule.severity, "high") ? "mandatory" : "advisory");
    }
  });

  test("carries the rule's texts as the framework's own metadata", () => {
    const one = packOf().find(({ name }) => name === "role-superuser-login");
    assert.equal(one?.displayName, "A login role is a superuser");
    assert.equal(one?.severity, "critical");
    assert.match(one?.remediationSteps ?? "", /^Take SUPERUSER away/);
    assert.match(one?.url ?? "", /^https:\/\/www\.postgresql\.org\//);
    assert.deepEqual(one?.tags?.slice(0, 2), ["postgresql", "roles"]);
    assert.ok(one?.tags?.includes("pci-dss:7.2.2"));
    assert.match(one?.framework?.reference ?? "", /^(\d\.\d|SV-261)/);
    assert.deepEqual(one?.configSchema?.properties["allowed"]?.type, "array");
  });
});
