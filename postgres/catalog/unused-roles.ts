import type { Session } from "../connect/session";

/**
 * Login roles that nobody has given anything: in the whole cluster they own nothing, hold no privilege, are members of
 * nothing and have no session at the moment. Superusers and replication roles, who need nothing of that, are left out.
 * Everybody may ask.
 */
export async function readUnusedRoles(session: Session): Promise<ReadonlySet<string>> {
  const rows = await session.rows(
    `SELECT r.rolname FROM pg_catalog.pg_roles r
      WHERE r.rolcanlogin AND NOT r.rolsuper AND NOT r.rolreplication AND r.rolname <> session_user
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_shdepend d
                         WHERE d.refclassid = 'pg_catalog.pg_authid'::regclass AND d.refobjid = r.oid)
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_auth_members m WHERE m.member = r.oid)
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.usesysid = r.oid)`,
  );
  return new Set(rows.map(([name]) => name as string));
}
