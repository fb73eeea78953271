import type { DatabaseModel, Membership, Role } from "../../model/model";
import { FIRST_NORMAL_OID, MEMBERSHIP_OPTIONS_VERSION } from "../../model/server-facts";

/** Everything that a declaration can assert about the roles that have to do with the database. Superusers and the managing role are nobody's to manage. */
export function describeRoles(model: DatabaseModel): Record<string, Readonly<Record<string, unknown>>> {
  const concerned = concernedRoles(model);
  const described = [...model.roles.values()].filter(
    (role) => concerned.has(role.name) && isDescribed(model, role),
  );
  const names = new Set(described.map(({ name }) => name));
  const memberships = merged(model);
  return Object.fromEntries(
    described.map((role) => {
      const memberOf = memberships
        .filter(({ member }) => member === role.name)
        .map((row) => membership(model, row, row.role));
      const members = memberships
        .filter(({ role: group, member }) => group === role.name && !names.has(member))
        .map((row) => membership(model, row, row.member));
      return [
        role.name,
        {
          ...settings(model, "settings", (stored) => stored.role === role.name && stored.database !== null),
          ...settings(
            model,
            "allDatabases",
            (stored) => stored.role === role.name && stored.database === null,
          ),
          ...(memberOf.length === 0 ? {} : { memberOf }),
          ...(members.length === 0 ? {} : { members }),
          ...attributes(role),
        },
      ];
    }),
  );
}

/** The settings of the database and its limit. */
export function describeDatabaseSettings(model: DatabaseModel): Record<string, unknown> {
  const database = [...model.objects.values()].find(({ kind }) => kind === "database");
  const limit = database?.connectionLimit ?? -1;
  return {
    ...settings(model, "databaseSettings", (stored) => stored.role === null && stored.database !== null),
    ...(limit === -1 ? {} : { connectionLimit: limit }),
  };
}

function isDescribed(model: DatabaseModel, role: Role): boolean {
  return role.oid >= FIRST_NORMAL_OID && !role.superuser && role.name !== model.reader.name;
}

/** Kinds that all databases of a server share: who holds something on them may have to do with another database only. */
export const SHARED_KINDS: ReadonlySet<string> = new Set(["tablespace", "parameter"]);

/** The roles that own, hold or have something set in this database, and whoever is their member: others are no matter of it. */
export function concernedRoles(model: DatabaseModel): ReadonlySet<string> {
  const names = new Set<string>();
  const own = [...model.objects.values()].filter(({ kind }) => !SHARED_KINDS.has(kind));
  for (const { owner, acl } of [...own, ...model.defaultPrivileges]) {
    names.add(owner);
    for (const { grantee } of acl) names.add(grantee);
  }
  for (const { role, database } of model.storedSettings)
    if (role !== null && database !== null) names.add(role);
  // A set hands out what is added while it is gone through, so members of members come too.
  for (const name of names)
    for (const { role, member } of model.memberships) if (role === name) names.add(member);
  return names;
}

function attributes(role: Role): Record<string, unknown> {
  const written: [string, boolean][] = [
    ["createRole", role.createRole],
    ["createDatabase", role.createDatabase],
    ["replication", role.replication],
    ["bypassRowSecurity", role.bypassRowSecurity],
  ];
  return {
    ...Object.fromEntries(written.filter(([, has]) => has)),
    login: role.login,
    ...(role.inherit ? {} : { inherit: false }),
    ...(role.connectionLimit === -1 ? {} : { connectionLimit: role.connectionLimit }),
    ...(role.validUntil === null ? {} : { validUntil: role.validUntil }),
  };
}

function settings(
  model: DatabaseModel,
  property: string,
  meant: (stored: DatabaseModel["storedSettings"][number]) => boolean,
): Record<string, unknown> {
  const found = model.storedSettings.filter(meant);
  if (found.length === 0) return {};
  return { [property]: Object.fromEntries(found.map(({ name, value }) => [name, value])) };
}

/** What a member has in a role from all grantors together. */
function merged(model: DatabaseModel): Membership[] {
  const pairs = new Map<string, Membership>();
  for (const row of model.memberships) {
    if (row.member === model.reader.name) continue;
    const key = JSON.stringify([row.role, row.member]);
    const known = pairs.get(key);
    pairs.set(key, {
      ...row,
      admin: row.admin || known?.admin === true,
      inherit: row.inherit || known?.inherit === true,
      set: row.set || known?.set === true,
    });
  }
  return [...pairs.values()];
}

/** The other role's name, with the options that are not the usual ones. */
function membership(model: DatabaseModel, row: Membership, role: string): unknown {
  const options = model.version >= MEMBERSHIP_OPTIONS_VERSION;
  const usual = model.roles.get(row.member)?.inherit ?? true;
  const written = {
    ...(row.admin ? { admin: true } : {}),
    ...(options && row.inherit !== usual ? { inherit: row.inherit } : {}),
    ...(options && !row.set ? { set: false } : {}),
  };
  return Object.keys(written).length === 0 ? role : { role, ...written };
}
