import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { database, grant, membership, PUBLIC, role } from "../testing/factories";
import type { Facts, FactsByType } from "./facts";
import { isLowTrust, roleGraph } from "./role-graph";

function world(facts: FactsByType): Facts {
  return { world: "server", facts };
}

describe("who can become whom", () => {
  test("follows memberships of memberships, and tells the way", () => {
    const graph = roleGraph(
      world({ membership: [membership({ role: "b", member: "a" }), membership({ role: "c", member: "b" })] }),
    );
    assert.deepEqual(
      [...graph.reachable("a")],
      [
        ["b", ["a", "b"]],
        ["c", ["a", "b", "c"]],
      ],
    );
    assert.deepEqual([...graph.reachable("c")], []);
  });

  test("counts ADMIN, because who has it can grant itself the rest", () => {
    const bare = membership({ role: "b", member: "a", inherit: false, set: false });
    assert.equal(
      roleGraph(world({ membership: [bare] }))
        .reachable("a")
        .has("b"),
      false,
    );
    assert.equal(
      roleGraph(world({ membership: [{ ...bare, admin: true }] }))
        .reachable("a")
        .has("b"),
      true,
    );
  });

  test("and the groups of a role are all that it is a member of, whether or not rights flow", () => {
    const bare = { inherit: false, set: false };
    const { groups } = roleGraph(
      world({
        membership: [
          membership({ role: "b", member: "a", ...bare }),
          membership({ role: "c", member: "b", ...bare }),
        ],
      }),
    );
    assert.deepEqual([...groups("a")], ["b", "c"]);
    assert.deepEqual([...groups("c")], []);
  });

  test("ends where memberships go in a circle, which PostgreSQL refuses but a declaration can hold", () => {
    const graph = roleGraph(
      world({ membership: [membership({ role: "b", member: "a" }), membership({ role: "a", member: "b" })] }),
    );
    assert.deepEqual([...graph.reachable("a").keys()], ["b"]);
  });
});

describe("who is kept small", () => {
  const facts = world({
    role: [role(), role({ name: "root", superuser: true })],
    membership: [membership({ role: "owner", member: "deployer" })],
    schema: [{ database: "shop", name: "app", owner: "schema_owner" }],
    database: [database({ owner: "database_owner" })],
  });
  const table: readonly (readonly [string, string, boolean])[] = [
    ["PUBLIC", PUBLIC, true],
    ["an application", "app", true],
    ["a role that nobody knows more of", "stranger", true],
    ["not the owner of the object", "owner", false],
    ["not a member of the owner", "deployer", false],
    ["not the owner of the schema", "schema_owner", false],
    ["not the owner of the database", "database_owner", false],
    ["not a superuser", "root", false],
    ["not a predefined role", "pg_monitor", false],
    ["not whom the options trust", "trusted", false],
  ];
  for (const [what, grantee, low] of table) {
    test(what, () => assert.equal(isLowTrust(grant({ grantee }), facts, ["trusted"]), low));
  }
});
