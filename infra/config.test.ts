import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, test } from "node:test";
import { closest } from "./closest";
import { parseConfig } from "./config";
import { configSchema } from "./schema";

const right: Readonly<Record<string, string>> = {
  host: "localhost",
  adminUser: "postgres",
  adminPassword: "hunter2",
  database: "shop",
  schemas: '["app","billing"]',
};

/** As the engine hands it over: every value is text, keys have their namespace. */
function parse(values: Readonly<Record<string, string>>, secrets = ["adminPassword"]) {
  return parseConfig({
    values: Object.fromEntries(Object.entries(values).map(([key, value]) => [`palisade:${key}`, value])),
    isSecret: (key) => secrets.includes(key.slice("palisade:".length)),
  });
}

function message(values: Readonly<Record<string, string>>, secrets?: string[]): string {
  const result = parse(values, secrets);
  assert.ok("message" in result, "nothing was found wrong");
  return result.message;
}

/** The first line of every mistake. */
const mistakes = (text: string) => [...text.matchAll(/^ {2}(palisade:\S+)/gm)].map(([, path]) => path);

describe("the stack's configuration", () => {
  test("needs a host, an administrator, a database and schemas; the rest has defaults", () => {
    assert.deepEqual(parse(right), {
      config: {
        host: "localhost",
        port: 5432,
        adminUser: "postgres",
        adminPassword: "hunter2",
        adminSuperuser: false,
        adminTlsMode: "verify-full",
        database: "shop",
        schemas: ["app", "billing"],
        protect: true,
      },
    });
  });

  test("takes everything, also where pulumi config set --path has stored digits as numbers", () => {
    const result = parse({
      ...right,
      port: "6000",
      adminSuperuser: "true",
      adminTlsMode: "verify-ca",
      caFile: "package.json",
      tenants: '{"schemas":["app"],"column":"shop_id","columnType":"bigint","setting":"shop.id"}',
      roles: '{"app":{"name":"web","connectionLimit":9,"statementTimeout":0,"passwordVersion":2}}',
      protect: "false",
    });
    assert.ok("config" in result);
    const { port, adminSuperuser, adminTlsMode, caFile, tenants, roles, protect } = result.config;
    assert.deepEqual(
      { port, adminSuperuser, adminTlsMode, caFile, tenants, roles, protect },
      {
        port: 6000,
        adminSuperuser: true,
        adminTlsMode: "verify-ca",
        caFile: "package.json",
        tenants: { schemas: ["app"], column: "shop_id", columnType: "bigint", setting: "shop.id" },
        roles: { app: { name: "web", connectionLimit: 9, statementTimeout: "0", passwordVersion: "2" } },
        protect: false,
      },
    );
  });

  test("takes memberships of the roles, and finds a wrong one at its place", () => {
    const result = parse({ ...right, roles: '{"readonly":{"memberOf":["pg_monitor"],"members":["alice"]}}' });
    assert.ok("config" in result);
    assert.deepEqual(result.config.roles?.readonly, { memberOf: ["pg_monitor"], members: ["alice"] });
    const text = message({
      ...right,
      roles: '{"readonly":{"members":["alice","pg_monitor"],"memberOf":["x","x"]}}',
    });
    assert.deepEqual(mistakes(text), [
      "palisade:roles.readonly.memberOf",
      "palisade:roles.readonly.members[1]",
    ]);
  });

  test("takes an auditor, and finds what is wrong with it at its place", () => {
    const auditor =
      '{"name":"eye","connectionLimit":9,"statementTimeout":0,"configurationFiles":false,"passwordVersion":2}';
    const result = parse({ ...right, auditor });
    assert.ok("config" in result);
    assert.deepEqual(result.config.auditor, {
      name: "eye",
      connectionLimit: 9,
      statementTimeout: "0",
      configurationFiles: false,
      passwordVersion: "2",
    });
    const plain = parse({ ...right, auditor: "{}" });
    assert.deepEqual("config" in plain && plain.config.auditor, {});
    const wrong =
      '{"name":"shop_app","conectionLimit":3,"statementTimeout":"soon","configurationFiles":"no"}';
    assert.deepEqual(mistakes(message({ ...right, auditor: wrong })), [
      "palisade:auditor.conectionLimit",
      "palisade:auditor.configurationFiles",
      "palisade:auditor.name",
      "palisade:auditor.statementTimeout",
    ]);
    const { database: _none, ...without } = right;
    assert.deepEqual(mistakes(message({ ...without, auditor: "{}" })), ["palisade:database"]);
    assert.deepEqual(mistakes(message({ ...without, auditor: '{"name":"pg_x"}' })), [
      "palisade:database",
      "palisade:auditor.name",
    ]);
  });

  test("leaves the configuration of other packages alone", () => {
    const values = { "aws:region": "eu-central-1" };
    for (const [key, value] of Object.entries(right)) Object.assign(values, { [`palisade:${key}`]: value });
    assert.ok("config" in parseConfig({ values, isSecret: () => true }));
  });

  test("reports every mistake at once: shape, meaning, storage and unknown keys, each with its path", () => {
    const text = message(
      {
        hots: "x",
        port: "70000",
        adminUser: "",
        adminPassword: "hunter2",
        adminTlsMode: "prefer",
        caFile: "nowhere.crt",
        database: "d".repeat(64),
        schemas: '["app","public","app",true]',
        tenants: '{"column":"","kind":"x","columnType":"json","schemas":["aap"]}',
        roles:
          '{"ap":{},"app":{"connectionLimit":"many","lockTimeout":"soon"},"readonly":{"conectionLimit":3}}',
        protect: "yes",
      },
      [],
    );
    assert.deepEqual(mistakes(text), [
      "palisade:host",
      "palisade:port",
      "palisade:adminUser",
      "palisade:adminPassword",
      "palisade:adminTlsMode",
      "palisade:caFile",
      "palisade:database",
      "palisade:schemas",
      "palisade:schemas[1]",
      "palisade:schemas[3]",
      "palisade:tenants.column",
      "palisade:tenants.columnType",
      "palisade:tenants.kind",
      "palisade:tenants.schemas[0]",
      "palisade:roles.ap",
      "palisade:roles.app.connectionLimit",
      "palisade:roles.app.lockTimeout",
      "palisade:roles.readonly.conectionLimit",
      "palisade:protect",
      "palisade:hots",
    ]);
    assert.match(text, /^the configuration has 20 mistakes:\n/);
    assert.match(text, /\nNothing was changed\.$/);
    assert.ok(!text.includes("hunter2"));
  });

  const table: [string, Record<string, string>, RegExp][] = [
    [
      "a missing key, with the command that sets it",
      { host: "" },
      /palisade:host is empty\n +for example: pulumi config set palisade:host db\.example\.com/,
    ],
    [
      "an element of a list, at its place",
      { schemas: '["app","pg_temp"]' },
      /palisade:schemas\[1\] "pg_temp" is a name that PostgreSQL keeps for itself\n +for example: pulumi config set --path 'palisade:schemas\[1\]' app/,
    ],
    ["an empty list", { schemas: "[]" }, /palisade:schemas names no schema.*\n.*'palisade:schemas\[0\]' app/],
    [
      "a list that is none",
      { schemas: "app" },
      /palisade:schemas "app" is not JSON; set its parts one by one/,
    ],
    [
      "an object that is none",
      { tenants: "5" },
      /palisade:tenants 5 is not an object\n.*tenants\.column tenant_id/,
    ],
    [
      "an auditor that is none",
      { auditor: "eye" },
      /palisade:auditor "eye" is not JSON; set its parts one by one with --path\n.*--path palisade:auditor\.connectionLimit 5/,
    ],
    [
      "an auditor who is another role",
      { auditor: '{"name":"shop_app"}' },
      /palisade:auditor\.name "shop_app" is another role of the database.*\n.*palisade:auditor\.name shop_auditor/,
    ],
    ["a port that is no number", { port: "high" }, /palisade:port "high" is not a number/],
    ["a port that is none", { port: "0" }, /palisade:port 0 is not a whole number from 1 to 65535/],
    ["no boolean", { protect: "1" }, /palisade:protect 1 is not true or false/],
    [
      "a TLS mode that falls back to plain text",
      { adminTlsMode: "prefer" },
      /"prefer" is not one of "disable"/,
    ],
    [
      "a mistyped property, with what it was meant to be",
      { roles: '{"app":{"statmentTimeout":"1s"}}' },
      /palisade:roles\.app\.statmentTimeout is not known: did you mean statementTimeout\?\n +for example: pulumi config set --path palisade:roles\.app\.statementTimeout 30s/,
    ],
    [
      "an unknown key like nothing known, with the way to remove it",
      { zebra: "1" },
      /palisade:zebra is not known: use host, port, .*\n +to remove it: pulumi config rm palisade:zebra/,
    ],
    ["a key that every object inherits", { toString: "1" }, /palisade:toString is not known/],
    [
      "a role of PostgreSQL's",
      { roles: '{"app":{"name":"pg_app"}}' },
      /roles\.app\.name "pg_app" is a name that/,
    ],
    [
      "one name for two roles",
      { roles: '{"app":{"name":"x"},"readonly":{"name":"x"}}' },
      /palisade:roles names the role "x" twice/,
    ],
    [
      "a name that would be cut",
      { database: "shop".repeat(15) },
      /roles\.readonly\.name the name .* is 69 bytes long/,
    ],
    ["an authority that is nowhere", { caFile: "x/y.crt" }, /palisade:caFile there is no file "x\/y\.crt"/],
    [
      "a setting without a dot",
      { tenants: '{"setting":"tenant"}' },
      /tenants\.setting "tenant" is no setting/,
    ],
  ];
  for (const [what, values, expected] of table) {
    test(`finds ${what}`, () => assert.match(message({ ...right, ...values }), expected));
  }

  test("refuses a password that is stored as plain text, without showing it", () => {
    const text = message(right, []);
    assert.match(
      text,
      /palisade:adminPassword is stored as plain text.*\n +for example: pulumi config set --secret palisade:adminPassword$/m,
    );
    assert.ok(!text.includes("hunter2"));
  });

  test("never shows a value that is stored as a secret, whatever is wrong with it", () => {
    const text = message({ ...right, port: "hunter3", adminTlsMode: "hunter4" }, [
      "adminPassword",
      "port",
      "adminTlsMode",
    ]);
    assert.deepEqual(mistakes(text), ["palisade:port", "palisade:adminTlsMode"]);
    assert.doesNotMatch(text, /hunter/);
  });
});

test("the guide names every key of the configuration", () => {
  const guide = readFileSync(resolve(__dirname, "..", "docs", "guides", "getting-started.md"), "utf8");
  const rows = guide
    .slice(guide.indexOf("| key |"))
    .split("\n")
    .filter((line) => line.startsWith("| `"));
  const named = rows.flatMap((row) =>
    [...(row.split("|")[1] ?? "").matchAll(/`(\w+)`/g)].map(([, key]) => key),
  );
  assert.deepEqual(named.sort(), Object.keys(configSchema.shape).sort());
});

describe("what a mistyped word was meant to be", () => {
  const words = ["host", "port", "adminUser", "adminPassword", "schemas", "tenants"];
  const table: [string, string | undefined][] = [
    ["hots", "host"],
    ["prot", "port"],
    ["adminuser", "adminUser"],
    ["adminPasswort", "adminPassword"],
    ["schema", "schemas"],
    ["tenant", "tenants"],
    ["x", undefined],
    ["database_name", undefined],
  ];
  for (const [word, expected] of table) {
    test(`${word}: ${expected ?? "nothing"}`, () => assert.equal(closest(word, words), expected));
  }
});
