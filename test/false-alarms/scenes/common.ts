import type { HardenedDatabaseArgs, TenantsArgs } from "../../../components";
import { VERIFIER } from "../../../policies/testing/declared";
import type { KeyColumn } from "../sample";
import type { Scene } from "../scene";

/** Where clients find a server, as far as anybody must say it. */
export const SERVER = { host: "db.example.com" };

/** The tenant column that needs no word. */
export const TENANT_ID: readonly KeyColumn[] = [["tenant_id", "uuid"]];

type More = Partial<Omit<Scene, "title" | "parts">>;

/** A HardenedDatabase whose only schema knows no tenants. */
export function hardened(title: string, args: Partial<HardenedDatabaseArgs> = {}, more: More = {}): Scene {
  return {
    title: `HardenedDatabase: ${title}`,
    parts: [["HardenedDatabase", { database: "shop", schemas: ["app"], server: SERVER, ...args }]],
    schemas: { app: [] },
    ...more,
  };
}

/** A HardenedDatabase whose only schema is shared by tenants. */
export function withTenants(title: string, tenants: TenantsArgs, more: More = {}): Scene {
  return hardened(title, { tenants }, { schemas: { app: TENANT_ID }, ...more });
}

/** The statements that make a login role as a careful administrator makes it. */
export function person(name: string): string[] {
  return [
    `CREATE ROLE ${name} LOGIN CONNECTION LIMIT 3 PASSWORD '${VERIFIER}'`,
    `ALTER ROLE ${name} SET statement_timeout = '5min'`,
    `ALTER ROLE ${name} SET lock_timeout = '5s'`,
    `ALTER ROLE ${name} SET idle_in_transaction_session_timeout = '60s'`,
  ];
}
