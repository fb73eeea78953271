import { Unknown } from "../../facts/maybe";
import { identityOf, type ObjectRef, type SourcePlace } from "../../facts/object-ref";
import { addIndex, dropConstraint, forgetKeysOf, indexName } from "./indexes";
import { attach, below, detach, inheritFrom } from "./inherits";
import { addLike, lacksColumns } from "./like";
import { relationRef } from "./relations";
import { switchRule } from "./rewrite-rules";
import { type MigrationState, mark, type TableDraft } from "./state";
import { switchTrigger } from "./switched-off-triggers";
import { addColumn, addConstraint, addKnownColumn, columnOf } from "./table-elements";
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
    moreColumns: true,
    enabled: new Unknown(ELSEWHERE),
    forced: new Unknown(ELSEWHERE),
  };
  state.tables.set(identity, fresh);
  return fresh;
}

/** CREATE TABLE, with the columns of tables that it is LIKE, INHERITS or is a PARTITION OF. */
export function createTable(state: MigrationState, node: Node, place: SourcePlace): void {
  makeTable(state, node, "table", place);
}

/** CREATE FOREIGN TABLE: a table that has no row security. */
export function createForeignTable(state: MigrationState, node: Node, place: SourcePlace): void {
  makeTable(state, isNode(node["base"]) ? node["base"] : node, "foreign table", place);
}

function makeTable(
  state: MigrationState,
  node: Node,
  kind: "table" | "foreign table",
  place: SourcePlace,
): void {
  const relation = isNode(node["relation"]) ? node["relation"] : {};
  if (relation["relpersistence"] === "t") {
    state.temporary.add(textOf(relation["relname"]) ?? "");
    return;
  }
  const object = { ...relationRef(state, relation), kind };
  const identity = identityOf(object);
  if (node["if_not_exists"] === true && state.tables.has(identity)) return;
  const table: TableDraft = {
    object,
    place,
    partition: node["partbound"] !== undefined,
    partitioned: node["partspec"] !== undefined,
    declaredTenant: false,
    enabled: false,
    forced: false,
    policies: [],
    columns: [],
    indexes: [],
    foreignKeys: [],
  };
  state.tables.set(identity, table);
  state.giveDefaults("tables", object, place);
  for (const parent of list(node["inhRelations"]))
    inheritFrom(state, table, relationRef(state, parent), place);
  if (isNode(node["ofTypename"]))
    lacksColumns(state, table, `the type ${typeText(node["ofTypename"])}`, "which is not looked into", place);
  for (const element of list(node["tableElts"])) addElement(state, table, element, place);
}

function addElement(state: MigrationState, table: TableDraft, element: unknown, place: SourcePlace): void {
  const column = fieldsOf(element, "ColumnDef");
  if (column !== undefined) addColumn(state, table, column, place);
  const constraint = fieldsOf(element, "Constraint");
  if (constraint !== undefined) addConstraint(state, table, constraint, namesOf(constraint["keys"]), place);
  const like = fieldsOf(element, "TableLikeClause");
  if (like !== undefined) addLike(state, table, like, place);
}

/** ALTER TABLE, as far as rules look at it. */
export function alterTable(state: MigrationState, node: Node, place: SourcePlace): void {
  const object = relationRef(state, node["relation"]);
  const view = state.views.get(identityOf(object));
  if (view !== undefined) alterView(view, node, place);
  if (node["objtype"] !== "OBJECT_TABLE" && node["objtype"] !== "OBJECT_FOREIGN_TABLE") return;
  if (object.kind !== "table" && object.kind !== "foreign table") return;
  for (const item of list(node["cmds"])) {
    const command = fieldsOf(item, "AlterTableCmd") ?? {};
    const table = tableOf(state, object, place);
    alter(state, table, command, place);
    // ONLY leaves out the tables below.
    if (isNode(node["relation"]) && node["relation"]["inh"] === true)
      for (const child of below(table)) alterBelow(child, command, place);
    switchRule(state, object, command, place);
    switchTrigger(table, command, place);
  }
}

/** What is done to the columns of a parent is done to those of the tables below it. */
function alterBelow(table: TableDraft, command: Node, place: SourcePlace): void {
  const name = textOf(command["name"]) ?? "";
  const column = table.columns?.find((one) => one.name === name);
  switch (command["subtype"]) {
    case "AT_AddColumn": {
      const definition = fieldsOf(command["def"], "ColumnDef");
      if (definition === undefined) break;
      addKnownColumn(table, columnOf(definition, place));
      break;
    }
    case "AT_DropColumn":
      if (table.ownColumns?.has(name) !== true) dropColumn(table, name);
      break;
    case "AT_SetNotNull":
      if (column !== undefined) column.notNull = true;
      break;
    case "AT_DropNotNull":
      if (column === undefined) break;
      column.notNull = false;
      column.nullable = place;
      break;
    case "AT_AddConstraint": {
      const constraint = fieldsOf(command["def"], "Constraint") ?? {};
      const keys = namesOf(constraint["keys"]);
      if (constraint["contype"] !== "CONSTR_PRIMARY") break;
      for (const one of table.columns ?? []) if (keys.includes(one.name)) one.notNull = true;
      break;
    }
  }
}

function retype(table: TableDraft, name: string, type: string, place: SourcePlace): void {
  const column = table.columns?.find((one) => one.name === name);
  if (column === undefined) return;
  column.type = type;
  column.place = place;
}

function dropColumn(table: TableDraft, name: string): void {
  if (table.columns !== undefined) table.columns = table.columns.filter((one) => one.name !== name);
  forgetKeysOf(table, name);
}

function alter(state: MigrationState, table: TableDraft, command: Node, place: SourcePlace): void {
  const column = table.columns?.find(({ name }) => name === command["name"]);
  switch (command["subtype"]) {
    case "AT_EnableRowSecurity":
      table.enabled = true;
      table.switchedOff = false;
      mark(table, "enabled", place);
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
      mark(table, "forced", place);
      break;
    case "AT_AddColumn": {
      const definition = fieldsOf(command["def"], "ColumnDef");
      if (definition === undefined) break;
      const { name } = columnOf(definition, place);
      // IF NOT EXISTS leaves a column as it is.
      if (command["missing_ok"] === true && table.columns?.some((one) => one.name === name)) break;
      addColumn(state, table, definition, place);
      break;
    }
    case "AT_DropColumn":
      dropColumn(table, textOf(command["name"]) ?? "");
      break;
    case "AT_SetNotNull":
      if (column !== undefined) column.notNull = true;
      break;
    case "AT_DropNotNull":
      if (column !== undefined) {
        column.notNull = false;
        column.nullable = place;
      }
      break;
    case "AT_AddConstraint": {
      const constraint = fieldsOf(command["def"], "Constraint");
      if (constraint !== undefined)
        addConstraint(state, table, constraint, namesOf(constraint["keys"]), place);
      break;
    }
    case "AT_DropConstraint":
      dropConstraint(table, textOf(command["name"]) ?? "", place);
      break;
    case "AT_AlterColumnType": {
      const definition = fieldsOf(command["def"], "ColumnDef");
      for (const one of definition === undefined ? [] : [table, ...below(table)])
        retype(one, textOf(command["name"]) ?? "", typeText(definition?.["typeName"]), place);
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
        attach(tableOf(state, relationRef(state, partition["name"]), place), table, true);
      break;
    }
    case "AT_DetachPartition": {
      const partition = fieldsOf(command["def"], "PartitionCmd");
      const known = state.tables.get(identityOf(relationRef(state, partition?.["name"])));
      if (known !== undefined) detach(known, table, place);
      break;
    }
    case "AT_AddInherit":
      attach(table, tableOf(state, relationRef(state, command["def"]), place), false);
      break;
    case "AT_DropInherit": {
      const parent = state.tables.get(identityOf(relationRef(state, command["def"])));
      if (parent !== undefined) detach(table, parent, place);
      break;
    }
  }
}

/** CREATE INDEX. */
export function createIndex(state: MigrationState, node: Node, place: SourcePlace): void {
  const table = tableOf(state, relationRef(state, node["relation"]), place);
  const columns = list(node["indexParams"]).map(
    (item) => textOf(fieldsOf(item, "IndexElem")?.["name"]) ?? null,
  );
  const kind = { columns, primary: false, ofConstraint: false };
  const name = textOf(node["idxname"]) ?? indexName(table, kind);
  if (node["if_not_exists"] === true && table.indexes?.some((index) => index.name === name)) return;
  addIndex(table, {
    ...kind,
    name,
    unique: node["unique"] === true,
    partial: node["whereClause"] !== undefined,
    place,
  });
}
