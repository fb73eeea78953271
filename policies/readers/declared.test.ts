import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PUBLIC } from "../../postgres/model/acl";
import { groupGraph } from "../../postgres/plan/graph-groups";
import { factsOf } from "../facts/facts";
import { Unknown } from "../facts/maybe";
import { identityOf } from "../facts/object-ref";
import { ACCESS_INPUTS, declared, ROW_SECURITY_INPUTS, VERIFIER } from "../testing/declared";
import { findings, undecided } from "../testing/judged";
import { DECLARED_FACT_TYPES, factTypesOf, readDeclaredFacts } from "./declared";

const LATER = new Unknown("the input is not known before the update");
const ROLE = "postgresql:index/role:Role";
const GRANT = "postgresql:index/grant:Grant";

describe("declared roles", () => {
  const good = { name: "app", login: true, password: VERIFIER, connectionLimit: 20 };

  test("as they should be are not objected to", () => {
    assert.deepEqual(findings(declared(ROLE, "app", good)), []);
  });

  for (const [input, rule] of [
    ["superuser", "role-superuser-login"],
    ["bypassRowLevelSecurity", "role-bypassrls-login"],
    ["createRole", "role-createrole-login"],
    ["createDatabase", "role-createdb-login"],
    ["replication", "role-replication-login"],
  ] as const) {
    test(`with ${input} are found, and not where they cannot log in`, () => {
      assert.deepEqual(findings(declared(ROLE, "app", { ...good, [input]: true })), [`${rule}:role app`]);
      assert.deepEqual(findings(declared(ROLE, "app", { ...good, [input]: true, login: false })), []);
    });

    test(`with ${input} that is not known yet are undecided`, () => {
      assert.deepEqual(undecided(declared(ROLE, "app", { ...good, [input]: LATER })), [rule]);
    });
  }

  for (const [what, password, found] of [
    ["a SCRAM verifier", VERIFIER, false],
    ["an MD5 hash", `md5${"0".repeat(32)}`, true],
    ["plain text", "correct horse battery staple", true],
    ["plain text that only begins like a verifier", "SCRAM-SHA-256$", true],
  ] as const) {
    test(`with ${what} for a password are ${found ? "found" : "not found"}`, () => {
      const keys = findings(declared(ROLE, "app", { ...good, password }));
      assert.deepEqual(keys, found ? ["password-plaintext-input:password role app"] : []);
    });
  }

  test("never have their password in a fact", () => {
    const facts = readDeclaredFacts([declared(ROLE, "app", { ...good, password: "hunter2-hunter2" })]);
    assert.doesNotMatch(JSON.stringify(facts), /hunter2/);
  });

  test("whose password is not known yet are undecided, never passed", () => {
    assert.deepEqual(undecided(declared(ROLE, "app", { ...good, password: LATER })), [
      "password-plaintext-input",
    ]);
  });

  test("that become a superuser by `roles` or by GrantRole are found across resources", () => {
    const dba = declared(ROLE, "dba", { name: "dba", superuser: true });
    const member = declared(ROLE, "app", { ...good, roles: ["dba"] });
    assert.deepEqual(findings(dba, member), ["role-member-of-superuser:role app via dba"]);
    const grantRole = declared("postgresql:index/grantRole:GrantRole", "g", {
      role: "app",
      grantRole: "dba",
    });
    assert.deepEqual(findings(dba, declared(ROLE, "app", good), grantRole), [
      "role-member-of-superuser:role app via dba",
    ]);
  });

  test("that become a role which is declared nowhere are undecided: it may be a superuser", () => {
    const member = declared(ROLE, "app", { ...good, roles: ["postgres"] });
    assert.deepEqual(findings(member), []);
    assert.deepEqual(undecided(member), [
      "role-member-of-bypassrls",
      "role-member-of-createrole",
      "role-member-of-superuser",
    ]);
    const both = declared(ROLE, "app", { ...good, roles: ["postgres", "dba"] });
    const dba = declared(ROLE, "dba", { name: "dba", superuser: true });
    assert.deepEqual(
      findings(dba, both),
      ["role-member-of-superuser:role app via dba"],
      "a finding comes first",
    );
  });

  test("that may run programs on the server are found", () => {
    assert.deepEqual(findings(declared(ROLE, "app", { ...good, roles: ["pg_execute_server_program"] })), [
      "role-member-of-server-access:role app via pg_execute_server_program",
    ]);
  });

  test("whose name is not known are called by the resource's", () => {
    assert.deepEqual(findings(declared(ROLE, "app", { ...good, name: LATER, superuser: true })), [
      "role-superuser-login:role app",
    ]);
  });
});

describe("declared grants", () => {
  const toPublic = { database: "shop", schema: "app", role: "public" };

  for (const [what, inputs, key] of [
    [
      "on a table",
      { ...toPublic, objectType: "table", objects: ["orders"], privileges: ["SELECT"] },
      "grant-public-table:shop:table app.orders to PUBLIC",
    ],
    [
      "on every table",
      { ...toPublic, objectType: "table", privileges: ["SELECT"] },
      "grant-public-table:shop:every table of schema app to PUBLIC",
    ],
    [
      "on a column",
      { ...toPublic, objectType: "column", objects: ["orders"], columns: ["id"], privileges: ["SELECT"] },
      "grant-public-table:shop:column app.orders.id to PUBLIC",
    ],
    [
      "on a sequence",
      { ...toPublic, objectType: "sequence", privileges: ["USAGE"] },
      "grant-public-table:shop:every sequence of schema app to PUBLIC",
    ],
    [
      "to create in schema public",
      { ...toPublic, schema: "public", objectType: "schema", privileges: ["CREATE"] },
      "grant-public-create:shop:schema public to PUBLIC",
    ],
    [
      "to connect",
      { ...toPublic, objectType: "database", privileges: ["CONNECT"] },
      "grant-public-database:database shop to PUBLIC",
    ],
  ] as const) {
    test(`to PUBLIC ${what} are found`, () =>
      assert.deepEqual(findings(declared(GRANT, "g", inputs)), [key]));
  }

  test("to PUBLIC that take everything away are fine", () => {
    const inputs = { ...toPublic, objectType: "schema", schema: "public", privileges: [] };
    assert.deepEqual(findings(declared(GRANT, "g", inputs)), []);
  });

  test("of functions to PUBLIC are undecided, because nobody says how they run", () => {
    const inputs = { ...toPublic, objectType: "function", objects: ["f"], privileges: ["EXECUTE"] };
    assert.deepEqual(findings(declared(GRANT, "g", inputs)), []);
    assert.deepEqual(undecided(declared(GRANT, "g", inputs)), ["grant-public-execute-definer"]);
  });

  test("to a role that is not known yet are undecided", () => {
    const inputs = { ...toPublic, objectType: "table", privileges: ["SELECT"], role: LATER };
    assert.ok(undecided(declared(GRANT, "g", inputs)).includes("grant-public-table"));
  });

  test("of everything to the owner of the schema are fine, and to an application are not", () => {
    const schema = declared("postgresql:index/schema:Schema", "app", {
      database: "shop",
      name: "app",
      owner: "owner",
    });
    const all = { database: "shop", schema: "app", objectType: "table", privileges: ["ALL"] };
    assert.deepEqual(findings(schema, declared(GRANT, "g", { ...all, role: "owner" })), []);
    assert.deepEqual(findings(schema, declared(GRANT, "g", { ...all, role: "app" })), [
      "grant-truncate-references-trigger:shop:every table of schema app to app",
    ]);
  });

  test("with grant option are found", () => {
    const inputs = {
      database: "shop",
      schema: "app",
      role: "app",
      objectType: "schema",
      privileges: ["USAGE"],
      withGrantOption: true,
    };
    assert.deepEqual(findings(declared(GRANT, "g", inputs)), [
      "grant-option-outside-owner:shop:schema app to app",
    ]);
  });

  test("for objects to come to PUBLIC are found", () => {
    const inputs = {
      database: "shop",
      schema: "app",
      owner: "owner",
      role: "public",
      objectType: "table",
      privileges: ["SELECT"],
    };
    assert.deepEqual(
      findings(declared("postgresql:index/defaultPrivileges:DefaultPrivileges", "d", inputs)),
      ["default-privilege-public:shop:default privileges of owner for tables in schema app to PUBLIC"],
    );
  });

  test("inside a schema's deprecated policies are found, where a missing role means PUBLIC", () => {
    const inputs = {
      database: "shop",
      name: "app",
      policies: [
        { create: true, usage: true },
        { role: "app", usage: true },
      ],
    };
    assert.deepEqual(findings(declared("postgresql:index/schema:Schema", "app", inputs)), [
      "grant-public-create:shop:schema app to PUBLIC",
      "grant-public-schema-usage:shop:schema app to PUBLIC",
    ]);
  });
});

describe("declared objects", () => {
  test("a database that the engine may delete is found", () => {
    const type = "postgresql:index/database:Database";
    assert.deepEqual(findings(declared(type, "db", { name: "shop" }, false)), [
      "database-unprotected:database shop",
    ]);
    assert.deepEqual(findings(declared(type, "db", { name: "shop" }, true)), []);
  });

  test("a function that runs as its owner is found, because the resource cannot pin its search_path", () => {
    const inputs = {
      database: "shop",
      schema: "app",
      name: "total",
      args: [
        { type: "uuid", name: "tenant" },
        { type: "bigint", mode: "OUT" },
      ],
      body: "…",
      securityDefiner: true,
    };
    const type = "postgresql:index/function:Function";
    assert.deepEqual(findings(declared(type, "f", inputs)), [
      "definer-without-search-path:shop:function app.total(tenant uuid, OUT bigint)",
      "grant-public-execute-definer:shop:function app.total(tenant uuid, OUT bigint) to PUBLIC",
    ]);
    assert.deepEqual(findings(declared(type, "f", { ...inputs, securityDefiner: false })), []);
  });

  for (const [name, found] of [
    ["plpython3u", "untrusted"],
    ["plperlu", "untrusted"],
    ["plsh", "untrusted"],
    ["plperl", "unneeded"],
    ["pgcrypto", undefined],
    ["plpgsql_check", undefined],
  ] as const) {
    test(`the extension ${name} is ${found ?? "fine"}`, () => {
      const keys = findings(
        declared("postgresql:index/extension:Extension", "e", { database: "shop", name }),
      );
      assert.deepEqual(keys, found === undefined ? [] : [`language-${found}:shop:language ${name}`]);
    });
  }

  test("a user mapping for PUBLIC is found", () => {
    const inputs = { serverName: "archive", userName: "PUBLIC", options: { password: "hunter2" } };
    const resource = {
      ...declared("postgresql:index/userMapping:UserMapping", "m", inputs),
      secretInputs: ["options"],
    };
    assert.deepEqual(findings(resource), ["user-mapping-public:user mapping archive to PUBLIC"]);
    assert.doesNotMatch(JSON.stringify(readDeclaredFacts([resource])), /hunter2/);
  });
});

describe("providers' connections", () => {
  const RAW = "pulumi:providers:postgresql";
  const OURS = "pulumi:providers:palisade";
  for (const [what, type, inputs, found] of [
    ["verify-full", RAW, { host: "db", sslmode: "verify-full" }, false],
    ["verify-ca", RAW, { host: "db", sslmode: "verify-ca" }, false],
    ["require", RAW, { host: "db", sslmode: "require" }, true],
    ["disable on this machine", RAW, { host: "127.0.0.1", sslmode: "disable" }, true],
    ["the provider's own default", RAW, { host: "db" }, true],
    ["the older spelling", RAW, { host: "db", sslMode: "verify-full" }, false],
    ["a Unix socket", RAW, { host: "/var/run/postgresql" }, false],
    ["a cloud's own connector", RAW, { host: "db", scheme: "gcppostgres" }, false],
    ["our provider's default", OURS, { host: "db" }, false],
    ["our provider with require", OURS, { host: "db", tlsMode: "require" }, true],
  ] as const) {
    test(`with ${what} are ${found ? "found" : "fine"}`, () => {
      const keys = findings(declared(type, "server", { ...inputs, password: "hunter2" }));
      assert.deepEqual(keys, found ? ["connection-tls-unverified:connection of provider server"] : []);
    });
  }

  test("are fine with verify-full although the host is not known yet, and undecided with an unknown mode", () => {
    assert.deepEqual(undecided(declared(RAW, "s", { host: LATER, sslmode: "verify-full" })), []);
    assert.deepEqual(undecided(declared(RAW, "s", { host: "db", sslmode: LATER })), [
      "connection-tls-unverified",
    ]);
  });

  test("never have their password in a fact", () => {
    const facts = readDeclaredFacts([
      declared(RAW, "s", { host: "db", password: "hunter2", username: "admin" }),
    ]);
    assert.doesNotMatch(JSON.stringify(facts), /hunter2/);
  });
});

describe("our row security", () => {
  const ROWS = "palisade:index:RowSecurity";

  test("as it should be is not objected to", () => {
    assert.deepEqual(findings(declared(ROWS, "rows", ROW_SECURITY_INPUTS)), []);
    const facts = readDeclaredFacts([declared(ROWS, "rows", ROW_SECURITY_INPUTS)]);
    assert.deepEqual(
      factsOf(facts, "table").map(({ object }) => identityOf(object)),
      ["shop:table app.orders"],
      "a view is no table",
    );
  });

  test("that is not forced, or not even on, is found on its tables", () => {
    const tables = groupGraph({
      "table app.orders": "enabled, not forced; palisade_tenant to shop_app using (x)",
      "table app.items": "disabled, not forced",
    });
    assert.deepEqual(findings(declared(ROWS, "rows", { ...ROW_SECURITY_INPUTS, force: false, tables })), [
      "rls-missing:shop:table app.items",
      "rls-not-forced:shop:table app.orders",
    ]);
  });

  test("leaves alone what the declaration leaves alone, and what Palisade itself needs", () => {
    const tables = groupGraph({
      "table app.orders": "enabled, forced; palisade_tenant to shop_app using (x)",
      "table app.jobs": "left alone: read by the owner only",
      "table palisade_tenancy.signing_keys": "keys for app.tenant_id: 2026-11 (0a1b2c3d)",
    });
    const facts = readDeclaredFacts([declared(ROWS, "rows", { ...ROW_SECURITY_INPUTS, tables })]);
    assert.deepEqual(
      factsOf(facts, "table").map(({ object }) => identityOf(object)),
      ["shop:table app.orders"],
    );
  });

  test("that is not forced is found although there is no table yet, or nobody knows them", () => {
    for (const tables of [{}, LATER]) {
      assert.deepEqual(findings(declared(ROWS, "rows", { ...ROW_SECURITY_INPUTS, force: false, tables })), [
        "rls-not-forced:shop:every table of schema app",
      ]);
    }
  });

  test("on a table that an access graph lets an application empty is found across the two", () => {
    const inputs = {
      ...ACCESS_INPUTS,
      schemas: { app: { roles: { shop_app: { tables: ["SELECT", "TRUNCATE"] } } } },
      privileges: groupGraph({ "table app.orders": "shop_app=SELECT, TRUNCATE" }),
    };
    const keys = findings(
      declared("palisade:index:Access", "shop", inputs),
      declared(ROWS, "rows", ROW_SECURITY_INPUTS),
    );
    assert.ok(keys.includes("rls-truncate-granted:shop:table app.orders to shop_app"), keys.join());
  });
});

test("resources that are not of our business have no facts", () => {
  assert.deepEqual(
    readDeclaredFacts([declared("aws:s3/bucket:Bucket", "b", { acl: "public-read" })]).facts,
    {},
  );
  assert.deepEqual(factTypesOf("aws:s3/bucket:Bucket"), []);
  assert.ok(DECLARED_FACT_TYPES.has("role"));
  assert.equal(PUBLIC, "");
});
