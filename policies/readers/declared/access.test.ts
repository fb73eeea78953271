import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PUBLIC } from "../../../postgres/model/acl";
import type { Role } from "../../../postgres/model/model";
import type { SecuredObject } from "../../../postgres/model/objects";
import { privilegeSet } from "../../../postgres/model/privileges";
import { blankModel } from "../../../postgres/plan/blank-model";
import { groupGraph } from "../../../postgres/plan/graph-groups";
import { parseAccess } from "../../../postgres/plan/parse-access";
import { planAccess } from "../../../postgres/plan/plan-access";
import { factsOf } from "../../facts/facts";
import { Unknown } from "../../facts/maybe";
import { displayObject, identityOf } from "../../facts/object-ref";
import { ACCESS_INPUTS, declared } from "../../testing/declared";
import { privileges } from "../../testing/factories";
import { findings, undecided } from "../../testing/judged";
import { readDeclaredFacts } from "../declared";

const ACCESS = "palisade:index:Access";
const LATER = new Unknown("the input is not known before the update");
const { privileges: _graph, ...WRITTEN } = ACCESS_INPUTS;

/** An access graph as a user wrote it, expanded by nobody. */
const written = (more: Readonly<Record<string, unknown>>) =>
  declared(ACCESS, "shop", { ...WRITTEN, ...more });

describe("an expanded access graph", () => {
  test("gives a fact for every object, grantee and default privilege", () => {
    const facts = readDeclaredFacts([declared(ACCESS, "shop", ACCESS_INPUTS)]);
    assert.deepEqual(
      factsOf(facts, "grant").map((grant) => [identityOf(grant.object), grant.grantee, grant.privileges]),
      [
        ["database shop", "shop_app", privileges("CONNECT")],
        ["shop:function app.total(uuid, integer)", "shop_app", privileges("EXECUTE")],
        ["shop:schema app", "shop_app", privileges("USAGE")],
        ["shop:schema app", "shop_readonly", privileges("USAGE")],
        ["shop:table app.orders", "shop_app", privileges("SELECT", "INSERT", "UPDATE", "DELETE")],
        ["shop:table app.orders", "shop_readonly", privileges("SELECT")],
      ],
    );
    assert.equal(factsOf(facts, "defaultPrivilege").length, 2);
    assert.deepEqual(findings(declared(ACCESS, "shop", ACCESS_INPUTS)), []);
  });

  test("is found where it gives PUBLIC something", () => {
    const inputs = {
      ...ACCESS_INPUTS,
      schemas: { app: { public: { tables: ["SELECT"] } } },
      privileges: groupGraph({ "table app.orders": "PUBLIC=SELECT" }),
    };
    assert.deepEqual(findings(declared(ACCESS, "shop", inputs)), [
      "grant-public-table:shop:table app.orders to PUBLIC",
    ]);
  });

  test("is found where it gives PUBLIC a column", () => {
    const inputs = {
      ...ACCESS_INPUTS,
      grants: [
        {
          toPublic: true,
          privileges: ["SELECT"],
          on: [{ kind: "tables", schema: "app", name: "users", columns: ["email"] }],
        },
      ],
      privileges: groupGraph({ "column app.users.email": "PUBLIC=SELECT" }),
    };
    assert.deepEqual(findings(declared(ACCESS, "shop", inputs)), [
      "grant-public-table:shop:column app.users.email to PUBLIC",
    ]);
  });

  test("is found where it gives a grant option", () => {
    const inputs = {
      ...ACCESS_INPUTS,
      schemas: { app: { roles: { shop_app: { schema: ["USAGE WITH GRANT OPTION"] } } } },
      privileges: groupGraph({ "schema app": "shop_app=USAGE WITH GRANT OPTION" }),
    };
    const [fact] = factsOf(readDeclaredFacts([declared(ACCESS, "shop", inputs)]), "grant");
    assert.deepEqual([fact?.privileges, fact?.grantable], [privileges("USAGE"), privileges("USAGE")]);
    assert.deepEqual(findings(declared(ACCESS, "shop", inputs)), [
      "grant-option-outside-owner:shop:schema app to shop_app",
    ]);
  });

  test("does not take a role called PUBLIC for PUBLIC", () => {
    const inputs = {
      ...ACCESS_INPUTS,
      schemas: { app: { roles: { PUBLIC: { tables: ["SELECT"] } } } },
      privileges: groupGraph({ "table app.orders": '"PUBLIC"=SELECT' }),
    };
    assert.deepEqual(findings(declared(ACCESS, "shop", inputs)), []);
    assert.equal(factsOf(readDeclaredFacts([declared(ACCESS, "shop", inputs)]), "grant").length, 1);
  });

  test("tells nothing by what an extension gave on its own objects, and by entries about other things", () => {
    const inputs = {
      ...ACCESS_INPUTS,
      privileges: groupGraph({
        "view app.pg_stat_statements": "PUBLIC=SELECT",
        "function app.armor(bytea)": "PUBLIC=EXECUTE; shop_app=EXECUTE",
        "table app.orders": "shop_readonly=SELECT, INSERT",
        "table other.orders": "shop_readonly=SELECT",
        "role shop_app": "LOGIN; statement_timeout=30s",
        "owner of table app.old": "shop_owner",
        "database shop settings": "work_mem=4MB",
      }),
    };
    const resource = declared(ACCESS, "shop", inputs);
    assert.deepEqual(findings(resource), []);
    assert.deepEqual(undecided(resource), []);
    assert.deepEqual(
      factsOf(readDeclaredFacts([resource]), "grant").map(({ object, grantee, privileges: held }) => [
        displayObject(object),
        grantee,
        held,
      ]),
      [
        ["function app.armor(bytea)", "shop_app", privileges("EXECUTE")],
        ["table app.orders", "shop_readonly", privileges("SELECT")],
      ],
    );
  });

  test("is found where PUBLIC gets functions that run as their owner, all of a schema or one by name", () => {
    const schemas = { app: { public: { securityDefinerFunctions: ["EXECUTE"] } } };
    assert.deepEqual(findings(declared(ACCESS, "shop", { ...ACCESS_INPUTS, schemas })), [
      "grant-public-execute-definer:shop:every function of schema app to PUBLIC",
    ]);
    const grants = [
      {
        toPublic: true,
        profiles: ["execute"],
        privileges: ["EXECUTE"],
        on: [{ kind: "securityDefinerFunctions", schema: "app", name: "login", args: "text" }],
      },
    ];
    assert.deepEqual(findings(declared(ACCESS, "shop", { ...ACCESS_INPUTS, grants })), [
      "grant-public-execute-definer:shop:function app.login(text) to PUBLIC",
    ]);
  });

  test("is undecided where a part of the declaration is not known, or its graph is of another form", () => {
    for (const inputs of [
      { ...ACCESS_INPUTS, owner: LATER },
      { ...ACCESS_INPUTS, grants: LATER },
      { ...ACCESS_INPUTS, privileges: groupGraph({ "table app.orders": "something else" }) },
      { ...ACCESS_INPUTS, privileges: groupGraph({ "dragon app.orders": "shop_app=SELECT" }) },
      { ...ACCESS_INPUTS, schemas: 7 },
    ]) {
      const rules = undecided(declared(ACCESS, "shop", inputs));
      for (const rule of ["grant-public-table", "grant-public-create", "default-privilege-public"]) {
        assert.ok(rules.includes(rule), `${rule} says unknown`);
      }
    }
  });

  test("as the planner writes it is understood in full", () => {
    const inputs = {
      ...WRITTEN,
      databaseSettings: { work_mem: "4MB" },
      schemas: { app: { roles: { shop_app: { profiles: ["readwrite"] } } } },
      roles: { shop_app: { settings: { statement_timeout: "30s" }, login: true, memberOf: ["pg_monitor"] } },
      grants: [
        {
          to: ["shop_app"],
          privileges: ["SET"],
          on: [{ kind: "parameters", name: "auto_explain.log_level" }],
        },
        {
          to: ["shop_readonly"],
          privileges: ["SELECT WITH GRANT OPTION"],
          on: [{ kind: "tables", schema: "app", name: "users", columns: ["e.mail"] }],
        },
      ],
      defaultPrivileges: [{ kind: "largeObjects", to: ["shop_app"], privileges: ["SELECT"] }],
    };
    const { intent, problems } = parseAccess(inputs);
    assert.deepEqual(problems, []);
    assert.ok(intent);
    const roles = new Map(
      ["postgres", "shop_owner", "shop_app", "shop_readonly"].map((name, index) => [
        name,
        role(name, 10 + index),
      ]),
    );
    const model = blankModel("shop", "shop_owner", 180000, { name: "postgres", superuser: true }, roles);
    const objects = new Map(model.objects);
    objects.set("table app.users", users);
    objects.set("table app.old", { ...users, name: "old", owner: "stranger" });
    const { desired } = planAccess(intent, { ...model, objects });
    for (const key of ["role shop_app", "owner of table app.old", "database shop settings"])
      assert.ok(key in desired, `${key} in ${Object.keys(desired)}`);
    const resource = declared(ACCESS, "shop", { ...inputs, privileges: groupGraph(desired) });
    assert.deepEqual(undecided(resource), []);
    const grants = factsOf(readDeclaredFacts([resource]), "grant");
    assert.deepEqual(
      grants
        .filter(({ object }) => object.kind === "column" || object.kind === "parameter")
        .map(({ object, grantee, grantable }) => [displayObject(object), grantee, grantable]),
      [
        ['column app.users."e.mail"', "shop_readonly", privileges("SELECT")],
        ["parameter auto_explain.log_level", "shop_app", 0],
      ],
    );
    assert.deepEqual(findings(resource), [
      'grant-option-outside-owner:shop:column app.users."e.mail" to shop_readonly',
      "parameter-granted:parameter auto_explain.log_level to shop_app",
    ]);
  });
});

const users: SecuredObject = {
  kind: "table",
  schema: "app",
  name: "users",
  oid: 20000,
  owner: "shop_owner",
  acl: [],
  aclIsDefault: true,
  columns: [{ name: "e.mail", printed: '"e.mail"', type: "text", notNull: true }],
};

function role(name: string, oid: number): Role {
  return {
    oid,
    name,
    login: true,
    superuser: oid === 10,
    createRole: false,
    createDatabase: false,
    replication: false,
    bypassRowSecurity: false,
    inherit: true,
    connectionLimit: -1,
    validUntil: null,
    password: "unreadable",
  };
}

describe("an access graph that nobody expanded", () => {
  /** What a declaration gives PUBLIC, as people read it. */
  const opened = (more: Readonly<Record<string, unknown>>) =>
    factsOf(readDeclaredFacts([written(more)]), "grant")
      .filter(({ grantee }) => grantee === PUBLIC)
      .map(({ object, privileges: held }) => [displayObject(object), held]);

  test("is judged by the declaration", () => {
    const schemas = { app: { public: { tables: ["SELECT"] } } };
    for (const privileges of [LATER, undefined]) {
      assert.deepEqual(findings(written({ schemas, privileges })), [
        "grant-public-table:shop:every table of schema app to PUBLIC",
      ]);
    }
    assert.deepEqual(findings(written({})), []);
  });

  const SELECT = privilegeSet(["SELECT"]);
  const table: readonly (readonly [string, Record<string, unknown>, string, string, number])[] = [
    ["every table", { kind: "tables", schema: "app" }, "SELECT", "every table of schema app", SELECT],
    ["one view", { kind: "views", schema: "app", name: "open" }, "SELECT", "view app.open", SELECT],
    [
      "tables by a pattern, which may be all of them",
      { kind: "tables", schema: "app", pattern: "audit_*" },
      "SELECT",
      "every table of schema app",
      SELECT,
    ],
    [
      "a column",
      { kind: "tables", schema: "app", name: "users", columns: ["email"] },
      "SELECT",
      "column app.users.email",
      SELECT,
    ],
    [
      "a function with its arguments",
      { kind: "functions", schema: "app", name: "f", args: "uuid" },
      "EXECUTE",
      "function app.f(uuid)",
      privilegeSet(["EXECUTE"]),
    ],
    ["a schema", { kind: "schema", schema: "app" }, "USAGE", "schema app", privilegeSet(["USAGE"])],
    ["the database", { kind: "database" }, "CONNECT", "database shop", privilegeSet(["CONNECT"])],
    ["every language", { kind: "languages" }, "USAGE", "every language", privilegeSet(["USAGE"])],
    [
      "a foreign-data wrapper",
      { kind: "foreignDataWrappers", name: "postgres_fdw" },
      "USAGE",
      "foreign-data wrapper postgres_fdw",
      privilegeSet(["USAGE"]),
    ],
    [
      "a parameter",
      { kind: "parameters", name: "Work_Mem" },
      "SET",
      "parameter work_mem",
      privilegeSet(["SET"]),
    ],
    ["a large object", { kind: "largeObjects", name: "16400" }, "SELECT", "large object 16400", SELECT],
  ];
  for (const [what, on, privilege, object, held] of table) {
    test(`tells of a rule about ${what}`, () => {
      assert.deepEqual(opened({ grants: [{ toPublic: true, privileges: [privilege], on: [on] }] }), [
        [object, held],
      ]);
    });
  }

  test("tells of functions that run as their owner where PUBLIC gets them, and of nothing that gives nothing", () => {
    const grants = (more: Readonly<Record<string, unknown>>) =>
      factsOf(readDeclaredFacts([written({ databasePrivileges: {}, schemas: { app: more } })]), "grant").map(
        ({ grantee, securityDefiner }) => [grantee, securityDefiner],
      );
    const definers = { securityDefinerFunctions: ["EXECUTE"] };
    assert.deepEqual(grants({ public: definers, roles: { shop_app: { ...definers, tables: [] } } }), [
      [PUBLIC, true],
    ]);
  });

  test("tells of grant options and of everything else that a rule gives", () => {
    const grants = [
      {
        to: ["shop_app"],
        privileges: ["CREATE WITH GRANT OPTION"],
        on: [{ kind: "schema", schema: "app" }],
      },
    ];
    assert.deepEqual(findings(written({ grants })), [
      "grant-option-outside-owner:shop:schema app to shop_app",
      "grant-schema-create:shop:schema app to shop_app",
    ]);
  });

  test("tells of declared default privileges", () => {
    const defaultPrivileges = [
      { kind: "tables", schema: "app", toPublic: true, to: ["shop_app"], privileges: ["SELECT"] },
      { kind: "functions", owner: "other", to: ["shop_app"], privileges: ["EXECUTE WITH GRANT OPTION"] },
    ];
    const resource = written({ defaultPrivileges });
    assert.deepEqual(findings(resource), [
      "default-privilege-public:shop:default privileges of shop_owner for tables in schema app to PUBLIC",
    ]);
    assert.deepEqual(
      factsOf(readDeclaredFacts([resource]), "defaultPrivilege").map(
        ({ owner, schema, kind, grantee, privileges: held, grantable }) => [
          owner,
          schema,
          kind,
          grantee,
          held,
          grantable,
        ],
      ),
      [
        ["shop_owner", "app", "tables", "shop_app", SELECT, 0],
        ["shop_owner", "app", "tables", PUBLIC, SELECT, 0],
        ["other", null, "functions", "shop_app", privilegeSet(["EXECUTE"]), privilegeSet(["EXECUTE"])],
      ],
    );
  });
});
