import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Reader } from "../input-reader";
import { parseRoles } from "./parse-roles";
import { rolesNamedIn } from "./role-intent";
import {
  foldSetting,
  isShown,
  sameSetting,
  settingText,
  settingValue,
  shownFormer,
  shownSetting,
  splitNames,
} from "./setting-values";

function parse(input: unknown) {
  const read = new Reader();
  const roles = parseRoles(read, input, "roles");
  return { roles, lines: read.problems.map(({ path, reason }) => `${path}: ${reason}`) };
}

describe("the declaration of roles", () => {
  test("is read with the dangerous attributes false, and what was written told apart", () => {
    const { roles, lines } = parse({
      app: {
        settings: { lock_timeout: "5s" },
        allDatabases: { "app.x": "1" },
        memberOf: ["pg_monitor", { role: "x", admin: true, inherit: false, set: false }],
        members: [{ role: "y" }],
        replication: true,
        login: false,
        connectionLimit: 0,
        validUntil: "2027-06-30T02:00:00.5+02:00",
        managed: true,
      },
      empty: {},
    });
    assert.deepEqual(lines, []);
    const app = roles.get("app");
    assert.deepEqual(app?.attributes, {
      superuser: false,
      createRole: false,
      createDatabase: false,
      replication: true,
      bypassRowSecurity: false,
      login: false,
      connectionLimit: 0,
      validUntil: "2027-06-30T00:00:00Z",
    });
    assert.deepEqual([...(app?.written ?? [])].sort(), [
      "connectionLimit",
      "login",
      "replication",
      "validUntil",
    ]);
    assert.deepEqual(app?.memberOf, [
      { role: "pg_monitor", admin: false },
      { role: "x", admin: true, inherit: false, set: false },
    ]);
    assert.deepEqual(app?.members, [{ role: "y", admin: false }]);
    assert.equal(app?.managed, true);
    assert.equal(roles.get("empty")?.managed, undefined);
    assert.equal(roles.get("empty")?.written.size, 0);
    assert.deepEqual(rolesNamedIn({ roles }), ["app", "empty", "pg_monitor", "x", "y"]);
  });

  test("has all its problems reported at once, each with its path and what to write instead", () => {
    const { lines } = parse({
      a: {
        settings: { timezone: "UTC", TimeZone: "UTC", search_path: "app pg_temp" },
        memberOf: ["a", "b", "b", "pg_database_owner", 7],
        members: [{ role: "m", admin: "yes", granted: true }, ""],
        login: 1,
        connectionLimit: 1.5,
        validUntil: "2027-02-30T00:00:00Z",
        power: true,
      },
      b: { connectionLimit: -2, validUntil: "2027-06-30" },
      pg_monitor: { settings: { lock_timeout: "1s" }, superuser: false, members: ["b"] },
      pg_database_owner: { members: ["a"] },
    });
    assert.deepEqual(lines.sort(), [
      "roles.a.connectionLimit: must be a whole number of connections, or -1 for no limit, not 1.5",
      "roles.a.login: must be true or false, not 1",
      "roles.a.memberOf[0]: is the role itself, and a role cannot be a member of itself",
      'roles.a.memberOf[2]: names "b" a second time: leave it out',
      "roles.a.memberOf[3]: pg_database_owner takes no members: the owner of the database is its only one",
      'roles.a.memberOf[4]: must be a name, not 7: for example "shop_readonly"',
      'roles.a.members[0].admin: must be true or false, not "yes"',
      "roles.a.members[0].granted: is not known here: use role, admin, inherit, set",
      "roles.a.members[1]: a name must not be empty",
      "roles.a.power: is not known here: use settings, allDatabases, memberOf, members, superuser, createRole, createDatabase, replication, bypassRowSecurity, login, inherit, connectionLimit, validUntil, managed",
      'roles.a.settings.search_path: must be a list of names such as "app, pg_temp", not "app pg_temp"',
      "roles.a.settings.timezone: is the same setting as TimeZone: leave out one of them",
      'roles.a.validUntil: must be a moment with its offset from UTC such as "2027-06-30T00:00:00Z", or "infinity", not "2027-02-30T00:00:00Z"',
      "roles.b.connectionLimit: must be a whole number of connections, or -1 for no limit, not -2",
      'roles.b.validUntil: must be a moment with its offset from UTC such as "2027-06-30T00:00:00Z", or "infinity", not "2027-06-30"',
      "roles.pg_database_owner.members: takes no members: the owner of the database is its only one",
      "roles.pg_monitor.settings: PostgreSQL does not let its predefined role pg_monitor be altered: leave it out",
      "roles.pg_monitor.superuser: PostgreSQL does not let its predefined role pg_monitor be altered: leave it out",
    ]);
  });
});

describe("values of settings", () => {
  const lists: readonly (readonly [string, readonly string[] | undefined])[] = [
    ["app, pg_temp", ["app", "pg_temp"]],
    ['"$user", public', ["$user", "public"]],
    ['App,"My ""Schema""" ,pg_temp', ["app", 'My "Schema"', "pg_temp"]],
    ['""', [""]],
    ["", [""]],
    ["app pg_temp", undefined],
    ["app,", undefined],
    ['"open', undefined],
    ["a, , b", undefined],
  ];
  for (const [text, names] of lists) {
    test(`${JSON.stringify(text)} is ${names === undefined ? "no list" : `the list ${JSON.stringify(names)}`}`, () =>
      assert.deepEqual(splitNames(text), names));
  }

  test("lists are compared by their names, everything else letter by letter", () => {
    assert.ok(sameSetting("search_path", "app,pg_temp", '"app", pg_temp'));
    assert.ok(sameSetting("Search_Path", "App", "app"));
    assert.ok(!sameSetting("session_preload_libraries", "Foo", "foo"));
    assert.ok(!sameSetting("statement_timeout", "30s", "30000"));
    assert.deepEqual(settingValue("search_path", "App, b"), ["app", "b"]);
    assert.deepEqual(settingValue("session_preload_libraries", "Foo"), ["Foo"]);
    assert.equal(settingValue("DateStyle", "ISO, MDY"), "ISO, MDY");
    assert.equal(foldSetting("TimeZone"), "timezone");
  });

  test("a value that could be taken for several parts of a line stands in quotes", () => {
    assert.equal(settingText("a", "30s", true), "a=30s");
    assert.equal(settingText("a", "x; b=1", true), 'a="x; b=1"');
  });

  test("an application's own setting may hold a secret, so its value is not shown", () => {
    assert.ok(isShown("search_path") && isShown("pgaudit.log") && isShown("PgAudit.log"));
    assert.ok(!isShown("app.settings.jwt_secret") && !isShown("pgrst.jwt_secret"));
    assert.equal(settingText("app.key", "s3cret", true), "app.key=(as declared)");
    assert.equal(settingText("app.key", "s3cret", false), "app.key=(another value)");
    assert.equal(shownSetting("app.key", "s3cret"), "app.key");
    assert.equal(shownFormer("app.key", "s3cret"), "");
    assert.equal(shownFormer("work_mem", "64MB"), " (was 64MB)");
  });
});
