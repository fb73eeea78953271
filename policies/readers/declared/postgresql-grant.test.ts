import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { privilegeNames } from "../../../postgres/model/privileges";
import { factsOf } from "../../facts/facts";
import { isKnown } from "../../facts/maybe";
import { judge } from "../../judge";
import { RULES } from "../../rules";
import { declared } from "../../testing/declared";
import { PROOF_DAY } from "../../testing/prove-rule";
import { grantResource, memberResource, roleResource } from "../../testing/twin";
import { readDeclaredFacts } from "../declared";

describe("ALL in a postgresql.Grant", () => {
  for (const [objectType, names] of [
    ["table", "SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER"],
    ["column", "SELECT, INSERT, UPDATE, REFERENCES"],
    ["sequence", "SELECT, UPDATE, USAGE"],
    ["schema", "USAGE, CREATE"],
    ["database", "CREATE, CONNECT, TEMPORARY"],
    ["routine", "EXECUTE"],
    ["foreign_server", "USAGE"],
  ] as const)
    test(`is what a ${objectType} can carry, and no word that PostgreSQL refuses there`, () => {
      for (const all of ["ALL", "all privileges"]) {
        const facts = readDeclaredFacts([grantResource({ objectType, privileges: [all] })]);
        const [held] = factsOf(facts, "grant").map(({ privileges }) => privileges);
        assert.ok(held !== undefined && isKnown(held));
        assert.equal(privilegeNames(held).join(", "), names);
      }
    });

  test("is that of the objects to come in a postgresql.DefaultPrivileges", () => {
    const inputs = {
      database: "shop",
      role: "app",
      owner: "owner",
      objectType: "sequence",
      privileges: ["ALL"],
    };
    const resource = declared("postgresql:index/defaultPrivileges:DefaultPrivileges", "later", inputs);
    const [held] = factsOf(readDeclaredFacts([resource]), "defaultPrivilege").map((one) => one.privileges);
    assert.ok(held !== undefined && isKnown(held));
    assert.deepEqual(privilegeNames(held), ["SELECT", "UPDATE", "USAGE"]);
  });
});

describe("a postgresql.GrantRole to a role that the program does not make", () => {
  const grant = memberResource({ role: "elsewhere", grantRole: "pg_execute_server_program" });
  const found = (...resources: Parameters<typeof readDeclaredFacts>[0]) =>
    judge(RULES, readDeclaredFacts(resources), { now: PROOF_DAY }).findings.map(({ key, object }) => [
      key,
      object.urn,
    ]);

  test("is found all the same, and tells the resource", () => {
    assert.deepEqual(found(grant), [
      ["role-member-of-server-access:role elsewhere via pg_execute_server_program", grant.urn],
    ]);
  });

  test("is found once where the program makes the role, and not where that cannot log in", () => {
    const made = roleResource({ name: "elsewhere" });
    assert.deepEqual(found(made, grant), [
      ["role-member-of-server-access:role elsewhere via pg_execute_server_program", made.urn],
    ]);
    assert.deepEqual(found(roleResource({ name: "elsewhere", login: false }), grant), []);
  });
});
