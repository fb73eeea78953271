// The small build: the whole one takes twice as long to load, at every preview and every update.
import * as z from "zod/mini";
import { TenantColumnType } from "../components/tenant-isolation/args";
import { TLS_MODES } from "../postgres/connect/settings";
import { RowSecurityMode, TenantGuard } from "../provider/sdk/row-security-args";

/**
 * The shape of the stack's configuration: what keys there are, and of which type. What a value means is judged by the
 * components' own rules, so that nothing is said twice.
 */

const filled = z.string().check(z.minLength(1, "is empty"));

const role = z.strictObject({
  name: z.optional(z.string()),
  connectionLimit: z.optional(z.number()),
  statementTimeout: z.optional(z.string()),
  lockTimeout: z.optional(z.string()),
  idleInTransactionTimeout: z.optional(z.string()),
  memberOf: z.optional(z.array(z.string())),
  members: z.optional(z.array(z.string())),
  passwordVersion: z.optional(z.string()),
});

const exception = z.strictObject({
  schema: filled,
  name: z.optional(z.string()),
  pattern: z.optional(z.string()),
  reason: filled,
});

/** See above. */
export const configSchema = z.strictObject({
  /** Host name or address; with `verify-full` a name in the server's certificate. */
  host: filled,
  port: z._default(z.number(), 5432),
  /** The role that manages the server. */
  adminUser: filled,
  adminPassword: filled,
  /** Whether that role is a superuser. Without it the password drift of roles cannot be seen, nor an auditor read pg_hba.conf. */
  adminSuperuser: z._default(z.boolean(), false),
  /** How far the managing connections prove whom they talk to. */
  adminTlsMode: z._default(z.enum(TLS_MODES), "verify-full"),
  /** The certificate of the authority that signed the server's; relative to the project's folder. */
  caFile: z.optional(filled),
  database: filled,
  schemas: z.array(z.string()),
  /** Row-level security by tenant; without it every session sees every row. */
  tenants: z.optional(
    z.strictObject({
      schemas: z.optional(z.array(z.string())),
      column: z.optional(z.string()),
      columnType: z.optional(z.enum(TenantColumnType)),
      setting: z.optional(z.string()),
      guard: z.optional(z.enum(TenantGuard)),
      mode: z.optional(z.enum(RowSecurityMode)),
      except: z.optional(z.array(exception)),
      shared: z.optional(z.array(exception)),
    }),
  ),
  /** Other names, limits and memberships for the roles. */
  roles: z.optional(
    z.strictObject({ owner: z.optional(role), app: z.optional(role), readonly: z.optional(role) }),
  ),
  /** The login role for `palisade audit`; `{}` for the defaults. */
  auditor: z.optional(
    z.strictObject({
      name: z.optional(z.string()),
      connectionLimit: z.optional(z.number()),
      statementTimeout: z.optional(z.string()),
      configurationFiles: z.optional(z.boolean()),
      passwordVersion: z.optional(z.string()),
    }),
  ),
  /** The proof by attack at the end of an update: left out, or with what may get through. */
  proof: z.optional(
    z.strictObject({
      enabled: z.optional(z.boolean()),
      allowNotRun: z.optional(z.boolean()),
      waive: z.optional(
        z.array(
          z.strictObject({
            attack: filled,
            object: z.optional(filled),
            role: z.optional(filled),
            reason: filled,
          }),
        ),
      ),
    }),
  ),
  /** Refuses to delete the database. */
  protect: z._default(z.boolean(), true),
});

/** The configuration, checked. */
export type StackConfig = Readonly<z.output<typeof configSchema>>;

/** Keys whose text is the value itself; everything else is JSON (a number, true or false, a list, an object). */
export const TEXT_KEYS: ReadonlySet<string> = new Set([
  "host",
  "adminUser",
  "adminPassword",
  "adminTlsMode",
  "caFile",
  "database",
]);

/** Keys that must be stored encrypted. */
export const SECRET_KEYS: ReadonlySet<string> = new Set(["adminPassword"]);

/** Numbers inside lists and objects. Everything else there is text, also where `pulumi config set --path` stored digits as a number. */
export const NUMBER_PROPERTIES: ReadonlySet<string> = new Set(["connectionLimit"]);

/** What a right value looks like. `*` stands for any role, `[]` for any element. */
export const EXAMPLES: Readonly<Record<string, string>> = {
  host: "db.example.com",
  port: "5432",
  adminUser: "postgres",
  adminSuperuser: "true",
  adminTlsMode: "verify-full",
  caFile: "certificates/root.crt",
  database: "shop",
  "schemas[]": "app",
  "tenants.schemas[]": "app",
  "tenants.column": "tenant_id",
  "tenants.columnType": "uuid",
  "tenants.setting": "app.tenant_id",
  "tenants.guard": "refuse",
  "tenants.mode": "adopt",
  "tenants.except[].schema": "app",
  "tenants.except[].name": "totals",
  "tenants.except[].pattern": "totals_*",
  "tenants.except[].reason": "'read by the owner only'",
  "tenants.shared[].schema": "app",
  "tenants.shared[].name": "currencies",
  "tenants.shared[].pattern": "iso_*",
  "tenants.shared[].reason": "'readable by every tenant'",
  "roles.*.name": "shop_app",
  "roles.*.connectionLimit": "50",
  "roles.*.statementTimeout": "30s",
  "roles.*.lockTimeout": "5s",
  "roles.*.idleInTransactionTimeout": "60s",
  "roles.*.memberOf[]": "pg_monitor",
  "roles.*.members[]": "alice",
  "roles.*.passwordVersion": "second",
  "auditor.name": "shop_auditor",
  "auditor.connectionLimit": "5",
  "auditor.statementTimeout": "30s",
  "auditor.configurationFiles": "false",
  "auditor.passwordVersion": "second",
  "proof.enabled": "false",
  "proof.allowNotRun": "true",
  "proof.waive[].attack": "definer-function-call",
  "proof.waive[].object": "'function app.sign_in(text)'",
  "proof.waive[].role": "shop_app",
  "proof.waive[].reason": "'the application is meant to call it'",
  protect: "true",
};
