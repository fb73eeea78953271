import { PUBLIC } from "../../../postgres/model/acl";
import type { PolicyCommand } from "../../../postgres/model/row-security";
import type { SqlStatement } from "../../../postgres/statements/parse";
import { Unknown } from "../../facts/maybe";
import { identityOf, type ObjectRef, type SourcePlace } from "../../facts/object-ref";
import { relationRef } from "./relations";
import type { MigrationState, TableDraft } from "./state";
import { fieldsOf, isNode, list, type Node, namesOf, roleOf, textOf, typeText } from "./tree";
import { alterView } from "./views";

const ELSEWHERE = "the statement that creates the table is not among the files: give its migration too";

/** The table; one that the files do not create is known by name alone. */
export function tableOf(state: MigrationState, object: ObjectRef, place: SourcePlace): TableDraft {
  const identity = identityOf(object);
  const known = state.tables.get(identity);
  if (known !== undefined) return known;
  const fresh: TableDraft = {
    object,
    place,
    partition: false,
    partitioned: false,
    declaredTenant: false,
    enabled: new Unknown(ELSEWHERE),
    forced: new Unknown(ELSEWHERE),
  };
  state.tables.set(identity, fresh);
  return fresh;
}

/** CREATE TABLE. Partitions have their parent's columns. */
export function createTable(state: MigrationState, node: Node, place: SourcePlace): void {
  const relation = isNode(node["relation"]) ? node["relation"] : {};
  if (relation["relpersistence"] === "t") {
    state.temporary.add(textOf(relation["relname"]) ?? "");
    return;
  }
  const object = relationRef(state, relation);
  const identity = identityOf(object);
  if (node["if_not_exists"] === true && state.tables.has(identity)) return;
  const parents = list(node["inhRelations"]).map((parent) =>
    state.tables.get(identityOf(relationRef(state, parent))),
  );
  const table: TableDraft = {
    object,
    place,
    partition: node["partbound"] !== undefined,
    partitioned: node["partspec"] !== undefined,
    declaredTenant: false,
    enabled: false,
    forced: false,
    policies: [],
    columns: parents.flatMap((parent) => parent?.columns ?? []),
    uniqueKeys: [],
    foreignKeys: [],
    leadingIndexColumns: [],
  };
  state.tables.set(identity, table);
  state.giveDefaults("tables", object, place);
  for (const element of list(node["tableElts"])) addElement(state, table, element);
}

function addElement(state: MigrationState, table: TableDraft, element: unknown): void {
  const column = fieldsOf(element, "ColumnDef");
  if (column !== undefined) addColumn(state, table, column);
  const constraint = fieldsOf(element, "Constraint");
  if (constraint !== undefined) addConstraint(state, table, constraint, namesOf(constraint["keys"]));
}

function addColumn(state: MigrationState, table: TableDraft, column: Node): void {
  const name = textOf(column["colname"]) ?? "";
  const constraints = list(column["constraints"]).flatMap((one): Node[] => {
    const constraint = fieldsOf(one, "Constraint");
    return constraint === undefined ? [] : [constraint];
  });
  const kinds = constraints.map((one) => one["contype"]);
  table.columns?.push({
    name,
    notNull: kinds.includes("CONSTR_NOTNULL") || kinds.includes("CONSTR_PRIMARY"),
    type: typeText(column["typeName"]),
  });
  for (const constraint of constraints) addConstraint(state, table, constraint, [name]);
}

function addConstraint(
  state: MigrationState,
  table: TableDraft,
  constraint: Node,
  keys: readonly string[],
): void {
  const kind = constraint["contype"];
  const base = table.object.name ?? "";
  if (kind === "CONSTR_PRIMARY" || kind === "CONSTR_UNIQUE") {
    const primary = kind === "CONSTR_PRIMARY";
    const name = textOf(constraint["conname"]) ?? `${base}_${primary ? "pkey" : `${keys.join("_")}_key`}`;
    table.uniqueKeys?.push({ name, columns: keys, primary, ofConstraint: true });
    table.leadingIndexColumns?.push(keys[0] ?? null);
    if (primary)
      for (const column of table.columns ?? []) if (keys.includes(column.name)) column.notNull = true;
  }
  if (kind === "CONSTR_FOREIGN") {
    const own = namesOf(constraint["fk_attrs"]);
    const columns = own.length > 0 ? own : keys;
    const target = relationRef(state, constraint["pktable"]);
    const named = namesOf(constraint["pk_attrs"]);
    const primary = state.tables.get(identityOf(target))?.uniqueKeys?.find((key) => key.primary);
    const implied = (primary?.columns ?? []).flatMap((column) => column ?? []);
    table.foreignKeys?.push({
      name: textOf(constraint["conname"]) ?? `${base}_${columns.join("_")}_fkey`,
      columns,
      target: identityOf(target),
      targetColumns: named.length > 0 ? named : implied,
    });
  }
}

/** ALTER TABLE, as far as rules look at it. */
export function alterTable(state: MigrationState, node: Node, place: SourcePlace): void {
  const object = relationRef(state, node["relation"]);
  const view = state.views.get(identityOf(object));
  if (view !== undefined) alterView(view, node, place);
  if (node["objtype"] !== "OBJECT_TABLE" || object.kind !== "table") return;
  for (const item of list(node["cmds"])) {
    const command = fieldsOf(item, "AlterTableCmd") ?? {};
    alter(state, tableOf(state, object, place), command, place);
  }
}

function alter(state: MigrationState, table: TableDraft, command: Node, place: SourcePlace): void {
  const column = table.columns?.find(({ name }) => name === command["name"]);
  switch (command["subtype"]) {
    case "AT_EnableRowSecurity":
      table.enabled = true;
      table.switchedOff = false;
      break;
    case "AT_DisableRowSecurity":
      // Nobody switches off what does not protect anything.
      if (table.enabled !== false) table.switchedOff = true;
      table.enabled = false;
      table.place = place;
      break;
    case "AT_ForceRowSecurity":
      table.forced = true;
      break;
    case "AT_NoForceRowSecurity":
      table.forced = false;
      if (table.enabled !== false) table.enabled = true;
      table.place = place;
      break;
    case "AT_AddColumn": {
      const definition = fieldsOf(command["def"], "ColumnDef");
      if (definition === undefined) break;
      table.columns ??= [];
      addColumn(state, table, definition);
      // A table gets tenants by the column.
      if (table.enabled === false) table.place = place;
      break;
    }
    case "AT_DropColumn":
      if (table.columns !== undefined)
        table.columns = table.columns.filter(({ name }) => name !== command["name"]);
      break;
    case "AT_SetNotNull":
      if (column !== undefined) column.notNull = true;
      break;
    case "AT_DropNotNull":
      if (column !== undefined) {
        column.notNull = false;
        table.place = place;
      }
      break;
    case "AT_AddConstraint": {
      const constraint = fieldsOf(command["def"], "Constraint");
      if (constraint !== undefined) addConstraint(state, table, constraint, namesOf(constraint["keys"]));
      break;
    }
    case "AT_ChangeOwner": {
      const owner = roleOf(command["newowner"]);
      if (owner !== undefined) table.owner = owner;
      break;
    }
    case "AT_AttachPartition": {
      const partition = fieldsOf(command["def"], "PartitionCmd");
      if (partition !== undefined)
        tableOf(state, relationRef(state, partition["name"]), place).partition = true;
      break;
    }
  }
}

/** CREATE INDEX: what it begins with, and whether it is a unique key. */
export function createIndex(state: MigrationState, node: Node, place: SourcePlace): void {
  const table = tableOf(state, relationRef(state, node["relation"]), place);
  const columns = list(node["indexParams"]).map(
    (item) => textOf(fieldsOf(item, "IndexElem")?.["name"]) ?? null,
  );
  if (node["whereClause"] === undefined) table.leadingIndexColumns?.push(columns[0] ?? null);
  if (node["unique"] === true)
    table.uniqueKeys?.push({
      name: textOf(node["idxname"]) ?? `${table.object.name ?? ""}_idx`,
      columns,
      primary: false,
      ofConstraint: false,
    });
}

const COMMANDS: Readonly<Record<string, PolicyCommand>> = {
  all: "ALL",
  select: "SELECT",
  insert: "INSERT",
  update: "UPDATE",
  delete: "DELETE",
};

/** CREATE POLICY. */
export function createPolicy(
  state: MigrationState,
  node: Node,
  place: SourcePlace,
  statement: SqlStatement,
): void {
  const table = tableOf(state, relationRef(state, node["table"]), place);
  const { using, withCheck } = clausesOf(statement);
  if (table.policies === undefined) return;
  table.place = place;
  table.policies.push({
    name: textOf(node["policy_name"]) ?? "",
    permissive: node["permissive"] === true,
    command: COMMANDS[textOf(node["cmd_name"]) ?? "all"] ?? "ALL",
    roles: rolesOf(node["roles"]),
    using: using ?? null,
    withCheck: withCheck ?? null,
  });
}

/** ALTER POLICY. */
export function alterPolicy(
  state: MigrationState,
  node: Node,
  place: SourcePlace,
  statement: SqlStatement,
): void {
  const table = tableOf(state, relationRef(state, node["table"]), place);
  const policy = table.policies?.find(({ name }) => name === node["policy_name"]);
  if (policy === undefined) return;
  const { using, withCheck } = clausesOf(statement);
  table.place = place;
  if (list(node["roles"]).length > 0) policy.roles = rolesOf(node["roles"]);
  if (using !== undefined) policy.using = using;
  if (withCheck !== undefined) policy.withCheck = withCheck;
}

function rolesOf(value: unknown): string[] {
  const roles = list(value).map((role) => roleOf(role) ?? "");
  return (roles.length === 0 ? [PUBLIC] : roles).sort();
}

/** The two expressions of a policy as they are written: between their parentheses. */
function clausesOf(statement: SqlStatement): { readonly using?: string; readonly withCheck?: string } {
  const bytes = Buffer.from(statement.text);
  const found: { using?: string; withCheck?: string } = {};
  const tokens = statement.tokens();
  for (let at = 0; at < tokens.length; at++) {
    const word = tokens[at]?.text.toUpperCase();
    const clause =
      word === "USING"
        ? "using"
        : word === "CHECK" && tokens[at - 1]?.text.toUpperCase() === "WITH"
          ? "withCheck"
          : undefined;
    if (clause === undefined || tokens[at + 1]?.text !== "(") continue;
    const from = tokens[at + 1]?.end ?? 0;
    let depth = 1;
    for (at += 2; at < tokens.length && depth > 0; at++) {
      if (tokens[at]?.text === "(") depth += 1;
      if (tokens[at]?.text === ")") depth -= 1;
    }
    at -= 1;
    found[clause] = bytes
      .subarray(from, tokens[at]?.start ?? bytes.length)
      .toString()
      .trim();
  }
  return found;
}
