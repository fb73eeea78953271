import { settingPart } from "../../checks/role-setting";
import type { SourcePlace } from "../../facts/object-ref";
import { type DatabaseFact, EVERY_DATABASE } from "../../facts/objects";
import { roleNamed, settingText } from "./roles";
import { type MigrationState, mark } from "./state";
import { fieldsOf, isNode, type Node, roleOf, textOf } from "./tree";

/** What is stored for one role (or for all, without) and one database (or all, without). */
export interface StoredSettingsDraft {
  readonly role: string | undefined;
  readonly database: string | undefined;
  readonly values: Map<string, string>;
  place: SourcePlace;
}

/** ALTER ROLE … [IN DATABASE …] SET and RESET, for one role or for ALL. */
export function setForRole(state: MigrationState, node: Node, place: SourcePlace): void {
  // CURRENT_USER and its like are whoever migrates.
  if (node["role"] !== undefined && roleOf(node["role"]) === undefined) return;
  store(state, roleOf(node["role"]), textOf(node["database"]), node, place);
}

/** ALTER DATABASE … SET and RESET. */
export function setForDatabase(state: MigrationState, node: Node, place: SourcePlace): void {
  store(state, undefined, textOf(node["dbname"]), node, place);
}

function store(
  state: MigrationState,
  role: string | undefined,
  database: string | undefined,
  node: Node,
  place: SourcePlace,
): void {
  const set =
    fieldsOf(node["setstmt"], "VariableSetStmt") ?? (isNode(node["setstmt"]) ? node["setstmt"] : {});
  const key = JSON.stringify([role, database]);
  const stored = state.storedSettings.get(key) ?? { role, database, values: new Map(), place };
  state.storedSettings.set(key, stored);
  const name = textOf(set["name"]);
  const value = settingText(set);
  if (set["kind"] === "VAR_RESET_ALL") stored.values.clear();
  else if (name !== undefined && value === undefined) stored.values.delete(name);
  else if (name !== undefined && value !== undefined) {
    stored.values.set(name, value);
    stored.place = place;
  }
  if (role === undefined) return;
  const fact = roleNamed(state, role, place);
  const own = [...state.storedSettings.values()].filter((one) => one.role === role);
  fact.settings = Object.fromEntries(own.flatMap(({ values }) => [...values]));
  if (name !== undefined && value !== undefined) mark(fact, settingPart(name), place);
}

/** The databases that the files store settings for, each with those alone that they tell. */
export function databaseFacts(state: MigrationState): DatabaseFact[] {
  return [...state.storedSettings.values()]
    .filter(({ role, values }) => role === undefined && values.size > 0)
    .map(({ database, values, place }) => ({
      name: database ?? EVERY_DATABASE,
      settings: Object.fromEntries(values),
      ...(database === undefined ? { settingsOfAll: [...values.keys()] } : {}),
      place,
    }));
}
