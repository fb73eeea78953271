import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Membership, Role } from "./model";
import { type MembershipModel, membershipGraph } from "./reach";

function role(name: string, changes: Partial<Role> = {}): Role {
  return {
    oid: 1,
    name,
    login: true,
    superuser: false,
    createRole: false,
    createDatabase: false,
    replication: false,
    bypassRowSecurity: false,
    inherit: true,
    connectionLimit: -1,
    validUntil: null,
    password: "none",
    ...changes,
  };
}

function membership(member: string, of: string, changes: Partial<Membership> = {}): Membership {
  return { member, role: of, grantor: "postgres", admin: false, inherit: true, set: true, ...changes };
}

function model(
  memberships: readonly Membership[],
  changes: { roles?: readonly Role[]; owner?: string; version?: number } = {},
): MembershipModel {
  const names = new Set(memberships.flatMap(({ member, role: of }) => [member, of]));
  const roles = new Map([...names, "pg_database_owner"].map((name) => [name, role(name)]));
  for (const one of changes.roles ?? []) roles.set(one.name, one);
  return {
    version: changes.version ?? 180000,
    database: "shop",
    roles,
    memberships,
    objects: new Map([
      [
        "database shop",
        {
          kind: "database",
          name: "shop",
          oid: 1,
          owner: changes.owner ?? "postgres",
          acl: [],
          aclIsDefault: true,
        },
      ],
    ]),
  };
}

describe("who can become whom", () => {
  test("the way that is told is a shortest one, from the member to the role", () => {
    const graph = membershipGraph(
      model([membership("a", "b"), membership("b", "c"), membership("c", "d"), membership("a", "c")]),
    );
    assert.deepEqual(graph.inheritedRoles("a").get("d"), ["a", "c", "d"]);
    assert.deepEqual([...graph.inheritedRoles("a").keys()], ["b", "c", "d"]);
  });

  test("inheriting and SET ROLE each need their own option on every membership of the way", () => {
    const graph = membershipGraph(
      model([membership("a", "b", { inherit: false }), membership("b", "c", { set: false })]),
    );
    assert.deepEqual([...graph.inheritedRoles("a").keys()], []);
    assert.deepEqual([...graph.settableRoles("a").keys()], ["b"]);
    assert.deepEqual([...graph.memberships("a").keys()], ["b", "c"]);
    assert.deepEqual([...graph.inheritedRoles("b").keys()], ["c"]);
  });

  test("the ADMIN option counts at the end of any way of memberships", () => {
    const graph = membershipGraph(
      model([
        membership("a", "b", { inherit: false, set: false }),
        membership("b", "c", { admin: true, inherit: false, set: false }),
      ]),
    );
    assert.deepEqual(graph.administeredRoles("a").get("c"), ["a", "b", "c"]);
    assert.equal(graph.canAdminister("a", "b"), false);
    assert.equal(graph.canAdminister("c", "c"), false, "nobody administers itself");
  });

  test("two grants of one membership allow what either of them does", () => {
    const graph = membershipGraph(
      model([
        membership("a", "b", { inherit: false, grantor: "x" }),
        membership("a", "b", { set: false, grantor: "y" }),
      ]),
    );
    assert.equal(graph.inherits("a", "b"), true);
    assert.equal(graph.canSetRole("a", "b"), true);
  });

  test("a superuser is everybody to the questions, and its maps hold its memberships alone", () => {
    const graph = membershipGraph(model([], { roles: [role("root", { superuser: true }), role("a")] }));
    assert.equal(graph.inherits("root", "a"), true);
    assert.equal(graph.canAdminister("root", "root"), true);
    assert.equal(graph.settableRoles("root").size, 0);
    assert.equal(graph.inherits("a", "root"), false);
  });

  test("the database's owner is a member of pg_database_owner, and so are those who inherit it", () => {
    const graph = membershipGraph(model([membership("a", "owner")], { owner: "owner" }));
    assert.deepEqual(graph.inheritedRoles("a").get("pg_database_owner"), ["a", "owner", "pg_database_owner"]);
  });

  test("before PostgreSQL 16 an owner without INHERIT does not inherit pg_database_owner; since then it does", () => {
    const roles = [role("owner", { inherit: false })];
    const before = membershipGraph(model([], { roles, owner: "owner", version: 150000 }));
    const since = membershipGraph(model([], { roles, owner: "owner", version: 160000 }));
    assert.equal(before.inherits("owner", "pg_database_owner"), false);
    assert.equal(before.canSetRole("owner", "pg_database_owner"), true);
    assert.equal(since.inherits("owner", "pg_database_owner"), true);
  });

  test("a name that is no role reaches nobody", () => {
    const graph = membershipGraph(model([membership("a", "b")]));
    assert.equal(graph.inherits("nobody", "a"), false);
    assert.equal(graph.memberships("nobody").size, 0);
  });
});
