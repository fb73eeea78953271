import { PUBLIC } from "../../../postgres/model/acl";
import type { SqlStatement } from "../../../postgres/statements/parse";
import { identityOf, type SourcePlace } from "../../facts/object-ref";
import { alterFunction, createFunction, ownFunction } from "./functions";
import { alterDefaults, grant } from "./grants";
import { alterRole, createRole, grantRole, setForRole, settingText } from "./roles";
import type { MigrationState } from "./state";
import { alterPolicy, alterTable, createIndex, createPolicy, createTable, relationRef } from "./tables";
import { fieldsOf, isNode, list, type Node, namesOf, optionsOf, roleOf, stringOf, textOf } from "./tree";

type Reader = (state: MigrationState, node: Node, place: SourcePlace, statement: SqlStatement) => void;

/** What a statement does to the state, by its type in the tree. Others leave it as it is. */
export const READERS: Readonly<Record<string, Reader>> = {
  CreateStmt: createTable,
  AlterTableStmt: alterTable,
  IndexStmt: createIndex,
  CreatePolicyStmt: createPolicy,
  AlterPolicyStmt: alterPolicy,
  CreateFunctionStmt: createFunction,
  AlterFunctionStmt: alterFunction,
  GrantStmt: grant,
  AlterDefaultPrivilegesStmt: alterDefaults,
  CreateRoleStmt: createRole,
  AlterRoleStmt: alterRole,
  AlterRoleSetStmt: setForRole,
  GrantRoleStmt: grantRole,
  CreateSchemaStmt: createSchema,
  CreateExtensionStmt: createExtension,
  CreatePLangStmt: createLanguage,
  CreateUserMappingStmt: createUserMapping,
  AlterSystemStmt: alterSystem,
  VariableSetStmt: setVariable,
  SelectStmt: selectSetConfig,
  AlterOwnerStmt: changeOwner,
  RenameStmt: rename,
  DropStmt: drop,
  DoStmt: notRead("DO runs code that is not looked into"),
};

function notRead(reason: string): Reader {
  return (state, _node, place) => state.notRead.push({ place, reason });
}

function createSchema(state: MigrationState, node: Node, place: SourcePlace): void {
  const owner = roleOf(node["authrole"]);
  const name = textOf(node["schemaname"]) ?? owner ?? "";
  if (!state.schemas.has(name))
    state.schemas.set(name, { name, ...(owner === undefined ? {} : { owner }), place });
  const before = state.schema;
  state.schema = name;
  for (const element of list(node["schemaElts"])) {
    const [type, fields] = Object.entries(isNode(element) ? element : {})[0] ?? [];
    if (type === "CreateStmt" && isNode(fields)) createTable(state, fields, place);
    if (type === "GrantStmt" && isNode(fields)) grant(state, fields, place);
  }
  state.schema = before;
}

function createExtension(state: MigrationState, node: Node, place: SourcePlace): void {
  const name = textOf(node["extname"]) ?? "";
  const [, schema] = optionsOf(node["options"]).find(([option]) => option === "schema") ?? [];
  state.extensions.set(name, { name, schema: stringOf(schema) ?? state.schema, place });
}

/** The untrusted procedural languages have a name that ends in u. */
function createLanguage(state: MigrationState, node: Node, place: SourcePlace): void {
  const name = textOf(node["plname"]) ?? "";
  state.languages.set(name, { name, trusted: node["pltrusted"] === true || !/u$/.test(name), place });
}

function createUserMapping(state: MigrationState, node: Node, place: SourcePlace): void {
  state.userMappings.push({
    server: textOf(node["servername"]) ?? "",
    user: roleOf(node["user"]) ?? PUBLIC,
    place,
  });
}

function alterSystem(state: MigrationState, node: Node, place: SourcePlace): void {
  const set =
    fieldsOf(node["setstmt"], "VariableSetStmt") ?? (isNode(node["setstmt"]) ? node["setstmt"] : {});
  const name = textOf(set["name"]);
  if (name === undefined) return;
  const value = settingText(set);
  if (value === undefined) state.settings.delete(name);
  else state.settings.set(name, { name, value, place });
}

/** SET search_path decides where a name without a schema goes. */
function setVariable(state: MigrationState, node: Node): void {
  if (node["name"] !== "search_path") return;
  const [first] = (settingText(node) ?? "public").split(", ");
  takeSearchPath(state, first);
}

/** As pg_dump writes it: SELECT pg_catalog.set_config('search_path', '', false). */
function selectSetConfig(state: MigrationState, node: Node): void {
  for (const target of list(node["targetList"])) {
    const call = fieldsOf(fieldsOf(target, "ResTarget")?.["val"], "FuncCall");
    if (call === undefined || namesOf(call["funcname"]).at(-1) !== "set_config") continue;
    const [name, value] = list(call["args"]).map((argument) => {
      const constant = fieldsOf(argument, "A_Const")?.["sval"];
      return isNode(constant) ? (textOf(constant["sval"]) ?? "") : undefined;
    });
    if (name === "search_path") takeSearchPath(state, value?.split(",")[0]?.trim());
  }
}

function takeSearchPath(state: MigrationState, first: string | undefined): void {
  if (first === undefined || first === '"$user"') return;
  state.schema = first === "" ? "public" : first.replace(/^"(.*)"$/, "$1");
}

function changeOwner(state: MigrationState, node: Node): void {
  if (node["objectType"] === "OBJECT_FUNCTION" || node["objectType"] === "OBJECT_PROCEDURE")
    ownFunction(state, node);
  const owner = roleOf(node["newowner"]);
  if (node["objectType"] === "OBJECT_SCHEMA" && owner !== undefined) {
    const schema = state.schemas.get(stringOf(node["object"]) ?? "");
    if (schema !== undefined) schema.owner = owner;
  }
}

function rename(state: MigrationState, node: Node): void {
  const to = textOf(node["newname"]) ?? "";
  if (node["renameType"] === "OBJECT_TABLE") {
    const object = relationRef(state, node["relation"]);
    const table = state.tables.get(identityOf(object));
    if (table === undefined) return;
    state.tables.delete(identityOf(object));
    table.object = { ...object, name: to };
    state.tables.set(identityOf(table.object), table);
    for (const held of [...state.grants.values()])
      if (identityOf(held.object) === identityOf(object)) {
        const moved = state.grant(table.object, held.grantee as string, held.place ?? table.place);
        moved.privileges |= held.privileges;
        moved.grantable |= held.grantable;
      }
    state.forget(object);
  }
  if (node["renameType"] === "OBJECT_COLUMN") {
    const table = state.tables.get(identityOf(relationRef(state, node["relation"])));
    const column = table?.columns?.find(({ name }) => name === node["subname"]);
    if (column !== undefined) column.name = to;
  }
}

function drop(state: MigrationState, node: Node): void {
  for (const item of list(node["objects"])) {
    const names = namesOf(fieldsOf(item, "List")?.["items"] ?? [item]);
    const name = names.at(-1) ?? "";
    switch (node["removeType"]) {
      case "OBJECT_TABLE": {
        const object = { kind: "table", schema: names.at(-2) ?? state.schema, name };
        state.tables.delete(identityOf(object));
        state.forget(object);
        break;
      }
      case "OBJECT_SCHEMA":
        state.schemas.delete(name);
        for (const [key, { object }] of state.tables) if (object.schema === name) state.tables.delete(key);
        for (const [key, { object }] of state.functions)
          if (object.schema === name) state.functions.delete(key);
        for (const [key, { object }] of state.grants) if (object.schema === name) state.grants.delete(key);
        break;
      case "OBJECT_EXTENSION":
        state.extensions.delete(name);
        break;
      case "OBJECT_POLICY": {
        const object = { kind: "table", schema: names.at(-3) ?? state.schema, name: names.at(-2) ?? "" };
        const table = state.tables.get(identityOf(object));
        if (table?.policies !== undefined)
          table.policies = table.policies.filter((policy) => policy.name !== name);
        break;
      }
      case "OBJECT_FUNCTION":
      case "OBJECT_PROCEDURE": {
        const called = fieldsOf(item, "ObjectWithArgs");
        const base = namesOf(called?.["objname"]);
        for (const [key, { object }] of state.functions)
          if (object.name === base.at(-1) && object.schema === (base.at(-2) ?? state.schema)) {
            state.functions.delete(key);
            state.forget(object);
          }
        break;
      }
    }
  }
}
