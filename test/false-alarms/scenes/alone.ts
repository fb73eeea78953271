import type { RoleAssertionArgs } from "../../../components";
import type { Part, Scene } from "../scene";
import { SERVER, TENANT_ID } from "./common";

const ROLES: Part = [
  "RoleSet",
  { prefix: "shop", searchPath: ["app"], owner: {}, app: { connectionLimit: 20 }, readonly: {} },
];

const NAMES = { owner: "shop_owner", app: "shop_app", readonly: "shop_readonly" };

/** As a `RoleSet` hands it out, written by hand. */
const asserted = (connectionLimit: number): RoleAssertionArgs => ({
  settings: { statement_timeout: "30s", lock_timeout: "5s", idle_in_transaction_session_timeout: "60s" },
  allDatabases: { search_path: "app, pg_temp" },
  login: true,
  inherit: true,
  connectionLimit,
  memberOf: [],
  members: [],
  managed: true,
});

const ASSERTIONS = { shop_owner: asserted(5), shop_app: asserted(20), shop_readonly: asserted(10) };

/** Each component without the front door. */
export const ALONE: readonly Scene[] = [
  {
    title: "SchemaAccess alone: schemas that know no tenants, with assertions, ownsDatabase and rolesAlsoIn",
    parts: [
      ROLES,
      [
        "SchemaAccess",
        {
          database: "shop",
          schemas: ["app"],
          ...NAMES,
          assertions: ASSERTIONS,
          ownsDatabase: true,
          rolesAlsoIn: ["reports"],
        },
      ],
    ],
    schemas: { app: [] },
  },
  {
    title: "SchemaAccess and TenantIsolation alone: tenantSchemas beside a schema that knows no tenants",
    parts: [
      ROLES,
      [
        "TenantIsolation",
        {
          database: "shop",
          schemas: ["app"],
          owner: NAMES.owner,
          tenantRoles: [NAMES.app, NAMES.readonly],
          force: true,
        },
      ],
      [
        "SchemaAccess",
        {
          database: "shop",
          schemas: ["app", "reporting"],
          tenantSchemas: ["app"],
          ...NAMES,
          assertions: ASSERTIONS,
          access: { grants: [] },
        },
      ],
    ],
    schemas: { app: TENANT_ID, reporting: [] },
  },
  {
    title: "TenantIsolation alone with force false: an owner whom row security does not bind",
    parts: [
      ROLES,
      [
        "TenantIsolation",
        {
          database: "shop",
          schemas: ["app"],
          owner: NAMES.owner,
          tenantRoles: [NAMES.app, NAMES.readonly],
          force: false,
        },
      ],
      [
        "SchemaAccess",
        { database: "shop", schemas: ["app"], tenantSchemas: ["app"], ...NAMES, assertions: ASSERTIONS },
      ],
    ],
    schemas: { app: TENANT_ID },
    // That the owner sees every tenant's rows is what the option is for, and what the rule is for: each table is told.
    told: Object.fromEntries(
      ["customers", "orders", "events", "events_2026"].map((table) => [
        `rls-not-forced:shop:table app.${table}`,
        "nightly jobs of the owner work over all tenants",
      ]),
    ),
  },
  {
    title: "SchemaAccess alone: public among its schemas stays nobody's to create in",
    parts: [
      ROLES,
      ["SchemaAccess", { database: "shop", schemas: ["app", "public"], ...NAMES, assertions: ASSERTIONS }],
    ],
    schemas: { app: [] },
  },
  {
    title: "Auditor alone with databases and grantedElsewhere false",
    parts: [
      ROLES,
      ["SchemaAccess", { database: "shop", schemas: ["app"], ...NAMES, assertions: ASSERTIONS }],
      ["Auditor", { database: "shop", databases: ["postgres"], server: SERVER, grantedElsewhere: false }],
    ],
    schemas: { app: [] },
  },
];
