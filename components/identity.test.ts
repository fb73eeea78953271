import assert from "node:assert/strict";
import { test } from "node:test";
import type * as pulumi from "@pulumi/pulumi";
import { Auditor, HardenedDatabase, RoleSet, SchemaAccess, TenantIsolation } from "./index";
import { construct, mockEngine, providers } from "./testing/mocks";

mockEngine();

/**
 * What every component makes: type, name, parent. It is part of each resource's identity in a stack's state. A line that
 * changes needs an alias in the component and an entry in the changelog, or a database is replaced.
 */
const identity: [string, (opts: pulumi.ComponentResourceOptions) => pulumi.ComponentResource, string[]][] = [
  [
    "RoleSet",
    (opts) => new RoleSet("it", { prefix: "shop", searchPath: ["app"] }, opts),
    ["palisade:index:RoleSet it", ...roleSet("it")],
  ],
  [
    "Auditor",
    (opts) =>
      new Auditor(
        "it",
        { database: "shop", databases: ["billing"], server: { host: "db" } },
        { ...opts, providers: providers() },
      ),
    [
      "palisade:index:Auditor it",
      ...loginRole("it", "role"),
      "palisade:index:Access it-access < it",
      "palisade:index:Access it-access-billing < it",
    ],
  ],
  [
    "TenantIsolation",
    (opts) =>
      new TenantIsolation("it", { database: "shop", schemas: ["app"], owner: "o", tenantRoles: ["a"] }, opts),
    ["palisade:index:TenantIsolation it", "palisade:index:RowSecurity it-rows < it"],
  ],
  [
    "SchemaAccess",
    (opts) =>
      new SchemaAccess(
        "it",
        { database: "shop", schemas: ["app"], owner: "o", app: "a", readonly: "r" },
        opts,
      ),
    ["palisade:index:SchemaAccess it", "palisade:index:Access it-graph < it"],
  ],
  [
    "HardenedDatabase",
    (opts) =>
      new HardenedDatabase(
        "it",
        { database: "shop", schemas: ["app", "My Schema"], tenants: {}, auditor: {}, server: { host: "db" } },
        { ...opts, providers: providers() },
      ),
    [
      "palisade:index:HardenedDatabase it",
      "palisade:index:RoleSet it-roles < it",
      ...roleSet("it-roles"),
      "palisade:index:Auditor it-auditor < it",
      ...loginRole("it-auditor", "role"),
      "postgresql:index/database:Database it-database < it",
      "postgresql:index/schema:Schema it-schema-app < it",
      "postgresql:index/schema:Schema it-schema-My Schema < it",
      "palisade:index:TenantIsolation it-tenants < it",
      "palisade:index:RowSecurity it-tenants-rows < it-tenants",
      "palisade:index:SchemaAccess it-access < it",
      "palisade:index:Access it-access-graph < it-access",
      "palisade:index:Proof it-proof < it",
    ],
  ],
];

function roleSet(name: string): string[] {
  return ["owner", "app", "readonly"].flatMap((part) => loginRole(name, part));
}

function loginRole(name: string, part: string): string[] {
  return [
    `random:index/randomPassword:RandomPassword ${name}-${part}-password < ${name}`,
    `random:index/randomBytes:RandomBytes ${name}-${part}-salt < ${name}`,
    `postgresql:index/role:Role ${name}-${part} < ${name}`,
  ];
}

for (const [component, make, expected] of identity) {
  test(`${component} registers its outputs before its constructor returns`, async () => {
    const { made } = await construct(make);
    const components = made.filter(({ type }) =>
      /^palisade:index:(?!Access$|RowSecurity$|Proof$)/.test(type),
    );
    assert.ok(components.length > 0);
    for (const { name, finished } of components) assert.ok(finished, name);
  });

  test(`the identity of what ${component} makes does not change`, async () => {
    const { made } = await construct(make);
    assert.deepEqual(
      made.map(({ type, name, parent }) => `${type} ${name}${parent === undefined ? "" : ` < ${parent}`}`),
      expected,
    );
  });
}
