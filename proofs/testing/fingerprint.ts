import type { Session } from "../../postgres/connect/session";
import { quoteQualified } from "../../postgres/sql/quote";

/** System catalogs of one database, and the columns that change by themselves (statistics, freezing). Not `pg_statistic`: autovacuum writes it at any time. */
const CATALOGS: Readonly<Record<string, readonly string[]>> = {
  pg_attrdef: [],
  pg_attribute: [],
  pg_class: ["relpages", "reltuples", "relallvisible", "relallfrozen", "relfrozenxid", "relminmxid"],
  pg_constraint: [],
  pg_default_acl: [],
  pg_depend: [],
  pg_event_trigger: [],
  pg_extension: [],
  pg_index: [],
  pg_inherits: [],
  pg_largeobject_metadata: [],
  pg_namespace: [],
  pg_policy: [],
  pg_proc: [],
  pg_rewrite: [],
  pg_trigger: [],
  pg_type: [],
};

/**
 * One hash for everything that a database holds, and for what the cluster holds of it: every catalog, every row of
 * every table, every sequence. Roles of other databases are left out, because other tests make and drop them.
 */
export async function fingerprint(session: Session, roles: readonly string[]): Promise<string> {
  const parts: string[] = [];
  for (const [catalog, passing] of Object.entries(CATALOGS)) {
    parts.push(
      await hash(session, `SELECT to_jsonb(c) - $1::text[] AS row FROM pg_catalog.${catalog} c`, [passing]),
    );
  }
  parts.push(
    await hash(session, "SELECT to_jsonb(r) AS row FROM pg_catalog.pg_authid r WHERE rolname = ANY ($1)", [
      roles,
    ]),
    await hash(
      session,
      `SELECT to_jsonb(m) AS row FROM pg_catalog.pg_auth_members m
        WHERE m.member = ANY (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = ANY ($1))`,
      [roles],
    ),
    await hash(
      session,
      `SELECT to_jsonb(d) - ARRAY['datfrozenxid', 'datminmxid', $1] AS row FROM pg_catalog.pg_database d WHERE datname = current_database()`,
      [""],
    ),
    await hash(
      session,
      `SELECT to_jsonb(s) AS row FROM pg_catalog.pg_db_role_setting s
        WHERE $1 = '' AND setdatabase = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())`,
      [""],
    ),
    await hash(
      session,
      "SELECT to_jsonb(r.rolname) AS row FROM pg_catalog.pg_roles r WHERE rolname LIKE $1",
      ["palisade%"],
    ),
    await hash(
      session,
      "SELECT to_jsonb(s.slot_name) AS row FROM pg_catalog.pg_replication_slots s WHERE slot_name LIKE $1",
      ["palisade%"],
    ),
  );
  const relations = await session.query<{ schema: string; name: string }>(
    `SELECT n.nspname AS schema, c.relname AS name FROM pg_catalog.pg_class c
       JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'S', 'm') AND c.relispopulated AND n.nspname IN ('app', 'billing', 'public') ORDER BY 1, 2`,
  );
  for (const { schema, name } of relations)
    parts.push(
      await hash(
        session,
        `SELECT to_jsonb(t) AS row FROM (SELECT * FROM ${quoteQualified(schema, name)}) t WHERE $1 = ''`,
        [""],
      ),
    );
  return parts.join(" ");
}

async function hash(session: Session, rows: string, values: readonly unknown[]): Promise<string> {
  const [answer] = await session.query<{ hash: string }>(
    `SELECT md5(coalesce(string_agg(row::text, ',' ORDER BY row::text COLLATE "C"), '')) AS hash FROM (${rows}) AS rows`,
    values,
  );
  return answer?.hash ?? "";
}
