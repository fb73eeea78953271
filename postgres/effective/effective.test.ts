import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Acl, PUBLIC } from "../model/acl";
import { objectKey } from "../model/keys";
import type { DatabaseModel, Membership, Role } from "../model/model";
import type { SecuredObject } from "../model/objects";
import { type Privilege, privilegeNames, privilegeSet } from "../model/privileges";
import { effectivePrivileges } from "./effective";
import { obstacles } from "./obstacles";
import { rowFilter } from "./row-filter";

const NAMES = ["owner", "app", "group", "top", "reader", "stranger", "pg_read_all_data"];

function role(name: string): Role {
  return {
    oid: 1,
    name,
    login: name !== "group" && name !== "top",
    superuser: false,
    createRole: false,
    createDatabase: false,
    replication: false,
    bypassRowSecurity: false,
    inherit: true,
    connectionLimit: -1,
    validUntil: null,
    password: "none",
  };
}

function entry(
  grantee: string,
  privileges: readonly Privilege[],
  grantable: readonly Privilege[] = [],
): Acl[number] {
  return {
    grantee,
    grantor: "owner",
    privileges: privilegeSet(privileges),
    grantable: privilegeSet(grantable),
  };
}

function member(name: string, of: string, changes: Partial<Membership> = {}): Membership {
  return { member: name, role: of, grantor: "postgres", admin: false, inherit: true, set: true, ...changes };
}

function object(
  changes: Partial<SecuredObject> & Pick<SecuredObject, "kind" | "name" | "acl">,
): SecuredObject {
  return { oid: 20000, owner: "owner", aclIsDefault: false, ...changes };
}

const TABLE = object({
  kind: "table",
  schema: "app",
  name: "orders",
  acl: [
    entry("owner", ["SELECT", "INSERT", "UPDATE", "DELETE"]),
    entry("top", ["SELECT"], ["SELECT"]),
    entry("app", ["INSERT"]),
  ],
});

function model(objects: readonly SecuredObject[], memberships: readonly Membership[] = []): DatabaseModel {
  return {
    version: 180000,
    database: "shop",
    reader: { name: "postgres", superuser: true },
    roles: new Map(NAMES.map((name) => [name, role(name)])),
    memberships,
    storedSettings: [],
    objects: new Map(objects.map((one) => [objectKey(one), one])),
    defaultPrivileges: [],
  };
}

describe("the ways to privileges", () => {
  test("each is told with the memberships that lead there, the strongest first", () => {
    const chain = [member("app", "group"), member("group", "top"), member("app", "pg_read_all_data")];
    const { on } = bound(model([TABLE], chain));
    assert.deepEqual(
      on("app", TABLE).reasons.map(({ how, path, privileges }) => [
        how,
        path.join(" "),
        ...privilegeNames(privileges),
      ]),
      [
        ["grant", "app", "INSERT"],
        ["grant", "app group top", "SELECT"],
        ["predefined", "app pg_read_all_data", "SELECT"],
      ],
    );
    assert.deepEqual(privilegeNames(on("app", TABLE).grantable), ["SELECT"]);
  });

  test("an owner may grant everything, also what it took from itself", () => {
    const bare = { ...TABLE, acl: [] };
    const effective = bound(model([bare], [member("app", "owner")])).on("app", bare);
    assert.equal(effective.privileges, 0);
    assert.equal(privilegeNames(effective.grantable).length, 8);
    assert.deepEqual(effective.owner, ["app", "owner"]);
  });

  test("what SET ROLE adds is told apart, and what one has anyway is not told", () => {
    const to = [member("app", "top", { inherit: false }), member("reader", "top")];
    const { afterSetRole } = bound(model([TABLE], to));
    const [gain, ...rest] = afterSetRole("app", TABLE);
    assert.deepEqual(
      [gain?.path, privilegeNames(gain?.privileges ?? 0), rest],
      [["app", "top"], ["SELECT"], []],
    );
    assert.deepEqual(afterSetRole("reader", TABLE), []);
  });

  test("a column has what its relation gives and its own", () => {
    const column = object({
      kind: "column",
      schema: "app",
      name: "orders",
      column: "id",
      relationKind: "table",
      acl: [entry("app", ["SELECT"]), entry(PUBLIC, ["REFERENCES"])],
    });
    const { on, onAnyColumn } = bound(model([TABLE, column]));
    assert.deepEqual(privilegeNames(on("app", column).privileges), ["SELECT", "INSERT", "REFERENCES"]);
    assert.deepEqual(
      on("app", column).reasons.map(({ how, ofRelation }) => [how, ofRelation === true]),
      [
        ["grant", true],
        ["grant", false],
        ["public", false],
      ],
    );
    assert.deepEqual(privilegeNames(onAnyColumn("stranger", TABLE).privileges), ["REFERENCES"]);
    assert.deepEqual(privilegeNames(on("stranger", TABLE).privileges), []);
  });

  test("objects with one list, owner and kind share one answer", () => {
    const other = { ...TABLE, name: "others", oid: 20001 };
    const { on } = bound(model([TABLE, other]));
    assert.equal(on("app", TABLE), on("app", other));
    assert.notEqual(on("app", TABLE), on("app", { ...other, owner: "app" }));
  });
});

describe("what is missing on the way", () => {
  const schema = object({ kind: "schema", name: "app", acl: [entry("top", ["USAGE"])] });
  const database = object({ kind: "database", name: "shop", acl: [entry("app", ["CONNECT"])] });

  test("USAGE on the schema, CONNECT on the database; a role that cannot log in needs no CONNECT", () => {
    const shop = model([TABLE, schema, database]);
    const missing = (name: string, acting?: string) =>
      obstacles(shop, name, TABLE, acting).map((one) => `${one.privilege} ${objectKey(one.object)}`);
    assert.deepEqual(missing("reader"), ["CONNECT database shop", "USAGE schema app"]);
    assert.deepEqual(missing("app"), ["USAGE schema app"]);
    assert.deepEqual(missing("top"), []);
    assert.deepEqual(missing("app", "top"), [], "after SET ROLE the other role's USAGE counts");
    assert.deepEqual(missing(PUBLIC), ["USAGE schema app"]);
  });

  test("nothing for what lies in no schema and no database", () => {
    const space = object({ kind: "tablespace", name: "fast", acl: [entry("reader", ["CREATE"])] });
    assert.deepEqual(obstacles(model([schema, database, space]), "reader", space), []);
  });
});

describe("row security for a role", () => {
  const policy = { permissive: true, command: "ALL", using: "true", withCheck: null } as const;
  const policies = [
    { ...policy, name: "mine", roles: ["top"] },
    { ...policy, name: "everybody", roles: [PUBLIC] },
    { ...policy, name: "narrow", roles: [PUBLIC], permissive: false },
  ];
  const secured = (enabled: boolean, forced: boolean) => ({
    ...TABLE,
    rowSecurity: { enabled, forced, policies },
  });

  test("the permissive policies of the role, of those it is a member of, and of PUBLIC let rows through", () => {
    const shop = model([], [member("app", "top")]);
    assert.deepEqual(rowFilter(shop, "app", secured(true, true)), { policies: ["everybody", "mine"] });
    assert.deepEqual(rowFilter(shop, "reader", secured(true, true)), { policies: ["everybody"] });
    assert.equal(rowFilter(shop, "app", secured(false, true)), undefined);
  });

  test("the owner is held by FORCE alone", () => {
    const shop = model([], [member("app", "owner")]);
    assert.equal(rowFilter(shop, "app", secured(true, false))?.bypass, "owner");
    assert.equal(rowFilter(shop, "app", secured(true, true))?.bypass, undefined);
  });
});

function bound(shop: DatabaseModel) {
  const effective = effectivePrivileges(shop);
  return {
    on: effective.on.bind(effective),
    onAnyColumn: effective.onAnyColumn.bind(effective),
    afterSetRole: effective.afterSetRole.bind(effective),
  };
}
