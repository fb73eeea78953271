import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import { parseRowSecurity } from "./parse";

const KEY = randomBytes(32).toString("base64");
const LEAST = { database: "shop", schemas: ["app"], tenantRoles: ["shop_app"], owner: "shop_owner" };
const parse = (more: Readonly<Record<string, unknown>> = {}) => parseRowSecurity({ ...LEAST, ...more });
const table = { schema: "app", name: "orders" };
const policy = { name: "live", using: "state <> 'archived'" };

/** What is wrong, the path of the one problem, and what its sentence says. */
const WRONG: readonly (readonly [string, Readonly<Record<string, unknown>>, string, RegExp])[] = [
  ["a word that is not known", { tabels: [] }, "tabels", /is not known here: use .*include/],
  ["no schema", { schemas: [] }, "schemas", /at least one/],
  ["no tenant role", { tenantRoles: [] }, "tenantRoles", /at least one/],
  ["the owner as a tenant role", { tenantRoles: ["shop_owner"] }, "tenantRoles", /owner/],

  ["no table", { include: [] }, "include", /leave it out/],
  ["tables as a text", { include: "all" }, "include", /must be a list/],
  [
    "a table of another schema",
    { include: [{ schema: "ap", name: "a" }] },
    "include[0].schema",
    /"ap" is not among/,
  ],
  ["a table without a name", { include: [{ schema: "app" }] }, "include[0]", /needs a name or a pattern/],
  [
    "both a name and a pattern",
    { include: [{ ...table, pattern: "o*" }] },
    "include[0].pattern",
    /goes not together/,
  ],
  ["a pattern that is none", { include: [{ schema: "app", pattern: "" }] }, "include[0].pattern", /audit_\*/],
  [
    "a reason where none belongs",
    { include: [{ ...table, reason: "r" }] },
    "include[0].reason",
    /is not known here/,
  ],
  ["an exception without a reason", { except: [table] }, "except[0].reason", /is missing: say why/],
  ["an empty reason", { except: [{ ...table, reason: "  " }] }, "except[0].reason", /must say why/],
  ["shared without a reason", { shared: [table] }, "shared[0].reason", /is missing: say why/],
  ["an exception that is no object", { except: ["orders"] }, "except[0]", /must be an object/],
  [
    "a table that is shared and excepted",
    { except: [{ ...table, reason: "r" }], shared: [{ ...table, reason: "r" }] },
    "shared[0]",
    /stands in except\[0\] too/,
  ],
  [
    "a table that is included and excepted",
    { include: [table], except: [{ ...table, reason: "r" }] },
    "include[0]",
    /stands in except\[0\] too/,
  ],

  ["a column that is none", { column: "" }, "column", /empty/],
  ["a type that is none", { columnType: "json" }, "columnType", /"uuid", "bigint", "integer", "text"/],
  ["a setting without a dot", { setting: "tenant" }, "setting", /"tenant" is not a setting .*app\.tenant_id/],
  ["a setting with a hyphen", { setting: "app.tenant-id" }, "setting", /two simple words/],
  ["a setting with two dots", { setting: "a.b.c" }, "setting", /two simple words/],
  ["a setting with a quote", { setting: "app.a'b" }, "setting", /two simple words/],
  ["a setting with a line break at its end", { setting: "app.a\n" }, "setting", /two simple words/],
  ["a setting that is no text", { setting: 5 }, "setting", /5 is not a setting/],
  [
    "keys and the short form",
    { keys: [{ column: "a" }], column: "b" },
    "column",
    /goes not together with keys/,
  ],
  ["no keys", { keys: [] }, "keys", /at least one column/],
  ["a key without a column", { keys: [{}] }, "keys[0].column", /is missing/],
  [
    "the same column twice",
    { keys: [{ column: "a" }, { column: "a", setting: "a.b" }] },
    "keys[1].column",
    /"a" is a key already/,
  ],
  [
    "the same setting twice, whatever its case",
    {
      keys: [
        { column: "a", setting: "app.x" },
        { column: "b", setting: "App.X" },
      ],
    },
    "keys[1].setting",
    /is the setting of another key/,
  ],
  [
    "a key whose column makes no setting",
    { keys: [{ column: "a" }, { column: "b c" }] },
    "keys[1].setting",
    /"app\.b c"/,
  ],

  ["a form that is none", { form: "loose" }, "form", /"plain", "strict", "signed", "role"/],
  ["the signed form without keys", { form: "signed" }, "signingKeys", /is missing/],
  [
    "keys of another form",
    { signingKeys: { a: KEY } },
    "signingKeys",
    /belongs to the form "signed", not to "plain"/,
  ],
  [
    "an id with a dot",
    { form: "signed", signingKeys: { "a.b": KEY } },
    'signingKeys["a.b"]',
    /cannot be the id of a key/,
  ],
  [
    "a second key's setting in the signed form",
    { form: "signed", signingKeys: { a: KEY }, keys: [{ column: "a" }, { column: "b", setting: "b.c" }] },
    "keys[1].setting",
    /belongs to the first key/,
  ],
  ["the role form without roles", { form: "role" }, "roleTenants", /is missing/],
  ["roles of another form", { roleTenants: { a: ["1"] } }, "roleTenants", /belongs to the form "role"/],
  [
    "a setting in the role form",
    { form: "role", roleTenants: { a: ["11111111-1111-4111-8111-111111111111"] }, setting: "a.b" },
    "setting",
    /means nothing/,
  ],
  [
    "a value too many",
    { form: "role", columnType: "text", roleTenants: { a: ["1", "2"] } },
    "roleTenants.a",
    /must hold one value/,
  ],
  [
    "a uuid that is none",
    { form: "role", roleTenants: { a: ["x"] } },
    "roleTenants.a[0]",
    /a uuid with hyphens/,
  ],
  [
    "a bigint that is too big",
    { form: "role", columnType: "bigint", roleTenants: { a: ["9223372036854775808"] } },
    "roleTenants.a[0]",
    /64 bits/,
  ],
  [
    "an integer that is too big",
    { form: "role", columnType: "integer", roleTenants: { a: ["2147483648"] } },
    "roleTenants.a[0]",
    /32 bits/,
  ],
  [
    "an empty text",
    { form: "role", columnType: "text", roleTenants: { a: [""] } },
    "roleTenants.a[0]",
    /not empty/,
  ],
  [
    "a tenant's role that is the owner",
    { form: "role", columnType: "text", roleTenants: { shop_owner: ["1"] } },
    "roleTenants.shop_owner",
    /sees the rows of every tenant/,
  ],

  ["support without a reason", { support: [{ role: "a" }] }, "support[0].reason", /is missing/],
  ["support for no role", { support: [{ reason: "r" }] }, "support[0].role", /is missing/],
  [
    "support that is a tenant",
    { support: [{ role: "shop_app", reason: "r" }] },
    "support[0].role",
    /is a tenant role too/,
  ],
  [
    "support that is the owner",
    { support: [{ role: "shop_owner", reason: "r" }] },
    "support[0].role",
    /is the owner/,
  ],
  [
    "support twice",
    {
      support: [
        { role: "a", reason: "r" },
        { role: "a", reason: "r" },
      ],
    },
    "support[1].role",
    /already/,
  ],
  [
    "support for another command",
    { support: [{ role: "a", reason: "r", command: "DELETE" }] },
    "support[0].command",
    /"SELECT", "ALL"/,
  ],

  ["a policy without a name", { policies: [{ using: "true" }] }, "policies[0].name", /is missing/],
  [
    "a policy of our own name",
    { policies: [{ ...policy, name: "palisade_x" }] },
    "policies[0].name",
    /must not begin with/,
  ],
  ["a policy twice", { policies: [policy, policy] }, "policies[1].name", /another policy/],
  ["a policy without a condition", { policies: [{ name: "a" }] }, "policies[0]", /needs using/],
  ["an empty condition", { policies: [{ name: "a", using: " " }] }, "policies[0].using", /condition in SQL/],
  [
    "USING for INSERT",
    { policies: [{ ...policy, command: "INSERT" }] },
    "policies[0].using",
    /not for INSERT/,
  ],
  [
    "WITH CHECK for SELECT",
    { policies: [{ ...policy, command: "SELECT", withCheck: "true" }] },
    "policies[0].withCheck",
    /not for SELECT/,
  ],
  [
    "a restrictive policy instead",
    { policies: [{ ...policy, permissive: false, instead: true }] },
    "policies[0].instead",
    /opens nothing by itself/,
  ],
  [
    "a waiver without a reason",
    { policies: [{ ...policy, waive: [{ finding: "x" }] }] },
    "policies[0].waive[0].reason",
    /is missing/,
  ],
  [
    "a policy's table of another schema",
    { policies: [{ ...policy, tables: [{ schema: "x", name: "a" }] }] },
    "policies[0].tables[0].schema",
    /not among/,
  ],

  ["another guard", { guard: "dog" }, "guard", /"protect", "refuse", "report", "off"/],
  ["another mode", { mode: "additive" }, "mode", /"authoritative", "adopt"/],
];

describe("a declaration of row security", () => {
  for (const [what, more, path, say] of WRONG)
    test(`with ${what} is refused at ${path}`, () => {
      const { intent, problems } = parse(more);
      assert.equal(intent, undefined);
      assert.deepEqual(
        problems.map((problem) => problem.path),
        [path],
      );
      assert.match(problems[0]?.reason ?? "", say);
    });

  test("says everything that is wrong at once", () => {
    const { problems } = parse({ setting: "x", form: "y", except: [{ schema: "z" }], owner: undefined });
    assert.deepEqual(problems.map(({ path }) => path).sort(), [
      "except[0]",
      "except[0].reason",
      "except[0].schema",
      "form",
      "owner",
      "setting",
    ]);
  });

  for (const key of ["", "short", `${KEY.slice(0, 20)}==`, "not base64 at all, is it?", `${KEY}\n`, 5])
    test(`never quotes a key that is not right (${typeof key}, ${String(key).length} characters)`, () => {
      const { problems } = parse({ form: "signed", signingKeys: { a: key } });
      assert.equal(problems[0]?.path, "signingKeys.a");
      assert.match(problems[0]?.reason ?? "", /openssl rand -base64 32/);
      if (String(key).length > 2) assert.equal(problems[0]?.reason.includes(String(key)), false);
    });

  test("means tenant_id uuid and app.tenant_id, plainly, on every table that has it, if nothing else is said", () => {
    const { intent } = parse();
    assert.deepEqual(
      [intent?.tables, intent?.keys, intent?.form, intent?.force, intent?.mode],
      [
        "all-with-column",
        [{ column: "tenant_id", type: "uuid", setting: "app.tenant_id" }],
        "plain",
        true,
        "authoritative",
      ],
    );
  });

  test("takes any setting that an application can make", () => {
    for (const setting of ["app.current_tenant", "_a.b$1", "A.B"])
      assert.equal(parse({ setting }).intent?.keys[0]?.setting, setting);
  });

  test("gives every key but the first a setting by its column; in the signed form they share one", () => {
    const keys = [{ column: "organisation_id" }, { column: "workspace_id", columnType: "bigint" }];
    assert.deepEqual(
      parse({ keys }).intent?.keys.map(({ setting }) => setting),
      ["app.tenant_id", "app.workspace_id"],
    );
    assert.deepEqual(
      parse({ keys, form: "signed", signingKeys: { a: KEY } }).intent?.keys.map(({ setting }) => setting),
      ["app.tenant_id", "app.tenant_id"],
    );
  });

  test("a role's tenant may be a text alone where there is one key", () => {
    const { intent } = parse({ form: "role", columnType: "bigint", roleTenants: { b: "2", a: ["-1"] } });
    assert.deepEqual(
      intent?.roleTenants.map(({ role, tenant }) => [role, tenant]),
      [
        ["a", ["-1"]],
        ["b", ["2"]],
      ],
    );
  });

  test("a policy is for the tenant roles, permissive and for all commands, if nothing else is said", () => {
    const [made] = parse({ policies: [policy] }).intent?.policies ?? [];
    assert.deepEqual(
      [made?.roles, made?.permissive, made?.command, made?.instead, made?.tables],
      [["shop_app"], true, "ALL", false, []],
    );
    assert.deepEqual(parse({ policies: [{ ...policy, roles: ["PUBLIC"] }] }).intent?.policies[0]?.roles, [
      "",
    ]);
  });

  test("a key shows itself to nobody who prints the declaration", () => {
    const { intent } = parse({ form: "signed", signingKeys: { a: KEY } });
    assert.equal(JSON.stringify(intent).includes(KEY), false);
    assert.equal(String(intent?.signingKeys[0]).includes(KEY), false);
  });
});
