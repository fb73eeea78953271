import { type Session, withSession } from "../connect/session";
import { inert } from "../inert";
import { dropOwned } from "../sql/owned";
import { displayIdentifier } from "../sql/quote";
import { namedObjects, numbersByRole, objectsByRole, type RoleObjects } from "./role-objects";

/** Where one role stands in one database without owning it: access lists, default privileges, policies. */
export type RoleTraces = RoleObjects<string>;

/**
 * What besides ownership keeps these roles from being dropped (pg_shdepend): the access lists, default privileges and
 * policies of any database that name them, sorted by database and role. What belongs to no database is left out, because
 * DROP OWNED takes it back wherever it is made. In the session's own database its transaction is looked at.
 */
export async function readRoleTraces(
  session: Session,
  roles: readonly string[],
  isLeftOut: (database: string) => boolean = () => false,
): Promise<RoleTraces[]> {
  const found: RoleTraces[] = [];
  for (const database of await readDatabases(session, roles)) {
    if (isLeftOut(database)) continue;
    if (database === session.settings.database) {
      found.push(...objectsByRole(database, await readHere(session, roles)));
      continue;
    }
    try {
      const rows = await withSession({ ...session.settings, database }, (other) => readHere(other, roles));
      found.push(...objectsByRole(database, rows));
    } catch (error) {
      const unseen = error instanceof Error ? error.message : String(error);
      found.push(...(await readCounts(session, database, roles, unseen)));
    }
  }
  return found;
}

/** Why these roles cannot be dropped, and the statements that change it. `undefined` where nothing names them. */
export function roleTracesRefusal(traces: readonly RoleTraces[]): string | undefined {
  if (traces.length === 0) return undefined;
  const lines = traces.map((one) => {
    const { role, database, count, unseen } = one;
    const blind = unseen === undefined ? "" : ` (cannot look into it: ${unseen})`;
    const places = count === 1 ? "1 place" : `${count} places`;
    return `  ${displayIdentifier(role)} is named in ${places} of database ${displayIdentifier(database)}: ${namedObjects(one)}${blind}`;
  });
  const cures = [...new Set(traces.map(({ database }) => database))].map((database) => {
    const statements = traces.filter((one) => one.database === database).map(({ role }) => dropOwned(role));
    return `  in database ${displayIdentifier(database)}: ${statements.join("; ")};`;
  });
  return [
    "a role that an access list or a policy still names cannot be dropped, so nothing was deleted:",
    ...lines,
    "take that back first; the roles own nothing there:",
    ...cures,
    "or, where another Access of the program gives it back, name that database under rolesAlsoIn",
  ]
    .map(inert)
    .join("\n");
}

/** Access lists, those of initdb and extensions (PostgreSQL 17 and later), and policies. */
const NAMED_BY = `s.deptype IN ('a', 'i', 'r') AND s.refclassid = 'pg_catalog.pg_authid'::regclass AND r.rolname = ANY ($1)`;
const FROM = `FROM pg_catalog.pg_shdepend s JOIN pg_catalog.pg_roles r ON r.oid = s.refobjid
   JOIN pg_catalog.pg_database d ON d.oid = s.dbid`;

async function readDatabases(session: Session, roles: readonly string[]): Promise<string[]> {
  const rows = await session.rows(
    `SELECT DISTINCT d.datname COLLATE "C" ${FROM} WHERE ${NAMED_BY} ORDER BY 1`,
    [roles],
  );
  return rows.map(([name]) => name as string);
}

async function readHere(session: Session, roles: readonly string[]): Promise<[string, string][]> {
  const rows = await session.rows(
    `SELECT DISTINCT r.rolname, (i.type || ' ' || i.identity) COLLATE "C"
       ${FROM} CROSS JOIN LATERAL pg_catalog.pg_identify_object(s.classid, s.objid, s.objsubid) i
      WHERE ${NAMED_BY} AND d.datname = current_database() AND i.identity IS NOT NULL
      ORDER BY 1, 2`,
    [roles],
  );
  return rows as [string, string][];
}

/** From outside, a database shows only numbers: how many entries of which catalog. */
async function readCounts(
  session: Session,
  database: string,
  roles: readonly string[],
  unseen: string,
): Promise<RoleTraces[]> {
  const rows = (await session.rows(
    `SELECT r.rolname, s.classid::regclass::text COLLATE "C", count(*)::int ${FROM}
      WHERE ${NAMED_BY} AND d.datname = $2 GROUP BY 1, 2 ORDER BY 1, 2`,
    [roles, database],
  )) as [string, string, number][];
  return numbersByRole(database, rows, unseen);
}
