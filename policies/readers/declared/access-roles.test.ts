import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { factsOf } from "../../facts/facts";
import { Unknown } from "../../facts/maybe";
import { ACCESS_INPUTS, declared, VERIFIER } from "../../testing/declared";
import { findings, passed, undecided } from "../../testing/judged";
import { readDeclaredFacts } from "../declared";

const LATER = new Unknown("the input is not known before the update");
const access = (roles: unknown, more: Readonly<Record<string, unknown>> = {}) =>
  declared("palisade:index:Access", "shop", { ...ACCESS_INPUTS, roles, ...more });
const created = (inputs: Readonly<Record<string, unknown>> = {}) =>
  declared("postgresql:index/role:Role", "app", {
    name: "app",
    login: true,
    password: VERIFIER,
    connectionLimit: 20,
    ...inputs,
  });

describe("roles asserted by an access graph", () => {
  for (const [attribute, rule] of [
    ["superuser", "role-superuser-login"],
    ["bypassRowSecurity", "role-bypassrls-login"],
    ["createRole", "role-createrole-login"],
    ["createDatabase", "role-createdb-login"],
    ["replication", "role-replication-login"],
  ] as const) {
    test(`with ${attribute} are found, unless they cannot log in`, () => {
      const found = [`${rule}:role app`];
      assert.deepEqual(findings(access({ app: { [attribute]: true } })), found, "nobody says whether it can");
      assert.deepEqual(findings(access({ app: { [attribute]: true, login: true } })), found);
      assert.deepEqual(findings(access({ app: { [attribute]: true, login: false } })), []);
    });
  }

  test("as they should be are not objected to, and leave nothing undecided", () => {
    for (const mode of ["authoritative", "additive", "adopt"]) {
      const resource = access(
        { app: { settings: { statement_timeout: "30s" }, connectionLimit: 5 } },
        { mode },
      );
      assert.deepEqual([findings(resource), undecided(resource)], [[], []], mode);
    }
  });

  test("say of unwritten attributes only what their mode takes away", () => {
    const superuser = (more: Readonly<Record<string, unknown>>) =>
      factsOf(readDeclaredFacts([access({ app: { createRole: true } }, more)]), "role").map((role) => [
        role.superuser,
        role.createRole,
        role.login,
        role.connectionLimit,
      ]);
    assert.deepEqual(superuser({}), [[false, true, undefined, undefined]]);
    assert.deepEqual(superuser({ mode: "adopt" }), [[undefined, true, undefined, undefined]]);
    assert.deepEqual(superuser({ mode: "adopt", modes: { roles: "authoritative" } }), [
      [false, true, undefined, undefined],
    ]);
  });

  test("are no pass of what nobody says about them", () => {
    const rules = passed(access({ app: { settings: {} } }, { mode: "adopt" }));
    for (const rule of ["role-superuser-login", "role-no-connection-limit"])
      assert.ok(!rules.includes(rule), rule);
    assert.ok(passed(access({ app: { connectionLimit: 5 } })).includes("role-no-connection-limit"));
  });

  test("without a limit are found where the declaration says so", () => {
    assert.deepEqual(findings(access({ app: { connectionLimit: -1 } })), [
      "role-no-connection-limit:role app",
    ]);
  });

  test("are found past the end of their passwords, unless they cannot log in", () => {
    const ended = { validUntil: "2026-01-01T00:00:00Z", connectionLimit: 5 };
    assert.deepEqual(findings(access({ app: ended })), ["role-expired:role app"]);
    assert.deepEqual(findings(access({ app: { ...ended, login: false } })), []);
    assert.deepEqual(findings(access({ app: { ...ended, validUntil: "infinity" } })), []);
    assert.deepEqual(findings(created(), access({ app: ended })), ["role-expired:role app"]);
    assert.ok(undecided(created(), access({ app: { validUntil: LATER } })).includes("role-expired"));
  });

  test("carry their settings, those of the database over those for all", () => {
    const settings = { statement_timeout: "30s" };
    const allDatabases = { statement_timeout: "1h", lock_timeout: "5s" };
    const [role] = factsOf(readDeclaredFacts([access({ app: { settings, allDatabases } })]), "role");
    assert.deepEqual(role?.settings, { statement_timeout: "30s", lock_timeout: "5s" });
  });
});

describe("memberships asserted by an access graph", () => {
  const found = ["role-member-of-server-access:role app via pg_execute_server_program"];
  const handsOut = "role-admin-option:role app via pg_execute_server_program";

  test("are found from either side", () => {
    assert.deepEqual(findings(access({ app: { memberOf: ["pg_execute_server_program"] } })), found);
    const members = { pg_execute_server_program: { members: [{ role: "app", admin: true }] } };
    assert.deepEqual(findings(access(members), created()), [...found, handsOut]);
  });

  test("are found through a role between", () => {
    const roles = {
      app: { memberOf: ["staff"] },
      staff: { login: false, memberOf: ["pg_execute_server_program"] },
    };
    assert.deepEqual(findings(access(roles)), found);
  });

  test("with neither INHERIT, SET nor ADMIN give nothing", () => {
    const membership = { role: "pg_execute_server_program", inherit: false, set: false };
    assert.deepEqual(findings(access({ app: { memberOf: [membership] } })), []);
    // Without a word the member's own attribute decides about INHERIT.
    const silent = { role: "pg_execute_server_program", set: false };
    assert.deepEqual(findings(access({ app: { memberOf: [silent] } })), found);
    assert.deepEqual(findings(access({ app: { memberOf: [silent], inherit: false } })), []);
    const admin = { ...membership, admin: true };
    assert.deepEqual(findings(access({ app: { memberOf: [admin] } })), [...found, handsOut]);
  });

  test("in a role whose attributes nobody declares are undecided", () => {
    assert.deepEqual(undecided(access({ app: { memberOf: ["dba"] } })), [
      "role-member-of-bypassrls",
      "role-member-of-createrole",
      "role-member-of-superuser",
    ]);
    const both = { app: { memberOf: ["dba"] }, dba: { login: false } };
    assert.deepEqual(undecided(access(both)), []);
    assert.deepEqual(undecided(access(both, { mode: "additive" })), [
      "role-member-of-bypassrls",
      "role-member-of-createrole",
      "role-member-of-superuser",
    ]);
  });

  test("make no role fact of a role that PostgreSQL brings", () => {
    const facts = readDeclaredFacts([access({ pg_monitor: { members: ["app", "pg_signal_backend"] } })]);
    assert.deepEqual(
      factsOf(facts, "role").map(({ name }) => name),
      ["app"],
    );
    assert.equal(factsOf(facts, "membership").length, 2);
  });
});

describe("a role that one resource creates and an access graph asserts", () => {
  test("is one fact, with the settings of the assertion and the limit of the role", () => {
    const settings = { statement_timeout: "30s" };
    for (const resources of [
      [created(), access({ app: { settings, connectionLimit: 5 } })],
      [access({ app: { settings, connectionLimit: 5 } }), created()],
    ]) {
      const roles = factsOf(readDeclaredFacts(resources), "role");
      assert.deepEqual(
        roles.map(({ origin, connectionLimit, settings: set }) => [origin?.type, connectionLimit, set]),
        [["postgresql:index/role:Role", 20, settings]],
      );
    }
  });

  test("is judged by the worse of two words, once", () => {
    const rule = ["role-superuser-login:role app"];
    assert.deepEqual(findings(created(), access({ app: { superuser: true } })), rule);
    assert.deepEqual(findings(created({ superuser: true }), access({ app: { superuser: false } })), rule);
    assert.deepEqual(findings(created({ superuser: true }), access({ app: { superuser: true } })), rule);
    // Neither a false word nor none makes a known answer of one that is yet to come.
    assert.deepEqual(undecided(created({ superuser: LATER }), access({ app: {} })), ["role-superuser-login"]);
    assert.ok(undecided(created(), access({ app: { superuser: LATER } })).includes("role-superuser-login"));
  });

  test("cannot log in where its creator says so and the assertion is silent", () => {
    const group = created({ login: false, superuser: true });
    assert.deepEqual(findings(group, access({ app: {} })), []);
    assert.deepEqual(findings(group, access({ app: { login: true } })), ["role-superuser-login:role app"]);
  });

  test("stays apart from roles of other names, and two creators stay two", () => {
    const roles = factsOf(readDeclaredFacts([created(), created(), access({ other: {} })]), "role");
    assert.deepEqual(
      roles.map(({ name }) => name),
      ["app", "app", "other"],
    );
  });

  test("asserted for two databases by nobody who creates it is one fact", () => {
    const both = [access({ app: { superuser: true } }), access({ app: {} })];
    for (const resources of [both, [...both].reverse()])
      assert.deepEqual(findings(...resources), ["role-superuser-login:role app"]);
  });
});

describe("roles of a declaration that is not known in full", () => {
  const RULES = [
    "role-superuser-login",
    "role-bypassrls-login",
    "role-createrole-login",
    "role-createdb-login",
    "role-replication-login",
    "role-no-connection-limit",
    "role-expired",
  ];
  const all = (roles: unknown, more?: Readonly<Record<string, unknown>>) => undecided(access(roles, more));

  test("are undecided, never passed", () => {
    for (const roles of [LATER, { app: LATER }, { app: { superuser: LATER } }])
      for (const rule of RULES) assert.ok(all(roles).includes(rule), rule);
    assert.ok(all({ app: {} }, { owner: LATER }).includes("role-superuser-login"));
  });

  test("are undecided about memberships that are or may be meant", () => {
    for (const roles of [{ app: { memberOf: LATER } }, { app: { memberOf: [LATER] } }, { app: LATER }])
      assert.ok(all(roles).includes("role-member-of-server-access"), JSON.stringify(roles));
    assert.ok(!all({ app: { superuser: LATER } }).includes("role-member-of-server-access"));
    const members = undecided(access({ pg_execute_server_program: { members: [LATER] } }), created());
    assert.ok(members.includes("role-member-of-server-access"));
  });

  test("are nobody's where no roles are asserted", () => {
    for (const roles of [undefined, {}])
      assert.ok(!all(roles, { owner: LATER }).includes("role-superuser-login"), JSON.stringify(roles));
  });
});
