import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { scramVerifier } from "../../../postgres/scram";
import { quoteIdentifier } from "../../../postgres/sql/quote";
import type { Properties } from "../../../provider/plugin/protocol";
import { configurationFailures, readConfiguration } from "./configuration";
import { alterDatabase, createDatabase } from "./database";
import { grantDefaults, revokeDefaults } from "./default-privileges";
import { createExtension } from "./extension";
import { grantStatement, revokeAll } from "./grant";
import { grantMembership, revokeMembership } from "./grant-role";
import { grantFailures } from "./grant-target";
import { attributes, parseNameList } from "./role";

const VERIFIER = scramVerifier("password", { salt: Buffer.alloc(16, 7) });

/** Every builder that takes one name, with the exact text around the quoted name. */
const NAMED: readonly [what: string, build: (name: string) => string | undefined, text: string][] = [
  [
    "CREATE DATABASE",
    (name) => createDatabase({ name }),
    "CREATE DATABASE @ TEMPLATE \"template0\" ENCODING 'UTF8' ALLOW_CONNECTIONS true CONNECTION LIMIT -1 IS_TEMPLATE false",
  ],
  [
    "ALTER DATABASE owner",
    (owner) => alterDatabase({ name: "d", owner }, { name: "d", owner: "o" })[0],
    'ALTER DATABASE "d" OWNER TO @',
  ],
  [
    "ALTER DATABASE name",
    (name) => alterDatabase({ name }, { name: "old" })[0],
    'ALTER DATABASE "old" RENAME TO @',
  ],
  [
    "CREATE EXTENSION",
    (schema) => createExtension({ name: "e", schema, version: "1.2", createCascade: true }),
    'CREATE EXTENSION IF NOT EXISTS "e" SCHEMA @ VERSION "1.2" CASCADE',
  ],
  [
    "GRANT on a table",
    (table) =>
      grantStatement({
        role: "r",
        objectType: "table",
        schema: "s",
        objects: [table],
        privileges: ["SELECT", "INSERT"],
      }),
    'GRANT INSERT, SELECT ON TABLE "s".@ TO "r"',
  ],
  [
    "GRANT to a role",
    (role) =>
      grantStatement({
        role,
        objectType: "sequence",
        schema: "s",
        privileges: ["USAGE"],
        withGrantOption: true,
      }),
    'GRANT USAGE ON ALL SEQUENCES IN SCHEMA "s" TO @ WITH GRANT OPTION',
  ],
  [
    "GRANT on a column",
    (column) =>
      grantStatement({
        role: "public",
        objectType: "column",
        schema: "s",
        objects: ["t"],
        columns: [column],
        privileges: ["SELECT"],
      }),
    'GRANT SELECT (@) ON TABLE "s"."t" TO PUBLIC',
  ],
  [
    "GRANT on a database",
    (database) => grantStatement({ role: "r", database, objectType: "database", privileges: ["CONNECT"] }),
    'GRANT CONNECT ON DATABASE @ TO "r"',
  ],
  [
    "GRANT on a foreign server",
    (server) =>
      grantStatement({ role: "r", objectType: "foreign_server", objects: [server], privileges: ["USAGE"] }),
    'GRANT USAGE ON FOREIGN SERVER @ TO "r"',
  ],
  [
    "REVOKE in a schema",
    (schema) => revokeAll({ role: "r", objectType: "function", schema }),
    'REVOKE ALL PRIVILEGES ON ALL FUNCTIONS IN SCHEMA @ FROM "r"',
  ],
  [
    "default privileges",
    (owner) => grantDefaults({ role: "r", owner, schema: "s", objectType: "table", privileges: ["SELECT"] }),
    'ALTER DEFAULT PRIVILEGES FOR ROLE @ IN SCHEMA "s" GRANT SELECT ON TABLES TO "r"',
  ],
  [
    "no default privileges",
    (role) => revokeDefaults({ role, owner: "o", objectType: "type" }),
    'ALTER DEFAULT PRIVILEGES FOR ROLE "o" REVOKE ALL ON TYPES FROM @',
  ],
  [
    "membership",
    (grantRole) => grantMembership({ role: "r", grantRole, withAdminOption: true }),
    'GRANT @ TO "r" WITH ADMIN OPTION',
  ],
  ["no membership", (role) => revokeMembership({ role, grantRole: "g" }), 'REVOKE "g" FROM @'],
];

const HOSTILE = [
  'x"; DROP TABLE t; --',
  "o'clock",
  "a.b",
  "semi;colon",
  "tab\tand\nline",
  "Ünïcödé",
  "$user",
  "\\",
  "public ",
];

describe("the stand-in's statements", () => {
  for (const [what, build, text] of NAMED) {
    test(`${what}: exact text, and every hostile name stays one quoted name`, () => {
      for (const name of ["plain", ...HOSTILE])
        assert.equal(
          build(name),
          text.replace("@", () => quoteIdentifier(name)),
        );
      assert.throws(() => build("x".repeat(64)), RangeError);
      assert.throws(() => build("a\0b"), RangeError);
    });
  }

  test("a role's attributes: all of them at first, afterwards only what changed", () => {
    const inputs: Properties = {
      superuser: false,
      createDatabase: true,
      createRole: false,
      inherit: true,
      login: true,
      replication: false,
      bypassRowLevelSecurity: false,
      connectionLimit: 5,
      validUntil: "2030-01-01'; --",
    };
    assert.equal(
      attributes(inputs, {}, VERIFIER).join(" "),
      "NOSUPERUSER CREATEDB NOCREATEROLE INHERIT LOGIN NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 5 " +
        `VALID UNTIL '2030-01-01''; --' PASSWORD '${VERIFIER}'`,
    );
    assert.deepEqual(attributes({ ...inputs, login: false }, inputs, undefined), ["NOLOGIN"]);
    assert.deepEqual(attributes(inputs, inputs, undefined), []);
    assert.deepEqual(attributes({ validUntil: "NULL" }, {}, "null"), [
      "VALID UNTIL 'infinity'",
      "PASSWORD NULL",
    ]);
  });

  test("a password never stands in a statement, but a verifier for it", () => {
    for (const password of ["hunter2", "o'clock", "SCRAM-SHA-256$broken", "md5 is not a hash"]) {
      const [text] = attributes({}, {}, password);
      assert.ok(!text?.includes(password), text);
      assert.match(text ?? "", /^PASSWORD 'SCRAM-SHA-256\$4096:/);
    }
  });

  test("DEFAULT is a word, not a name", () => {
    assert.equal(
      createDatabase({
        name: "d",
        owner: "DEFAULT",
        template: "default",
        lcCollate: "DEFAULT",
        lcCtype: "C'",
        isTemplate: true,
      }),
      "CREATE DATABASE \"d\" OWNER DEFAULT TEMPLATE DEFAULT ENCODING 'UTF8' LC_COLLATE DEFAULT LC_CTYPE 'C''' " +
        "ALLOW_CONNECTIONS true CONNECTION LIMIT -1 IS_TEMPLATE true",
    );
  });

  test("an empty list of privileges grants nothing", () => {
    assert.equal(grantStatement({ role: "r", objectType: "table", schema: "s", privileges: [] }), undefined);
    assert.equal(grantDefaults({ role: "r", owner: "o", objectType: "table", privileges: [] }), undefined);
  });

  test("a list of names is read as PostgreSQL keeps it", () => {
    assert.deepEqual(parseNameList('app, "$user", "we""ird, path", public'), [
      "app",
      "$user",
      'we"ird, path',
      "public",
    ]);
    assert.deepEqual(parseNameList('""'), [""]);
    assert.deepEqual(parseNameList(""), []);
  });
});

describe("the stand-in's grants refuse", () => {
  for (const [what, inputs, pattern] of [
    ["an unknown type", { objectType: "view" }, /"view" is none of database, schema, table/],
    [
      "SQL in the place of a privilege",
      { objectType: "table", schema: "s", privileges: ["SELECT ON t TO x; --"] },
      /cannot be granted on a table/,
    ],
    [
      "another type's privilege",
      { objectType: "schema", schema: "s", privileges: ["SELECT"] },
      /"SELECT" cannot be granted on a schema/,
    ],
    ["a table without schema", { objectType: "table", privileges: [] }, /schema: is needed/],
    [
      "objects on a schema",
      { objectType: "schema", schema: "s", objects: ["t"], privileges: [] },
      /objects: cannot be given/,
    ],
    [
      "two tables with columns",
      { objectType: "column", schema: "s", objects: ["t", "u"], columns: ["c"], privileges: [] },
      /exactly one table/,
    ],
    [
      "columns on a table",
      { objectType: "table", schema: "s", columns: ["c"], privileges: [] },
      /columns: cannot be given/,
    ],
  ] as const) {
    test(what, () => {
      const failures = grantFailures(inputs as unknown as Properties);
      assert.match(failures.map((failure) => `${failure.path}: ${failure.reason}`).join("; "), pattern);
    });
  }
});

describe("the stand-in's provider", () => {
  test("reads what the official package sends, numbers as JSON text", () => {
    const { settings, superuser } = readConfiguration(
      {
        host: "db",
        port: "6543",
        username: "u",
        password: "p",
        sslmode: "verify-ca",
        connectTimeout: "7",
        superuser: "false",
      },
      {},
    );
    assert.deepEqual(
      [
        settings.host,
        settings.port,
        settings.user,
        settings.password,
        settings.tlsMode,
        settings.connectTimeout,
        superuser,
      ],
      ["db", 6543, "u", "p", "verify-ca", 7_000, false],
    );
  });

  test("has the official defaults, and takes what is left out from the environment", () => {
    const bare = readConfiguration({}, {});
    assert.deepEqual(
      [
        bare.settings.port,
        bare.settings.user,
        bare.settings.database,
        bare.settings.tlsMode,
        bare.settings.connectTimeout,
        bare.superuser,
      ],
      [5432, "postgres", "postgres", "require", 180_000, true],
    );
    const { settings } = readConfiguration(
      {},
      { PGHOST: "h", PGPORT: "1", PGUSER: "u", PGPASSWORD: "p", PGDATABASE: "d", PGSSLMODE: "disable" },
    );
    assert.deepEqual(
      [settings.host, settings.port, settings.user, settings.password, settings.database, settings.tlsMode],
      ["h", 1, "u", "p", "d", "disable"],
    );
  });

  test("refuses what it cannot honour instead of ignoring it", () => {
    const failures = configurationFailures({
      awsRdsIamAuth: "true",
      clientcert: '{"cert":"c","key":"k"}',
      scheme: "awspostgres",
      sslmode: "prefer",
      port: '"x"',
    });
    assert.deepEqual(failures.map((failure) => failure.path).sort(), [
      "awsRdsIamAuth",
      "clientcert",
      "port",
      "scheme",
      "sslmode",
    ]);
    assert.throws(() => readConfiguration({ sslmode: "allow" }, {}), /sslmode: "allow" is none of/);
  });
});
