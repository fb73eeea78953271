import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { PUBLIC } from "../model/acl";
import { privilegeSet } from "../model/privileges";
import { HOSTILE_NAMES, IMPOSSIBLE_NAMES } from "../testing/hostile-names";
import { alterDefaultPrivileges } from "./alter-default-privileges";
import { alterOwner } from "./alter-owner";
import { alterRoleInDatabase } from "./alter-role-in-database";
import { alterTableRowSecurity } from "./alter-table-row-security";
import { alterViewSecurityInvoker } from "./alter-view";
import { grant } from "./grant";
import { alterPolicy, createPolicy, dropPolicy } from "./policy";
import { quoteIdentifier, quoteLiteral } from "./quote";
import { revoke } from "./revoke";
import { tenantExpression } from "./tenant-expression";
import { beginTrial, endTrial, resetRole, setLocalRole, takeAdvisoryLock } from "./transaction";

const table = { kind: "table", schema: "app", name: "orders" } as const;
const view = { kind: "view", schema: "app", name: "open" } as const;
const routine = { kind: "function", schema: "app", name: "f", args: "a integer" } as const;
const read = privilegeSet(["SELECT"]);
const column = (relation: string, name: string) =>
  ({ kind: "column", schema: "app", name: relation, column: name }) as const;

const STATEMENTS: readonly (readonly [string, () => string, string])[] = [
  [
    "GRANT on many objects to many grantees",
    () =>
      grant({ privileges: privilegeSet(["INSERT", "SELECT"]), objects: [table, view], grantees: ["a", "b"] }),
    'GRANT SELECT, INSERT ON TABLE "app"."orders", "app"."open" TO "a", "b"',
  ],
  [
    "GRANT to PUBLIC",
    () => grant({ privileges: read, objects: [table], grantees: [PUBLIC] }),
    'GRANT SELECT ON TABLE "app"."orders" TO PUBLIC',
  ],
  [
    "GRANT to a role called PUBLIC",
    () => grant({ privileges: read, objects: [table], grantees: ["PUBLIC"] }),
    'GRANT SELECT ON TABLE "app"."orders" TO "PUBLIC"',
  ],
  [
    "GRANT on a routine",
    () => grant({ privileges: privilegeSet(["EXECUTE"]), objects: [routine], grantees: ["a"] }),
    'GRANT EXECUTE ON ROUTINE "app"."f"(a integer) TO "a"',
  ],
  [
    "GRANT on a database",
    () =>
      grant({
        privileges: privilegeSet(["CONNECT"]),
        objects: [{ kind: "database", name: "shop" }],
        grantees: ["a"],
      }),
    'GRANT CONNECT ON DATABASE "shop" TO "a"',
  ],
  [
    "GRANT WITH GRANT OPTION",
    () => grant({ privileges: read, objects: [table], grantees: ["a"], grantOption: true }),
    'GRANT SELECT ON TABLE "app"."orders" TO "a" WITH GRANT OPTION',
  ],
  [
    "GRANT on columns",
    () =>
      grant({
        privileges: privilegeSet(["SELECT", "UPDATE"]),
        objects: [column("orders", "b"), column("orders", "a")],
        grantees: ["r"],
      }),
    'GRANT SELECT ("b", "a"), UPDATE ("b", "a") ON TABLE "app"."orders" TO "r"',
  ],
  [
    "REVOKE on the same column of several relations",
    () =>
      revoke({ privileges: read, objects: [column("orders", "a"), column("bills", "a")], grantees: ["r"] }),
    'REVOKE SELECT ("a") ON TABLE "app"."orders", "app"."bills" FROM "r"',
  ],
  ...(
    [
      [{ kind: "domain", schema: "app", name: "amount" }, 'TYPE "app"."amount"'],
      [{ kind: "language", name: "plpgsql" }, 'LANGUAGE "plpgsql"'],
      [{ kind: "foreign-data wrapper", name: "w" }, 'FOREIGN DATA WRAPPER "w"'],
      [{ kind: "foreign server", name: "s" }, 'FOREIGN SERVER "s"'],
      [{ kind: "large object", name: "4294967295" }, "LARGE OBJECT 4294967295"],
      [{ kind: "tablespace", name: "fast" }, 'TABLESPACE "fast"'],
      [{ kind: "parameter", name: "app.tenant_id" }, 'PARAMETER "app"."tenant_id"'],
    ] as const
  ).map(([object, named]): (typeof STATEMENTS)[number] => [
    `GRANT on a ${object.kind}`,
    () => grant({ privileges: privilegeSet(["USAGE"]), objects: [object], grantees: ["a"] }),
    `GRANT USAGE ON ${named} TO "a"`,
  ]),
  ...(
    [
      [{ kind: "database", name: "d" }, 'DATABASE "d"'],
      [{ kind: "schema", name: "s" }, 'SCHEMA "s"'],
      [table, 'TABLE "app"."orders"'],
      [{ ...table, kind: "foreign table" }, 'FOREIGN TABLE "app"."orders"'],
      [view, 'VIEW "app"."open"'],
      [{ ...view, kind: "materialized view" }, 'MATERIALIZED VIEW "app"."open"'],
      [{ ...table, kind: "sequence" }, 'SEQUENCE "app"."orders"'],
      [routine, 'ROUTINE "app"."f"(a integer)'],
      [{ ...routine, kind: "aggregate" }, 'ROUTINE "app"."f"(a integer)'],
      [{ kind: "type", schema: "app", name: "t" }, 'TYPE "app"."t"'],
      [{ kind: "domain", schema: "app", name: "t" }, 'DOMAIN "app"."t"'],
      [{ kind: "language", name: "l" }, 'LANGUAGE "l"'],
      [{ kind: "foreign-data wrapper", name: "w" }, 'FOREIGN DATA WRAPPER "w"'],
      [{ kind: "foreign server", name: "s" }, 'SERVER "s"'],
      [{ kind: "large object", name: "16400" }, "LARGE OBJECT 16400"],
      [{ kind: "tablespace", name: "t" }, 'TABLESPACE "t"'],
    ] as const
  ).map(([object, named]): (typeof STATEMENTS)[number] => [
    `ALTER ${object.kind} OWNER`,
    () => alterOwner(object, "o"),
    `ALTER ${named} OWNER TO "o"`,
  ]),
  [
    "REVOKE CASCADE",
    () => revoke({ privileges: read, objects: [table], grantees: ["a"], cascade: true }),
    'REVOKE SELECT ON TABLE "app"."orders" FROM "a" CASCADE',
  ],
  [
    "ALTER DEFAULT PRIVILEGES on schemas with grant option",
    () =>
      alterDefaultPrivileges({
        owner: "o",
        action: "GRANT",
        privileges: privilegeSet(["USAGE"]),
        kind: "schemas",
        grantees: ["a"],
        grantOption: true,
      }),
    'ALTER DEFAULT PRIVILEGES FOR ROLE "o" GRANT USAGE ON SCHEMAS TO "a" WITH GRANT OPTION',
  ],
  [
    "ALTER DEFAULT PRIVILEGES on large objects, the grant option alone",
    () =>
      alterDefaultPrivileges({
        owner: "o",
        action: "REVOKE GRANT OPTION",
        privileges: read,
        kind: "large objects",
        grantees: ["a"],
      }),
    'ALTER DEFAULT PRIVILEGES FOR ROLE "o" REVOKE GRANT OPTION FOR SELECT ON LARGE OBJECTS FROM "a"',
  ],
  [
    "REVOKE",
    () => revoke({ privileges: read, objects: [table], grantees: [PUBLIC] }),
    'REVOKE SELECT ON TABLE "app"."orders" FROM PUBLIC',
  ],
  [
    "REVOKE GRANT OPTION",
    () => revoke({ privileges: read, objects: [table], grantees: ["a"], grantOptionOnly: true }),
    'REVOKE GRANT OPTION FOR SELECT ON TABLE "app"."orders" FROM "a"',
  ],
  [
    "ALTER DEFAULT PRIVILEGES in a schema",
    () =>
      alterDefaultPrivileges({
        owner: "o",
        schema: "app",
        action: "GRANT",
        privileges: read,
        kind: "tables",
        grantees: ["a"],
      }),
    'ALTER DEFAULT PRIVILEGES FOR ROLE "o" IN SCHEMA "app" GRANT SELECT ON TABLES TO "a"',
  ],
  [
    "ALTER DEFAULT PRIVILEGES in the database",
    () =>
      alterDefaultPrivileges({
        owner: "o",
        action: "REVOKE",
        privileges: privilegeSet(["EXECUTE"]),
        kind: "functions",
        grantees: [PUBLIC],
      }),
    'ALTER DEFAULT PRIVILEGES FOR ROLE "o" REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC',
  ],
  [
    "ALTER ROLE SET",
    () => alterRoleInDatabase({ role: "a", database: "d", setting: "statement_timeout", value: "30s" }),
    `ALTER ROLE "a" IN DATABASE "d" SET "statement_timeout" TO '30s'`,
  ],
  [
    "ALTER ROLE SET with a list",
    () =>
      alterRoleInDatabase({ role: "a", database: "d", setting: "search_path", value: ["app", "pg_temp"] }),
    `ALTER ROLE "a" IN DATABASE "d" SET "search_path" TO 'app', 'pg_temp'`,
  ],
  [
    "ALTER ROLE RESET of a dotted setting",
    () => alterRoleInDatabase({ role: "a", database: "d", setting: "app.tenant_id" }),
    'ALTER ROLE "a" IN DATABASE "d" RESET "app"."tenant_id"',
  ],
  [
    "ALTER TABLE with both switches",
    () => alterTableRowSecurity({ table, enable: true, force: true }),
    'ALTER TABLE "app"."orders" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY',
  ],
  [
    "ALTER TABLE with one switch",
    () => alterTableRowSecurity({ table, force: false }),
    'ALTER TABLE "app"."orders" NO FORCE ROW LEVEL SECURITY',
  ],
  [
    "CREATE POLICY",
    () =>
      createPolicy({
        table,
        name: "p",
        permissive: true,
        command: "ALL",
        roles: ["a", "b"],
        using: "true",
        withCheck: "false",
      }),
    'CREATE POLICY "p" ON "app"."orders" AS PERMISSIVE FOR ALL TO "a", "b" USING (true) WITH CHECK (false)',
  ],
  [
    "CREATE POLICY for INSERT",
    () =>
      createPolicy({
        table,
        name: "p",
        permissive: false,
        command: "INSERT",
        roles: [PUBLIC],
        withCheck: "true",
      }),
    'CREATE POLICY "p" ON "app"."orders" AS RESTRICTIVE FOR INSERT TO PUBLIC WITH CHECK (true)',
  ],
  [
    "ALTER POLICY",
    () => alterPolicy({ table, name: "p", roles: ["a"], using: "true" }),
    'ALTER POLICY "p" ON "app"."orders" TO "a" USING (true)',
  ],
  ["DROP POLICY", () => dropPolicy(table, "p"), 'DROP POLICY "p" ON "app"."orders"'],
  [
    "ALTER VIEW",
    () => alterViewSecurityInvoker(view, true),
    'ALTER VIEW "app"."open" SET (security_invoker = true)',
  ],
  ["the advisory lock", takeAdvisoryLock, "SELECT pg_catalog.pg_advisory_xact_lock(8097872805151990885)"],
  ["SET LOCAL ROLE", () => setLocalRole("a"), 'SET LOCAL ROLE "a"'],
  ["RESET ROLE", resetRole, "RESET ROLE"],
  ["the begin of a trial", beginTrial, "SAVEPOINT palisade_trial"],
  ["the end of a trial", endTrial, "ROLLBACK TO SAVEPOINT palisade_trial; RELEASE SAVEPOINT palisade_trial"],
  [
    "the tenant expression",
    () => tenantExpression({ column: "tenant_id", type: "uuid", setting: "app.tenant_id" }),
    `"tenant_id" = (SELECT nullif(pg_catalog.current_setting('app.tenant_id', true), '')::uuid)`,
  ],
  [
    "the tenant expression for text",
    () => tenantExpression({ column: "t", type: "text", setting: "a.b" }),
    `"t" = (SELECT nullif(pg_catalog.current_setting('a.b', true), ''))`,
  ],
];

describe("statement builders", () => {
  for (const [name, build, expected] of STATEMENTS) {
    test(`text of ${name}`, () => assert.equal(build(), expected));
  }

  const empty: readonly (readonly [string, () => string])[] = [
    ["no privileges", () => grant({ privileges: 0, objects: [table], grantees: ["a"] })],
    ["no objects", () => grant({ privileges: read, objects: [], grantees: ["a"] })],
    ["no grantees", () => grant({ privileges: read, objects: [table], grantees: [] })],
    [
      "kinds that need different words",
      () => grant({ privileges: read, objects: [table, routine], grantees: ["a"] }),
    ],
    [
      "columns beside a whole relation",
      () => grant({ privileges: read, objects: [column("orders", "a"), table], grantees: ["a"] }),
    ],
    [
      "different columns of several relations",
      () =>
        grant({ privileges: read, objects: [column("orders", "a"), column("bills", "b")], grantees: ["a"] }),
    ],
    [
      "a grant option for PUBLIC",
      () => grant({ privileges: read, objects: [table], grantees: ["a", PUBLIC], grantOption: true }),
    ],
    [
      "a large object that is no OID",
      () =>
        grant({ privileges: read, objects: [{ kind: "large object", name: "1; DROP" }], grantees: ["a"] }),
    ],
    [
      "a large object beyond the OIDs",
      () =>
        grant({ privileges: read, objects: [{ kind: "large object", name: "4294967296" }], grantees: ["a"] }),
    ],
    ["the owner of a column", () => alterOwner(column("orders", "a"), "o")],
    ["the owner of a parameter", () => alterOwner({ kind: "parameter", name: "work_mem" }, "o")],
    [
      "default privileges on schemas in a schema",
      () =>
        alterDefaultPrivileges({
          owner: "o",
          schema: "app",
          action: "GRANT",
          privileges: privilegeSet(["USAGE"]),
          kind: "schemas",
          grantees: ["a"],
        }),
    ],
    ["no switch", () => alterTableRowSecurity({ table })],
    [
      "an empty list of names",
      () => alterRoleInDatabase({ role: "a", database: "d", setting: "search_path", value: [] }),
    ],
  ];
  for (const [name, build] of empty) {
    test(`a statement with ${name} is refused`, () => assert.throws(build, RangeError));
  }
});

describe("quoting", () => {
  for (const [name, reason] of IMPOSSIBLE_NAMES) {
    test(`the name ${JSON.stringify(name).slice(0, 20)} is refused with its reason`, () => {
      assert.throws(() => quoteIdentifier(name), { name: "RangeError", message: reason });
    });
  }

  test("an identifier is one pair of quotes around doubled quotes, whatever it holds", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ minLength: 1, maxLength: 15, unit: "grapheme" }),
          fc.constantFrom(...HOSTILE_NAMES),
        ),
        (name) => {
          fc.pre(!name.includes("\0") && Buffer.byteLength(name) <= 63);
          const quoted = quoteIdentifier(name);
          assert.equal(quoted[0], '"');
          assert.equal(quoted.at(-1), '"');
          assert.ok(!quoted.slice(1, -1).replaceAll('""', "").includes('"'));
          assert.equal(quoted.slice(1, -1).replaceAll('""', '"'), name);
        },
      ),
    );
  });

  test("a literal with a backslash does not depend on standard_conforming_strings", () => {
    assert.equal(quoteLiteral("a\\'b"), "E'a\\\\''b'");
    assert.equal(quoteLiteral("it's"), "'it''s'");
    assert.throws(() => quoteLiteral("nul\0"), RangeError);
  });
});
