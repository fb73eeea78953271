import type { Session } from "../../connect/session";
import { PUBLIC } from "../../model/acl";
import type { PolicyFindingId } from "../findings";
import type { Draft } from "./draft";

/** The tenant as whom a trap is looked at. */
export const ONE = "11111111-1111-4111-8111-111111111111";
/** The other tenant. */
export const TWO = "22222222-2222-4222-8222-222222222222";
/** The default policy's expression. */
export const OWN = "tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)";
/** How the name of the tenants' role begins. */
export const APP = "app";

/** A trap: policies that the judge refuses, what then happens, and what happens with the fixed form. */
export interface Trap {
  readonly id: PolicyFindingId;
  readonly bad: Draft;
  readonly good: Draft;
  /** Policies that stand beside it in both cases. */
  readonly beside?: readonly Draft[];
  readonly defaultPolicy?: boolean;
  /** Done as the tenant's role, tenant one; the outcome as text. An error of the server is its code. */
  readonly look: (session: Session) => Promise<unknown>;
  readonly trapped: unknown;
  readonly safe: unknown;
}

const count = (sql: string) => async (session: Session) => (await session.query(sql)).length;
const seen = count("SELECT id FROM app.orders WHERE id <= 2");
const foreignInsert = async (session: Session) => {
  await session.query(`INSERT INTO app.orders VALUES ('${TWO}', 5000)`);
  return "written";
};
const planOf = async (session: Session, before: string): Promise<string> => {
  await session.query(before);
  return (await session.rows("EXPLAIN SELECT id FROM app.orders")).flat().join("\n");
};
/** Whether the tenant column's index is searched by the policy's value. */
const usesIndex = async (session: Session) =>
  /Index Cond: \(tenant_id = /.test(await planOf(session, "SET LOCAL enable_seqscan = off"));
/** Calls of a function that counts them, for one reading of the table without an index. */
const calls = async (session: Session) => {
  await session.query("SET LOCAL enable_indexscan = off");
  await session.query("SET LOCAL enable_bitmapscan = off");
  await session.query("SELECT pg_catalog.setval('app.calls', 1)");
  await session.query("SELECT id FROM app.orders");
  const rows = await session.query("SELECT last_value::int AS calls FROM app.calls");
  return (rows[0]?.["calls"] as number) > 100 ? "each row" : "a few";
};
/** Sets the tenant for the transaction. */
export const withTenant = (tenant: string) =>
  `SELECT pg_catalog.set_config('app.tenant_id', '${tenant}', true)`;
const restrictive = { permissive: false, roles: [PUBLIC] } as const;

/** At least one for each finding. */
export const TRAPS: readonly Trap[] = [
  { id: "using-true", bad: { using: "true" }, good: { using: OWN }, look: seen, trapped: 2, safe: 1 },
  {
    id: "using-true",
    bad: { using: `${OWN} OR COALESCE(2 > 1, false)` },
    good: { using: `${OWN} OR 1 = 2` },
    look: seen,
    trapped: 2,
    safe: 1,
  },
  {
    id: "tenant-not-compared",
    bad: { using: "tenant_id IS NOT NULL" },
    good: { using: `${OWN} AND tenant_id IS NOT NULL` },
    look: seen,
    trapped: 2,
    safe: 1,
  },
  {
    id: "tenant-constant",
    bad: { using: `tenant_id = '${TWO}'` },
    good: { using: OWN },
    look: async (session: Session) => (await session.rows("SELECT id FROM app.orders WHERE id <= 2"))[0]?.[0],
    trapped: 2,
    safe: 1,
  },
  {
    id: "users-not-bound",
    bad: { using: "EXISTS (SELECT FROM auth.users WHERE role = 'admin')" },
    good: { using: OWN },
    look: seen,
    trapped: 2,
    safe: 1,
  },
  {
    id: "unknown-request-role",
    bad: { using: `${OWN} AND (SELECT auth.role()) = 'authentcated'` },
    good: { using: `${OWN} AND (SELECT auth.role()) = 'authenticated'` },
    look: seen,
    trapped: 0,
    safe: 1,
  },
  {
    id: "or-escape",
    bad: { using: `${OWN} OR (SELECT app.is_support())` },
    good: { using: OWN },
    look: seen,
    trapped: 2,
    safe: 1,
  },
  {
    id: "or-escape",
    bad: { using: `${OWN} OR (SELECT app.is_support())` },
    good: { using: OWN },
    look: usesIndex,
    trapped: false,
    safe: true,
  },
  {
    id: "current-user-escape",
    bad: { using: `${OWN} OR current_user LIKE '%${APP}%'` },
    good: { using: OWN },
    look: seen,
    trapped: 2,
    safe: 1,
  },
  {
    id: "with-check-true",
    bad: { using: OWN, withCheck: "true" },
    good: { using: OWN },
    look: foreignInsert,
    trapped: "written",
    safe: "42501",
  },
  {
    id: "check-without-tenant",
    bad: { using: OWN, withCheck: "id > 0" },
    good: { using: OWN, withCheck: `${OWN} AND id > 0` },
    look: foreignInsert,
    trapped: "written",
    safe: "42501",
  },
  {
    id: "weaker-than-select",
    beside: [{ name: "reads", command: "SELECT", using: OWN }],
    bad: { command: "UPDATE", using: "true" },
    good: { command: "UPDATE", using: OWN },
    look: async (session) => {
      await session.query("UPDATE app.orders SET note = 'changed'");
      await session.query("RESET ROLE");
      return (
        (await session.query(`SELECT FROM app.orders WHERE note = 'changed' AND tenant_id = '${TWO}'`))
          .length > 0
      );
    },
    trapped: true,
    safe: false,
  },
  {
    id: "second-permissive-policy",
    defaultPolicy: true,
    bad: { command: "SELECT", using: `${OWN} OR id = 2` },
    good: { ...restrictive, command: "SELECT", using: "id < 3" },
    look: seen,
    trapped: 2,
    safe: 1,
  },
  {
    id: "policy-to-public",
    bad: { roles: [PUBLIC], using: OWN },
    good: { using: OWN },
    look: async (session) => {
      await session.query("RESET ROLE");
      await session.query("SELECT pg_catalog.set_config('role', current_setting('palisade.other'), true)");
      return seen(session);
    },
    trapped: 1,
    safe: 0,
  },
  // Of servers that are open to CVE-2026-116311.
  {
    id: "restrictive-to-role",
    beside: [{ name: "open", roles: [PUBLIC], using: "true" }],
    bad: { permissive: false, using: OWN },
    good: { ...restrictive, using: OWN },
    look: async (session) => {
      await session.query("DROP OWNED BY CURRENT_USER");
      // What it was granted is gone too; row security must not depend on that.
      const role = (await session.query<{ role: string }>("SELECT current_user AS role"))[0]?.role;
      await session.query("RESET ROLE");
      await session.query(`GRANT USAGE ON SCHEMA app TO "${role}"`);
      await session.query(`GRANT SELECT ON app.orders TO "${role}"`);
      await session.query(`SET LOCAL ROLE "${role}"`);
      return seen(session);
    },
    trapped: 2,
    safe: 1,
  },
  {
    id: "restrictive-only",
    bad: { ...restrictive, using: OWN },
    good: { using: OWN },
    look: seen,
    trapped: 0,
    safe: 1,
  },
  {
    id: "select-without-update",
    bad: { command: "SELECT", using: OWN },
    good: { using: OWN },
    look: count("SELECT id FROM app.orders WHERE id <= 2 FOR UPDATE"),
    trapped: 0,
    safe: 1,
  },
  {
    id: "write-without-select",
    bad: { command: "DELETE", using: OWN },
    good: { using: OWN },
    look: async (session) => {
      await session.query("DELETE FROM app.orders WHERE id = 1");
      await session.query("RESET ROLE");
      return (await session.query("SELECT FROM app.orders WHERE id = 1")).length;
    },
    trapped: 1,
    safe: 0,
  },
  {
    id: "immutable-function-reads-setting",
    bad: { using: "tenant_id = (SELECT app.frozen_caller())" },
    good: { using: "tenant_id = (SELECT app.current_tenant())" },
    look: async (session) => {
      await session.query("SET LOCAL plan_cache_mode = force_generic_plan");
      await session.query("PREPARE mine AS SELECT tenant_id FROM app.orders WHERE id <= 2");
      await session.query("EXECUTE mine");
      await session.query(withTenant(TWO));
      const rows = await session.query("EXECUTE mine");
      await session.query("DEALLOCATE mine");
      return rows[0]?.["tenant_id"];
    },
    trapped: ONE,
    safe: TWO,
  },
  {
    id: "function-per-row",
    bad: { using: "tenant_id = app.counted()" },
    good: { using: "tenant_id = (SELECT app.counted())" },
    look: calls,
    trapped: "each row",
    safe: "a few",
  },
  {
    id: "per-row-function",
    bad: { using: "app.can_see(tenant_id)" },
    good: { using: "tenant_id = ANY (ARRAY(SELECT app.counted()))" },
    look: calls,
    trapped: "each row",
    safe: "a few",
  },
  {
    id: "per-row-function",
    bad: { using: "app.can_see(tenant_id)" },
    good: { using: "tenant_id = ANY (ARRAY(SELECT app.counted()))" },
    look: usesIndex,
    trapped: false,
    safe: true,
  },
  {
    id: "volatile-function",
    bad: { using: "tenant_id = app.volatile_tenant()" },
    good: { using: "tenant_id = (SELECT app.current_tenant())" },
    look: usesIndex,
    trapped: false,
    safe: true,
  },
  {
    id: "setting-per-row",
    bad: { using: "tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid" },
    good: { using: OWN },
    look: async (session) => {
      const plan = await planOf(
        session,
        "SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off",
      );
      return /Filter: .*current_setting/.test(plan);
    },
    trapped: true,
    safe: false,
  },
  {
    id: "tenant-column-wrapped",
    bad: { using: "tenant_id::text = (SELECT current_setting('app.tenant_id', true))" },
    good: { using: OWN },
    look: usesIndex,
    trapped: false,
    safe: true,
  },
  {
    id: "in-sub-select",
    bad: { using: "tenant_id IN (SELECT m.tenant_id FROM app.members m)" },
    good: { using: "tenant_id = ANY (ARRAY(SELECT m.tenant_id FROM app.members m))" },
    look: usesIndex,
    trapped: false,
    safe: true,
  },
  {
    id: "correlated-sub-select",
    bad: { using: "EXISTS (SELECT FROM app.members m WHERE m.tenant_id = orders.tenant_id)" },
    good: { using: "tenant_id = ANY (ARRAY(SELECT m.tenant_id FROM app.members m))" },
    look: usesIndex,
    trapped: false,
    safe: true,
  },
  {
    id: "setting-without-missing-ok",
    bad: { using: "tenant_id = (SELECT nullif(current_setting('app.never_set'), '')::uuid)" },
    good: { using: "tenant_id = (SELECT nullif(current_setting('app.never_set', true), '')::uuid)" },
    look: seen,
    trapped: "42704",
    safe: 0,
  },
  {
    id: "setting-without-nullif",
    bad: { using: "tenant_id = (SELECT current_setting('app.tenant_id', true)::uuid)" },
    good: { using: OWN },
    look: async (session) => {
      await session.query("RESET app.tenant_id");
      return seen(session);
    },
    trapped: "22P02",
    safe: 0,
  },
  {
    id: "malformed-setting",
    bad: { using: "tenant_id = (SELECT nullif(current_setting('app.tenant-id', true), '')::uuid)" },
    good: { using: OWN },
    look: async (session) => {
      const rows = await session.query<{ stored: string }>(
        "SELECT pg_get_expr(polqual, polrelid) AS stored FROM pg_policy",
      );
      const name = /current_setting\('([^']*)'/.exec(rows[0]?.stored ?? "")?.[1];
      await session.query("SELECT pg_catalog.set_config($1, $2, true)", [name, ONE]);
      return seen(session);
    },
    trapped: "42602",
    safe: 1,
  },
  {
    id: "setting-without-prefix",
    bad: { using: "tenant_id = (SELECT nullif(current_setting('tenant_id', true), '')::uuid)" },
    good: { using: OWN },
    look: async (session) => {
      const rows = await session.query<{ stored: string }>(
        "SELECT pg_get_expr(polqual, polrelid) AS stored FROM pg_policy",
      );
      const name = /current_setting\('([^']*)'/.exec(rows[0]?.stored ?? "")?.[1];
      await session.query("SELECT pg_catalog.set_config($1, $2, true)", [name, ONE]);
      return seen(session);
    },
    trapped: "42704",
    safe: 1,
  },
  {
    id: "table-in-policy",
    bad: { using: `${OWN} AND id = (SELECT max(o.id) FROM app.orders o)` },
    good: { using: `${OWN} AND id < (SELECT count(*) FROM app.members)` },
    look: seen,
    trapped: "42P17",
    safe: 1,
  },
  {
    id: "whole-row",
    bad: { using: `${OWN} AND orders.* IS NOT NULL` },
    good: { using: `${OWN} AND id IS NOT NULL` },
    look: async (session) => {
      await session.query("RESET ROLE");
      await session.query("ALTER TABLE app.orders ADD COLUMN later int");
      await session.query("SELECT pg_catalog.set_config('role', current_setting('palisade.role'), true)");
      return seen(session);
    },
    trapped: 0,
    safe: 1,
  },
  {
    id: "aggregate-function",
    bad: { using: `${OWN} AND max(id) > 0` },
    good: { using: `${OWN} AND (SELECT count(*) FROM app.members) > 0` },
    look: seen,
    trapped: "42803",
    safe: 1,
  },
  {
    id: "set-returning-function",
    bad: { using: `${OWN} AND generate_series(1, 2) = 1` },
    good: { using: `${OWN} AND id = ANY (ARRAY(SELECT generate_series(1, 2)))` },
    look: seen,
    trapped: "0A000",
    safe: 1,
  },
  {
    id: "clause-not-for-command",
    bad: { command: "SELECT", using: OWN, withCheck: OWN },
    good: { using: OWN, withCheck: OWN },
    look: seen,
    trapped: "42601",
    safe: 1,
  },
];
