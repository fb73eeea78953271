import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { alterDatabaseConnectionLimit, alterDatabaseSetting } from "./alter-database";
import { alterRole, alterRoleSetting } from "./alter-role";
import { grantRole } from "./grant-role";
import { revokeRole } from "./revoke-role";

const STATEMENTS: readonly (readonly [string, () => string, string])[] = [
  [
    "ALTER ROLE with everything",
    () =>
      alterRole('a"b', {
        superuser: false,
        createRole: false,
        createDatabase: false,
        replication: false,
        bypassRowSecurity: false,
        login: true,
        inherit: true,
        connectionLimit: 0,
        validUntil: "2027-06-30T00:00:00Z",
      }),
    `ALTER ROLE "a""b" NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS LOGIN INHERIT CONNECTION LIMIT 0 VALID UNTIL '2027-06-30T00:00:00Z'`,
  ],
  [
    "ALTER ROLE with one attribute",
    () => alterRole("a", { connectionLimit: -1 }),
    'ALTER ROLE "a" CONNECTION LIMIT -1',
  ],
  [
    "ALTER ROLE SET in all databases",
    () => alterRoleSetting({ role: "a", setting: "search_path", value: ["app", "pg_temp"] }),
    `ALTER ROLE "a" SET "search_path" TO 'app', 'pg_temp'`,
  ],
  [
    "ALTER ROLE RESET in all databases",
    () => alterRoleSetting({ role: "a", setting: "app.tenant_id" }),
    'ALTER ROLE "a" RESET "app"."tenant_id"',
  ],
  [
    "ALTER DATABASE SET",
    () => alterDatabaseSetting({ database: "d", setting: "lock_timeout", value: "it's" }),
    `ALTER DATABASE "d" SET "lock_timeout" TO 'it''s'`,
  ],
  [
    "ALTER DATABASE RESET",
    () => alterDatabaseSetting({ database: "d", setting: "lock_timeout" }),
    'ALTER DATABASE "d" RESET "lock_timeout"',
  ],
  [
    "ALTER DATABASE CONNECTION LIMIT",
    () => alterDatabaseConnectionLimit("d", 20),
    'ALTER DATABASE "d" CONNECTION LIMIT 20',
  ],
  ["GRANT of a role", () => grantRole({ role: "a", member: "b" }), 'GRANT "a" TO "b"'],
  [
    "GRANT of a role in another's name",
    () => grantRole({ role: "a", member: "b", inherit: true, set: true, grantedBy: 'c"' }),
    'GRANT "a" TO "b" WITH INHERIT TRUE, SET TRUE GRANTED BY "c"""',
  ],
  [
    "GRANT of a role with ADMIN, as every version understands it",
    () => grantRole({ role: "a", member: "PUBLIC", admin: true }),
    'GRANT "a" TO "PUBLIC" WITH ADMIN OPTION',
  ],
  [
    "GRANT of a role with all options",
    () => grantRole({ role: "a", member: "b", admin: true, inherit: false, set: true }),
    'GRANT "a" TO "b" WITH ADMIN TRUE, INHERIT FALSE, SET TRUE',
  ],
  [
    "GRANT of a role that leaves ADMIN as it is",
    () => grantRole({ role: "a", member: "b", inherit: true, set: false }),
    'GRANT "a" TO "b" WITH INHERIT TRUE, SET FALSE',
  ],
  ["REVOKE of a role", () => revokeRole({ role: "a", member: "b" }), 'REVOKE "a" FROM "b"'],
  [
    "REVOKE of a role by its grantor, with what hangs on it",
    () => revokeRole({ role: "a", member: "b", grantedBy: "c", cascade: true }),
    'REVOKE "a" FROM "b" GRANTED BY "c" CASCADE',
  ],
  [
    "REVOKE of an option",
    () => revokeRole({ role: "a", member: "b", option: "INHERIT", grantedBy: "c" }),
    'REVOKE INHERIT OPTION FOR "a" FROM "b" GRANTED BY "c"',
  ],
];

describe("statements about roles and databases", () => {
  for (const [name, build, expected] of STATEMENTS) {
    test(`text of ${name}`, () => assert.equal(build(), expected));
  }

  test("what cannot be said is refused", () => {
    assert.throws(() => alterRole("a", {}), RangeError);
    assert.throws(() => alterRole("a", { connectionLimit: 1.5 }), RangeError);
    assert.throws(() => alterDatabaseConnectionLimit("d", Number.NaN), RangeError);
    assert.throws(() => alterDatabaseConnectionLimit("d", -2), RangeError);
    assert.throws(() => alterRoleSetting({ role: "a", setting: "search_path", value: [] }), RangeError);
    assert.throws(() => grantRole({ role: "", member: "b" }), RangeError);
  });
});
