import type { Session } from "../connect/session";
import type { Membership, Role, StoredSetting } from "../model/model";

/** Who reads, what, and which server. */
export interface CatalogHead {
  readonly version: number;
  readonly database: string;
  readonly reader: { readonly name: string; readonly superuser: boolean };
  readonly canReadPasswords: boolean;
}

/** The first query of every reading. */
export async function readHead(session: Session): Promise<CatalogHead> {
  const [row] = await session.query<{
    version: string;
    database: string;
    reader: string;
    superuser: boolean;
    passwords: boolean;
  }>(
    `SELECT current_setting('server_version_num') AS version, current_database() AS database, current_user AS reader,
            (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) AS superuser,
            has_table_privilege('pg_catalog.pg_authid', 'SELECT') AS passwords`,
  );
  if (row === undefined) throw new Error("the server answered the first question with nothing");
  return {
    version: Number(row.version),
    database: row.database,
    reader: { name: row.reader, superuser: row.superuser },
    canReadPasswords: row.passwords,
  };
}

/** All roles of the cluster, by name. */
export async function readRoles(session: Session, head: CatalogHead): Promise<Map<string, Role>> {
  return rolesFrom(await session.rows(rolesQuery(head)));
}

/** The query for all roles. Passwords are told apart by their form inside the server and never fetched. */
export function rolesQuery(head: CatalogHead): string {
  const password = head.canReadPasswords
    ? `CASE WHEN r.rolpassword IS NULL THEN 'none'
            WHEN r.rolpassword LIKE 'SCRAM-SHA-256$%' THEN 'scram-sha-256'
            WHEN r.rolpassword ~ '^md5[0-9a-f]{32}$' THEN 'md5' ELSE 'plain' END`
    : "'unreadable'";
  const source = head.canReadPasswords ? "pg_authid" : "pg_roles";
  return `SELECT r.oid, r.rolname, r.rolcanlogin, r.rolsuper, r.rolcreaterole, r.rolcreatedb, r.rolreplication,
            r.rolbypassrls, r.rolinherit, r.rolconnlimit,
            CASE WHEN r.rolvaliduntil IN ('infinity', '-infinity') THEN r.rolvaliduntil::text
                 ELSE to_char(r.rolvaliduntil AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') END,
            ${password}
       FROM pg_catalog.${source} r ORDER BY r.rolname COLLATE "C"`;
}

/** Reads the rows of {@link rolesQuery}. */
export function rolesFrom(rows: readonly unknown[][]): Map<string, Role> {
  const roles = new Map<string, Role>();
  for (const row of rows) {
    const name = row[1] as string;
    roles.set(name, {
      oid: row[0] as number,
      name,
      login: row[2] as boolean,
      superuser: row[3] as boolean,
      createRole: row[4] as boolean,
      createDatabase: row[5] as boolean,
      replication: row[6] as boolean,
      bypassRowSecurity: row[7] as boolean,
      inherit: row[8] as boolean,
      connectionLimit: row[9] as number,
      validUntil: row[10] as string | null,
      password: row[11] as Role["password"],
    });
  }
  return roles;
}

/** The query for all memberships. INHERIT and SET options came with PostgreSQL 16; before, the member's own attribute decided. */
export function membershipsQuery(head: CatalogHead): string {
  const options =
    head.version >= 160000
      ? "m.inherit_option, m.set_option"
      : "member.rolinherit AS inherit_option, true AS set_option";
  return `SELECT role.rolname, member.rolname, coalesce(grantor.rolname, ''), m.admin_option, ${options}
       FROM pg_catalog.pg_auth_members m
       JOIN pg_catalog.pg_roles role ON role.oid = m.roleid
       JOIN pg_catalog.pg_roles member ON member.oid = m.member
       LEFT JOIN pg_catalog.pg_roles grantor ON grantor.oid = m.grantor
      ORDER BY role.rolname COLLATE "C", member.rolname COLLATE "C", grantor.rolname COLLATE "C"`;
}

/** Reads the rows of {@link membershipsQuery}. */
export function membershipsFrom(rows: readonly unknown[][]): Membership[] {
  return rows.map((row) => ({
    role: row[0] as string,
    member: row[1] as string,
    grantor: row[2] as string,
    admin: row[3] as boolean,
    inherit: row[4] as boolean,
    set: row[5] as boolean,
  }));
}

/** What ALTER ROLE … SET and ALTER DATABASE … SET have stored for this database, its roles, and all databases. */
export const STORED_SETTINGS_QUERY = `
  SELECT r.rolname, d.datname, c.entry
       FROM pg_catalog.pg_db_role_setting s
       LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
       LEFT JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
      CROSS JOIN LATERAL unnest(s.setconfig) AS c(entry)
      WHERE s.setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))
      ORDER BY r.rolname COLLATE "C", d.datname COLLATE "C", c.entry COLLATE "C"`;

/** Reads the rows of {@link STORED_SETTINGS_QUERY}. */
export function storedSettingsFrom(rows: readonly unknown[][]): StoredSetting[] {
  return rows.map((row) => {
    const entry = row[2] as string;
    const split = entry.indexOf("=");
    return {
      role: row[0] as string | null,
      database: row[1] as string | null,
      name: entry.slice(0, split),
      value: entry.slice(split + 1),
    };
  });
}
