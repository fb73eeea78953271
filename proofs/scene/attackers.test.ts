import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Membership, Role } from "../../postgres/model/model";
import type { SecuredObject } from "../../postgres/model/objects";
import { acl, membership, model, role, table } from "../testing/models";
import { castOf, reaches, stranger } from "./attackers";

/** The attackers as `role: kind`. */
function attackers(
  roles: readonly Role[],
  objects: readonly SecuredObject[],
  memberships: readonly Membership[] = [],
): string[] {
  return castOf(model(roles, objects, { memberships })).attackers.map(({ role, kind }) => `${role}: ${kind}`);
}

const SHARED = table("orders", { acl: acl("owner", { app: ["SELECT", "INSERT"], ro: ["SELECT"] }) });

describe("who is recognised as an attacker", () => {
  test("login roles by what they may do: who may write is an application, who may only read is read-only", () => {
    assert.deepEqual(attackers([role("app"), role("ro")], [SHARED]), ["app: application", "ro: readonly"]);
  });

  test("TRUNCATE alone makes an application too", () => {
    const open = table("t", { acl: acl("owner", { app: ["TRUNCATE"] }) });
    assert.deepEqual(attackers([role("app")], [open]), ["app: application"]);
  });

  test("nobody who cannot log in, holds nothing, or holds only what PUBLIC holds", () => {
    const open = table("t", { acl: acl("owner", { group: ["SELECT"], PUBLIC: ["SELECT", "INSERT"] }) });
    assert.deepEqual(attackers([role("group", { login: false }), role("idle")], [open]), []);
  });

  test("members of groups, however far away, unless they do not inherit", () => {
    const roles = [
      role("group", { login: false }),
      role("middle", { login: false }),
      role("near"),
      role("far"),
      role("apart"),
    ];
    const open = table("t", { acl: acl("owner", { group: ["SELECT"] }) });
    const memberships = [
      membership("near", "group"),
      membership("middle", "group"),
      membership("far", "middle"),
      membership("apart", "group", { inherit: false }),
    ];
    assert.deepEqual(attackers(roles, [open], memberships), ["near: readonly", "far: readonly"]);
  });

  test("members of the predefined roles that read or write everything", () => {
    const roles = ["pg_read_all_data", "pg_write_all_data"].map((name) => role(name, { login: false }));
    const memberships = [membership("r", "pg_read_all_data"), membership("w", "pg_write_all_data")];
    assert.deepEqual(attackers([...roles, role("r"), role("w")], [table("t")], memberships), [
      "r: readonly",
      "w: application",
    ]);
  });

  test("superusers that were granted what they would not need, not the others, and not the reader", () => {
    const open = table("t", { acl: acl("owner", { app: ["SELECT"], postgres: ["SELECT"] }) });
    assert.deepEqual(
      attackers([role("app", { superuser: true }), role("root", { superuser: true })], [open]),
      ["app: readonly"],
    );
  });

  test("not the owner of the database or of a schema, but the owner of a mere table", () => {
    const own = table("own", { owner: "app" });
    assert.deepEqual(attackers([role("app"), role("ro")], [SHARED, own]), [
      "app: application",
      "ro: readonly",
    ]);
    assert.deepEqual(castOf(model([role("app"), role("ro")], [SHARED, own])).owners, ["owner"]);
  });

  test("a member of the owner's role", () => {
    assert.deepEqual(attackers([role("app"), role("ro")], [SHARED], [membership("app", "owner")]), [
      "app: application",
      "ro: readonly",
    ]);
  });
});

describe("what the user chooses", () => {
  const catalog = model([role("app"), role("ro"), role("third")], [SHARED]);

  test("replaces what would be recognised", () => {
    const { attackers, owners } = castOf(catalog, {
      application: ["third"],
      readonly: ["app"],
      owners: ["ro"],
    });
    assert.deepEqual(
      attackers.map(({ role, kind }) => [role, kind]),
      [
        ["third", "application"],
        ["app", "readonly"],
      ],
    );
    assert.deepEqual(owners, ["ro"]);
  });

  test("must exist", () => {
    for (const choice of [{ application: ["x"] }, { readonly: ["x"] }, { owners: ["x"] }])
      assert.throws(() => castOf(catalog, choice), /there is no role "x"/);
  });
});

test("what is given to PUBLIC or to a role that it has reaches an attacker", () => {
  const catalog = model([role("app"), role("ro"), role("group")], [SHARED], {
    memberships: [membership("app", "group")],
  });
  const [app] = castOf(catalog).attackers;
  assert.ok(app !== undefined);
  assert.ok(reaches(["group"], app));
  assert.ok(reaches([""], app));
  assert.ok(!reaches(["ro"], app));
  assert.ok(reaches([""], stranger("nobody")));
  assert.ok(!reaches(["app", "group"], stranger("nobody")));
});
