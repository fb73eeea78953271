import { type Session, withSession } from "../connect/session";
import type { ConnectionSettings } from "../connect/settings";
import { inert } from "../inert";
import { dropOwned, reassignOwned } from "../sql/owned";
import { displayIdentifier } from "../sql/quote";
import { namedObjects, numbersByRole, objectsByRole, type RoleObjects } from "./role-objects";

/** What one role owns in one database; `null` for what belongs to no database: databases themselves and tablespaces. */
export type OwnedObjects = RoleObjects<string | null>;

/** Which objects do not count, for example because they are deleted before their owner. By database (`null` for none) and name. */
export type LeftOut = (database: string | null, object: string) => boolean;

/**
 * What these roles own in any database of the cluster, sorted by database and role; roles that own nothing are left
 * out. Connects to each database where they own something. Default privileges count in other databases than
 * `settings.database` only: whoever drops the role drops those with DROP OWNED.
 */
export async function readOwnedObjects(
  settings: ConnectionSettings,
  roles: readonly string[],
  isLeftOut: LeftOut = () => false,
): Promise<OwnedObjects[]> {
  return withSession(settings, async (session) => {
    const found: OwnedObjects[] = [];
    const take = (database: string | null, rows: readonly unknown[][]) =>
      found.push(
        ...objectsByRole(
          database,
          (rows as [string, string][]).filter(([, object]) => !isLeftOut(database, object)),
        ),
      );
    take(null, await readShared(session, roles));
    for (const database of await readDatabases(session, roles)) {
      if (database === settings.database) {
        take(database, await readHere(session, roles, false));
        continue;
      }
      try {
        const rows = await withSession({ ...settings, database }, (other) => readHere(other, roles, true));
        take(database, rows);
      } catch (error) {
        found.push(...(await readCounts(session, database, roles, reasonOf(error))));
      }
    }
    return found;
  });
}

/**
 * Why these roles cannot be dropped, and the statements that change it; `heir` is who would get the objects.
 * `undefined` where they own nothing.
 */
export function ownedObjectsRefusal(owned: readonly OwnedObjects[], heir: string): string | undefined {
  if (owned.length === 0) return undefined;
  const lines = owned.map((one) => {
    const { role, database, count, unseen } = one;
    const where = database === null ? "" : ` in database ${displayIdentifier(database)}`;
    const blind =
      unseen === undefined
        ? ""
        : ` (cannot look into database ${displayIdentifier(database ?? "")}: ${unseen})`;
    return `  ${displayIdentifier(role)} owns ${count} ${count === 1 ? "object" : "objects"}${where}: ${namedObjects(one)}${blind}`;
  });
  // What belongs to no database is given away from any: together with what the role owns in one, else by itself.
  const placed = new Set(owned.flatMap(({ role, database }) => (database === null ? [] : [role])));
  const lone = owned.flatMap(({ role, database }) => (database === null && !placed.has(role) ? [role] : []));
  const databases = [...new Set(owned.flatMap(({ database }) => (database === null ? [] : [database])))];
  const cures = [
    ...databases.map((database) => ({
      where: `in database ${displayIdentifier(database)}`,
      roles: owned.filter((one) => one.database === database).map(({ role }) => role),
    })),
    ...(lone.length === 0 ? [] : [{ where: "in any database", roles: lone }]),
  ].map(({ where, roles }) => {
    const statements = [...new Set(roles)].map((role) => `${reassignOwned(role, heir)}; ${dropOwned(role)};`);
    return `  ${where}: ${statements.join(" ")}`;
  });
  return [
    "a role that owns objects cannot be dropped, so nothing was deleted:",
    ...lines,
    "give the objects to another role first:",
    ...cures,
  ]
    .map(inert)
    .join("\n");
}

const OWNED_BY = `s.deptype = 'o' AND s.refclassid = 'pg_catalog.pg_authid'::regclass AND r.rolname = ANY ($1)`;
const FROM = "FROM pg_catalog.pg_shdepend s JOIN pg_catalog.pg_roles r ON r.oid = s.refobjid";

/** Databases and tablespaces, and whatever else is the cluster's. */
function readShared(session: Session, roles: readonly string[]): Promise<unknown[][]> {
  return session.rows(
    `SELECT r.rolname, (i.type || ' ' || i.identity) COLLATE "C"
       ${FROM} CROSS JOIN LATERAL pg_catalog.pg_identify_object(s.classid, s.objid, s.objsubid) i
      WHERE ${OWNED_BY} AND s.dbid = 0 AND i.identity IS NOT NULL
      ORDER BY 1, 2`,
    [roles],
  );
}

/** The databases where something is owned. */
async function readDatabases(session: Session, roles: readonly string[]): Promise<string[]> {
  const rows = await session.rows(
    `SELECT DISTINCT d.datname ${FROM} JOIN pg_catalog.pg_database d ON d.oid = s.dbid
      WHERE ${OWNED_BY} ORDER BY 1`,
    [roles],
  );
  return rows.map(([name]) => name as string);
}

function readHere(session: Session, roles: readonly string[], defaults: boolean): Promise<unknown[][]> {
  return session.rows(
    `SELECT r.rolname, (i.type || ' ' || i.identity) COLLATE "C"
       ${FROM} CROSS JOIN LATERAL pg_catalog.pg_identify_object(s.classid, s.objid, s.objsubid) i
      WHERE ${OWNED_BY} AND ($2 OR s.classid <> 'pg_catalog.pg_default_acl'::regclass)
        AND s.dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
        AND i.identity IS NOT NULL
      ORDER BY 1, 2`,
    [roles, defaults],
  );
}

/** From outside, a database shows only numbers: how many entries of which catalog. */
async function readCounts(
  session: Session,
  database: string,
  roles: readonly string[],
  unseen: string,
): Promise<OwnedObjects[]> {
  const rows = await session.rows(
    `SELECT r.rolname, s.classid::regclass::text COLLATE "C", count(*)::int
       ${FROM} JOIN pg_catalog.pg_database d ON d.oid = s.dbid
      WHERE ${OWNED_BY} AND d.datname = $2
      GROUP BY 1, 2 ORDER BY 1, 2`,
    [roles, database],
  );
  return numbersByRole(database, rows as [string, string, number][], unseen);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
