import { TenantColumnType } from "../../../components";
import { RowSecurityMode, TenantForm, TenantGuard } from "../../../provider/sdk/row-security-args";
import type { KeyColumn } from "../sample";
import type { Scene } from "../scene";
import { person, TENANT_ID, withTenants } from "./common";

const ONE = "11111111-1111-4111-8111-111111111111";

/** What a helpdesk's role is before anything is given to it. */
const HELPDESK = ["CREATE ROLE helpdesk NOLOGIN"];

/** Why a policy may raise an error. */
const FORGOTTEN = "a session that forgot to say what is archived is to fail";

const TWO_KEYS: readonly KeyColumn[] = [
  ["organisation_id", "uuid"],
  ["workspace_id", "bigint"],
];

const BOTH = {
  keys: [
    { column: "organisation_id" },
    { column: "workspace_id", columnType: TenantColumnType.Bigint, setting: "app.workspace" },
  ],
};

/** `TenantIsolation`'s options, as the front door hands them on. */
export const TENANTS: readonly Scene[] = [
  withTenants("tenants with defaults", {}),
  withTenants("tenants: form plain, columnType uuid, guard protect, mode authoritative, in words", {
    form: TenantForm.Plain,
    columnType: TenantColumnType.Uuid,
    guard: TenantGuard.Protect,
    mode: RowSecurityMode.Authoritative,
  }),
  withTenants("tenants.form strict", { form: TenantForm.Strict }),
  withTenants("tenants.form signed with signingKeyIds", {
    form: TenantForm.Signed,
    signingKeyIds: ["2026-11", "next"],
  }),
  {
    ...withTenants("tenants.form role with roleTenants", {}),
    parts: [
      [
        "HardenedDatabase",
        {
          database: "shop",
          schemas: ["app"],
          server: { host: "db.example.com" },
          roles: { app: { members: ["tenant_one"] } },
          tenants: { form: TenantForm.Role, roleTenants: { tenant_one: [ONE] } },
        },
      ],
    ],
    before: person("tenant_one"),
  },
  ...[TenantColumnType.Bigint, TenantColumnType.Integer, TenantColumnType.Text].map((columnType) =>
    withTenants(
      `tenants.columnType ${columnType}`,
      { columnType },
      { schemas: { app: [["tenant_id", columnType]] } },
    ),
  ),
  withTenants(
    "tenants.column and setting",
    { column: "merchant", setting: "shop.merchant" },
    { schemas: { app: [["merchant", "uuid"]] } },
  ),
  withTenants("tenants.keys, several", BOTH, { schemas: { app: TWO_KEYS } }),
  withTenants(
    "tenants.keys, several, form strict",
    { ...BOTH, form: TenantForm.Strict },
    { schemas: { app: TWO_KEYS } },
  ),
  withTenants(
    "tenants.keys, several, form signed",
    {
      keys: [{ column: "organisation_id" }, { column: "workspace_id", columnType: TenantColumnType.Bigint }],
      form: TenantForm.Signed,
      signingKeyIds: ["2026-11"],
    },
    { schemas: { app: TWO_KEYS } },
  ),
  withTenants(
    "tenants.include by name and pattern",
    {
      include: [
        { schema: "app", name: "customers" },
        { schema: "app", pattern: "*s" },
      ],
    },
    { adopted: true },
  ),
  withTenants(
    "tenants.shared by name and pattern",
    {
      shared: [
        { schema: "app", name: "countries", reason: "readable by every tenant" },
        { schema: "app", pattern: "plan_*", reason: "what there is to buy" },
      ],
    },
    {
      adopted: true,
      migration: ["CREATE TABLE app.plan_prices (plan text PRIMARY KEY, price integer NOT NULL)"],
    },
  ),
  withTenants(
    "tenants.except by name and pattern",
    {
      except: [
        { schema: "app", name: "totals", reason: "read by the owner's reports only" },
        { schema: "app", pattern: "staging_*", reason: "imports of the owner" },
      ],
    },
    {
      adopted: true,
      migration: [
        "CREATE MATERIALIZED VIEW app.totals AS SELECT tenant_id, count(*) AS orders FROM app.orders GROUP BY tenant_id",
      ],
    },
  ),
  withTenants(
    "tenants.support that reads",
    { support: [{ role: "helpdesk", reason: "answers questions" }] },
    { before: HELPDESK },
  ),
  withTenants(
    "tenants.support with command ALL",
    { support: [{ role: "helpdesk", reason: "mends what went wrong", command: "ALL" }] },
    { before: HELPDESK },
  ),
  withTenants(
    "tenants.policies that close further: permissive, command, roles, tables, using, withCheck",
    {
      policies: [
        {
          name: "no_archive",
          tables: [{ schema: "app", name: "orders" }],
          permissive: false,
          command: "UPDATE",
          roles: ["PUBLIC"],
          using: "state <> 'archived'",
          withCheck: "state <> 'draft'",
        },
        { name: "real", permissive: false, roles: ["PUBLIC"], using: "id > 0" },
      ],
    },
    { adopted: true },
  ),
  withTenants(
    "tenants.policies instead of the default one",
    {
      policies: [
        {
          name: "mine",
          tables: [{ schema: "app", name: "orders" }],
          using: "tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)",
          instead: true,
        },
      ],
    },
    { adopted: true },
  ),
  withTenants(
    "tenants.policies with waive",
    {
      policies: [
        {
          name: "not_archived",
          tables: [{ schema: "app", name: "orders" }],
          permissive: false,
          roles: ["PUBLIC"],
          using: "state <> (SELECT current_setting('shop.archived'))",
          waive: [{ finding: "setting-without-missing-ok", reason: FORGOTTEN }],
        },
      ],
    },
    // The waiver of a declaration lets the update through; an audit has waivers of its own.
    {
      adopted: true,
      told: { "rls-policy-setting-raises:shop:policy not_archived on app.orders": FORGOTTEN },
    },
  ),
  ...[TenantGuard.Report, TenantGuard.Off].map((guard) => withTenants(`tenants.guard ${guard}`, { guard })),
  withTenants("tenants.guard refuse", { guard: TenantGuard.Refuse }, { adopted: true }),
  withTenants("tenants.mode adopt", { mode: RowSecurityMode.Adopt }),
  withTenants("tenants on tables that were there before", {}, { adopted: true, schemas: { app: TENANT_ID } }),
];
