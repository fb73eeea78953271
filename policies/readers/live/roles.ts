import type { DatabaseModel, StoredSetting } from "../../../postgres/model/model";
import { BOOTSTRAP_OID } from "../../../postgres/model/server-facts";
import type { FactsByType } from "../../facts/facts";
import { isPredefined } from "../../facts/role-graph";

/** Roles and memberships. */
export function roleFacts(model: DatabaseModel): FactsByType {
  return {
    role: [...model.roles.values()]
      .filter((role) => !isPredefined(role.name))
      .map((role) => ({
        name: role.name,
        bootstrap: role.oid === BOOTSTRAP_OID,
        login: role.login,
        superuser: role.superuser,
        createRole: role.createRole,
        createDatabase: role.createDatabase,
        replication: role.replication,
        bypassRowSecurity: role.bypassRowSecurity,
        connectionLimit: role.connectionLimit,
        password: role.password,
        settings: settingsOf(model, role.name),
      })),
    membership: model.memberships.map(({ role, member, admin, inherit, set }) => ({
      role,
      member,
      admin,
      inherit,
      set,
    })),
  };
}

/** ALTER ROLE … SET, and over it ALTER ROLE … IN DATABASE … SET. With `null`, what every role of the database gets. */
export function settingsOf(model: DatabaseModel, role: string | null): Record<string, string> {
  const here = (setting: StoredSetting) => setting.role === role && setting.database === model.database;
  const everywhere = (setting: StoredSetting) => setting.role === role && setting.database === null;
  return Object.fromEntries(
    [...model.storedSettings.filter(everywhere), ...model.storedSettings.filter(here)].map(
      ({ name, value }) => [name, value],
    ),
  );
}
