import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { privilegeSet, rights } from "../model/privileges";
import { parseAccess } from "./parse-access";

const base = { database: "shop", owner: "o", schemas: { app: {} } };
const parse = (more: Record<string, unknown>) => parseAccess({ ...base, ...more });
const problemsOf = (more: Record<string, unknown>) =>
  parse(more).problems.map(({ path, reason }) => `${path}: ${reason}`);

const SELECT = privilegeSet(["SELECT"]);
const INSERT = privilegeSet(["INSERT"]);
const tables = { kind: "tables", schema: "app" };

describe("the language of grants", () => {
  test("a grant option is part of the privilege", () => {
    const { intent } = parse({
      grants: [{ to: ["a"], privileges: ["SELECT", "INSERT WITH GRANT OPTION"], on: [tables] }],
    });
    assert.equal(intent?.rules[0]?.rights.tables, rights(SELECT | INSERT, INSERT));
  });

  test("profiles give each kind its own privileges, the declaration's own beside the built-in ones", () => {
    const { intent, problems } = parse({
      profiles: { support: { tables: ["SELECT"], views: ["SELECT"] } },
      schemas: {
        app: { roles: { a: { profiles: ["readwrite", "support"], foreignTables: ["SELECT"] } } },
      },
      grants: [{ to: ["b"], profiles: ["support"], on: [tables, { kind: "views", schema: "app" }] }],
    });
    assert.deepEqual(problems, []);
    const grants = intent?.schemas.get("app")?.grants.get("a");
    assert.equal(grants?.tables, privilegeSet(["SELECT", "INSERT", "UPDATE", "DELETE"]));
    assert.equal(grants?.foreignTables, SELECT);
    assert.equal(grants?.securityDefinerFunctions, undefined);
    assert.deepEqual(intent?.rules[0]?.rights, { tables: SELECT, views: SELECT });
  });

  const mistakes: readonly (readonly [string, Record<string, unknown>, string])[] = [
    [
      "a profile that does not exist",
      { schemas: { app: { roles: { a: { profiles: ["readrite"] } } } } },
      'schemas.app.roles.a.profiles[0]: there is no profile "readrite": use usage, readonly, readwrite, appendonly, execute',
    ],
    [
      "a profile of a built-in name",
      { profiles: { readonly: { tables: ["SELECT"] } } },
      'profiles.readonly: "readonly" is a built-in profile: choose another name for your own',
    ],
    [
      "a profile that says nothing about a kind",
      { grants: [{ to: ["a"], profiles: ["readonly"], on: [{ kind: "parameters", name: "work_mem" }] }] },
      "grants[0].on[0].kind: the profiles say nothing about parameters: name privileges instead",
    ],
    [
      "a privilege that a kind does not have",
      { grants: [{ to: ["a"], privileges: ["SELECT"], on: [{ kind: "languages", name: "plpgsql" }] }] },
      'grants[0].privileges[0]: "SELECT" is not a privilege on languages: use USAGE',
    ],
    [
      "a privilege that no column has",
      {
        grants: [{ to: ["a"], privileges: ["DELETE"], on: [{ ...tables, name: "t", columns: ["id"] }] }],
      },
      'grants[0].privileges[0]: "DELETE" is not a privilege on columns: use SELECT, INSERT, UPDATE, REFERENCES',
    ],
    [
      "columns of every table",
      { grants: [{ to: ["a"], privileges: ["SELECT"], on: [{ ...tables, columns: ["id"] }] }] },
      "grants[0].on[0].columns: needs a name or a pattern: say whose columns",
    ],
    [
      "columns of a sequence",
      {
        grants: [
          {
            to: ["a"],
            privileges: ["SELECT"],
            on: [{ kind: "sequences", schema: "app", name: "s", columns: ["id"] }],
          },
        ],
      },
      "grants[0].on[0].columns: only tables and views have columns, not sequences",
    ],
    [
      "a name and a pattern",
      { grants: [{ to: ["a"], privileges: ["SELECT"], on: [{ ...tables, name: "t", pattern: "t*" }] }] },
      "grants[0].on[0].pattern: goes not together with name: leave one of them out",
    ],
    [
      "a schema that is not declared",
      { grants: [{ to: ["a"], privileges: ["SELECT"], on: [{ kind: "tables", schema: "other" }] }] },
      'grants[0].on[0].schema: "other" is not among the declared schemas: add schemas: { "other": {} }',
    ],
    [
      "everything in pg_catalog",
      { grants: [{ to: ["a"], privileges: ["SELECT"], on: [{ kind: "tables", schema: "pg_catalog" }] }] },
      "grants[0].on[0].schema: what is in pg_catalog is named one by one: add a name",
    ],
    [
      "a schema of what lies in none",
      {
        grants: [
          { to: ["a"], privileges: ["USAGE"], on: [{ kind: "languages", schema: "app", name: "sql" }] },
        ],
      },
      "grants[0].on[0].schema: languages lie in no schema: leave it out",
    ],
    [
      "nobody",
      { grants: [{ privileges: ["SELECT"], on: [tables] }] },
      "grants[0].to: is missing: name roles, or set toPublic",
    ],
    [
      "nothing",
      { grants: [{ to: ["a"], on: [tables] }] },
      'grants[0].privileges: is missing: name privileges, for example ["SELECT"], or profiles',
    ],
    [
      "on nothing",
      { grants: [{ to: ["a"], privileges: ["SELECT"] }] },
      'grants[0].on: must name at least one, for example { kind: "tables", schema: "app" }',
    ],
    [
      "a grant option for PUBLIC",
      { grants: [{ toPublic: true, privileges: ["SELECT WITH GRANT OPTION"], on: [tables] }] },
      "grants[0].privileges: PUBLIC cannot hold a grant option: name the roles that shall pass it on",
    ],
    [
      "a name that PostgreSQL would cut",
      { grants: [{ to: ["é".repeat(32)], privileges: ["SELECT"], on: [tables] }] },
      `grants[0].to[0]: the name "${"é".repeat(32)}" is 64 bytes long; PostgreSQL would silently cut it to 63`,
    ],
    [
      "an ignored grantee without a reason",
      { ignore: [{ grantee: "datadog" }] },
      "ignore[0].reason: is missing: say which tool owns these privileges, and why",
    ],
    [
      "an unknown area",
      { modes: { tables: "adopt" } },
      "modes.tables: is not known here: use database, languages, foreignDataWrappers, foreignServers, largeObjects, system, cluster, roles, memberships, owners, defaultPrivileges",
    ],
    [
      "default privileges of a schema for schemas",
      { defaultPrivileges: [{ kind: "schemas", schema: "app", to: ["a"], privileges: ["USAGE"] }] },
      "defaultPrivileges[0].schema: schemas lie in no schema: leave it out",
    ],
  ];
  for (const [what, more, expected] of mistakes) {
    test(`${what} is refused`, () => assert.deepEqual(problemsOf(more), [expected]));
  }
});

describe("the same thing given and denied is refused before anything is touched", () => {
  const denial = { from: ["a"], on: [{ ...tables, name: "salaries" }] };
  const reason = (given: string, what = "SELECT", object = "tables app.salaries") =>
    `denials[0]: denies a ${what} on ${object}, which ${given} gives: leave one of them out, or except it there`;
  const cases: readonly (readonly [string, Record<string, unknown>, string[]])[] = [
    [
      "by the short form",
      { schemas: { app: { roles: { a: { tables: ["SELECT"] } } } } },
      [reason("schemas.app.roles.a.tables")],
    ],
    [
      "by a rule for all",
      { grants: [{ to: ["a"], privileges: ["SELECT"], on: [tables] }] },
      [reason("grants[0]")],
    ],
    [
      "by a pattern",
      { grants: [{ to: ["a"], privileges: ["SELECT"], on: [{ ...tables, pattern: "sal*" }] }] },
      [reason("grants[0]")],
    ],
    [
      "through PUBLIC",
      { schemas: { app: { public: { tables: ["SELECT"] } } } },
      [reason("schemas.app.public.tables")],
    ],
    [
      "through a declared membership",
      { roles: { a: { memberOf: ["g"] } }, grants: [{ to: ["g"], privileges: ["SELECT"], on: [tables] }] },
      [reason("grants[0]")],
    ],
    [
      "on a column of it",
      {
        grants: [
          { to: ["a"], privileges: ["SELECT"], on: [{ ...tables, name: "salaries", columns: ["id"] }] },
        ],
      },
      [reason("grants[0]")],
    ],
    [
      "but not where the rule excepts it",
      {
        grants: [
          { to: ["a"], privileges: ["SELECT"], on: [tables], except: [{ ...tables, name: "salaries" }] },
        ],
      },
      [],
    ],
    ["but not to somebody else", { grants: [{ to: ["b"], privileges: ["SELECT"], on: [tables] }] }, []],
    [
      "but not a membership that does not inherit",
      {
        roles: { a: { memberOf: [{ role: "g", inherit: false }] } },
        grants: [{ to: ["g"], privileges: ["SELECT"], on: [tables] }],
      },
      [],
    ],
    [
      "but not another privilege",
      {
        denials: [{ ...denial, privileges: ["DELETE"] }],
        grants: [{ to: ["a"], privileges: ["SELECT"], on: [tables] }],
      },
      [],
    ],
  ];
  for (const [what, more, expected] of cases) {
    test(what, () => assert.deepEqual(problemsOf({ denials: [denial], ...more }), expected));
  }

  const onAll = (more: Record<string, unknown> = {}) => ({ from: ["a"], on: [tables], ...more });
  const inVain: readonly (readonly [string, Record<string, unknown>, string[]])[] = [
    [
      "to a superuser",
      { denials: [onAll()], roles: { a: { superuser: true } } },
      ["denials[0]: a is declared a superuser, to whom nothing can be denied: leave it out"],
    ],
    [
      "to the owner",
      { denials: [onAll({ from: ["o"], privileges: ["DELETE", "TRUNCATE"] })] },
      [
        "denials[0]: denies o DELETE, TRUNCATE on tables in app, which owns what is declared there and may do everything with it: leave one of them out",
      ],
    ],
    [
      "to a declared member of the owner",
      { denials: [onAll()], roles: { a: { memberOf: ["o"] } } },
      [
        "denials[0]: denies a everything on tables in app, which is declared a member of o, the owner of what is declared there and may do everything with it: leave one of them out",
      ],
    ],
    [
      "to a declared member of a predefined role",
      { denials: [onAll()], roles: { a: { memberOf: ["pg_read_all_data"] } } },
      [
        "denials[0]: denies a SELECT on tables, which pg_read_all_data gives, of which it is declared a member: leave one of them out",
      ],
    ],
    [
      "but not what the predefined role does not give",
      { denials: [onAll({ privileges: ["DELETE"] })], roles: { a: { memberOf: ["pg_read_all_data"] } } },
      [],
    ],
    [
      "and given on what is yet to be made",
      {
        denials: [onAll()],
        defaultPrivileges: [
          { kind: "sequences", to: ["a"], privileges: ["USAGE"] },
          { kind: "tables", schema: "app", to: ["b"], privileges: ["SELECT"] },
          { kind: "tables", schema: "app", to: ["a"], privileges: ["SELECT"] },
        ],
      },
      [
        "denials[0]: denies a SELECT on tables in app, which defaultPrivileges[2] gives on those to come: leave one of them out",
      ],
    ],
    [
      "but not where the denial is about one of those that are there",
      { denials: [denial], defaultPrivileges: [{ kind: "tables", to: ["a"], privileges: ["SELECT"] }] },
      [],
    ],
  ];
  for (const [what, more, expected] of inVain) {
    test(`what is denied in vain: ${what}`, () => assert.deepEqual(problemsOf(more), expected));
  }

  test("a grantee that is ignored and granted something", () => {
    assert.deepEqual(
      problemsOf({
        ignore: [{ grantee: "a", reason: "another tool's" }],
        schemas: { app: { roles: { a: { tables: ["SELECT"] } } } },
      }),
      [
        "schemas.app.roles.a: a is in the ignore list, and granted something here: leave it out of one of them",
      ],
    );
  });
});
