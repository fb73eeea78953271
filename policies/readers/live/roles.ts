import type { ServerState } from "../../../postgres/catalog/server-state";
import type { DatabaseModel, Role, StoredSetting } from "../../../postgres/model/model";
import { BOOTSTRAP_OID } from "../../../postgres/model/server-facts";
import type { FactsByType } from "../../facts/facts";
import { type Maybe, Unknown } from "../../facts/maybe";
import type { DatabaseFact } from "../../facts/objects";
import { isPredefined } from "../../facts/role-graph";
import type { RoleFact } from "../../facts/roles";

/** Roles and memberships. */
export function roleFacts(model: DatabaseModel, state: ServerState): FactsByType {
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
        validUntil: role.validUntil,
        password: role.password,
        guessed: guessed(role.name, role.password, state),
        unused: state.unusedRoles.has(role.name),
        settings: settingsOf(model, role.name),
        ...settingsHere(model, role.name),
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

/** How a role's password was guessed. */
function guessed(name: string, password: Role["password"], { guesses }: ServerState): Maybe<string | false> {
  if (password === "none") return false;
  const guess = guesses?.get(name);
  if (guesses === undefined)
    return new Unknown(
      "only a superuser may try passwords against the stored verifiers, and nobody else should",
    );
  return guess === "not tried"
    ? new Unknown(
        "trying passwords has a bounded time, and there was none left for all roles: give it more (--guess-time)",
      )
    : (guess ?? false);
}

/** Which settings are ALTER ROLE … IN DATABASE … SET. */
function settingsHere(model: DatabaseModel, role: string): Pick<RoleFact, "settingsHere"> {
  const names = model.storedSettings
    .filter((setting) => setting.role === role && setting.database === model.database)
    .map(({ name }) => name);
  return names.length === 0 ? {} : { settingsHere: { database: model.database, names } };
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

/** Which settings are those of every database: ALTER ROLE ALL SET. */
export function settingsOfAll(model: DatabaseModel): Pick<DatabaseFact, "settingsOfAll"> {
  const names = model.storedSettings
    .filter((setting) => setting.role === null && setting.database === null)
    .map(({ name }) => name);
  return names.length === 0 ? {} : { settingsOfAll: names };
}
