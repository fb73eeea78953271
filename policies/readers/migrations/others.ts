import { displayIdentifier } from "../../../postgres/sql/quote";
import type { SqlStatement } from "../../../postgres/statements/parse";
import type { SourcePlace } from "../../facts/object-ref";
import { languageOfExtension } from "../procedural-language";
import { reportCatalogWrite } from "./catalog-writes";
import { changeOwner, drop } from "./changes";
import { alterServer, createServer } from "./foreign-servers";
import { alterFunction, createFunction } from "./functions";
import { alterDefaults, grant } from "./grants";
import { alterPolicy, createPolicy } from "./policy-statements";
import { alterPublication, createPublication } from "./publications";
import { rename, setSchema } from "./renames";
import { createRule } from "./rewrite-rules";
import { dropOwned, dropRole, reassignOwned } from "./role-changes";
import { alterRole, createRole, grantRole, settingText } from "./roles";
import { labelObject } from "./security-labels";
import { setForDatabase, setForRole } from "./settings";
import type { MigrationState } from "./state";
import { alterSubscription, createSubscription, dropSubscription } from "./subscriptions";
import { createTableOfQuery } from "./table-as";
import { alterTable, createForeignTable, createIndex, createTable } from "./tables";
import { takeSearchPath } from "./transactions";
import { fieldsOf, isNode, list, type Node, namesOf, optionsOf, roleOf, stringOf, textOf } from "./tree";
import { alterEventTrigger, createEventTrigger, createTrigger } from "./triggers";
import { alterUserMapping, createUserMapping, dropUserMapping } from "./user-mappings";
import { createTableAs, createView } from "./views";

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
  TransactionStmt: reportRollback,
  GrantStmt: grant,
  AlterDefaultPrivilegesStmt: alterDefaults,
  CreateRoleStmt: createRole,
  AlterRoleStmt: alterRole,
  AlterRoleSetStmt: setForRole,
  AlterDatabaseSetStmt: setForDatabase,
  DropRoleStmt: dropRole,
  DropOwnedStmt: dropOwned,
  ReassignOwnedStmt: reassignOwned,
  SecLabelStmt: labelObject,
  GrantRoleStmt: grantRole,
  CreateSchemaStmt: createSchema,
  CreateExtensionStmt: createExtension,
  CreatePLangStmt: createLanguage,
  CreateForeignServerStmt: createServer,
  AlterForeignServerStmt: alterServer,
  CreateUserMappingStmt: createUserMapping,
  AlterUserMappingStmt: alterUserMapping,
  DropUserMappingStmt: dropUserMapping,
  CreateSubscriptionStmt: createSubscription,
  AlterSubscriptionStmt: alterSubscription,
  DropSubscriptionStmt: dropSubscription,
  CreateForeignTableStmt: createForeignTable,
  ImportForeignSchemaStmt: importForeignSchema,
  InsertStmt: reportCatalogWrite,
  UpdateStmt: reportCatalogWrite,
  DeleteStmt: reportCatalogWrite,
  MergeStmt: reportCatalogWrite,
  AlterSystemStmt: alterSystem,
  VariableSetStmt: setVariable,
  DiscardStmt: discard,
  SelectStmt: select,
  AlterOwnerStmt: changeOwner,
  RenameStmt: rename,
  DropStmt: drop,
  AlterObjectSchemaStmt: setSchema,
  ViewStmt: createView,
  CreateTableAsStmt: createTableAs,
  CreateTrigStmt: createTrigger,
  RuleStmt: createRule,
  CreateEventTrigStmt: createEventTrigger,
  AlterEventTrigStmt: alterEventTrigger,
  CreatePublicationStmt: createPublication,
  AlterPublicationStmt: alterPublication,
};

/** Of those, the statements that leave nothing behind which rules look at, or say by themselves what they do. */
export const LEAVES_NOTHING: ReadonlySet<string> = new Set([
  "VariableSetStmt",
  "DiscardStmt",
  "TransactionStmt",
  "SecLabelStmt",
  "InsertStmt",
  "UpdateStmt",
  "DeleteStmt",
  "MergeStmt",
]);

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
    if (type === "ViewStmt" && isNode(fields)) createView(state, fields, place);
    if (type === "GrantStmt" && isNode(fields)) grant(state, fields, place);
  }
  state.schema = before;
}

/** Schemas that extensions' control files name, beside those of procedural languages: no CREATE EXTENSION chooses another one. */
const FIXED_SCHEMAS: Readonly<Record<string, string>> = {
  adminpack: "pg_catalog",
  citus: "pg_catalog",
  pg_cron: "pg_catalog",
  pg_graphql: "graphql",
  pg_tle: "pgtle",
  pglogical: "pglogical",
  pgmq: "pgmq",
  pgsodium: "pgsodium",
  plpgsql: "pg_catalog",
  postgis_tiger_geocoder: "tiger",
  postgis_topology: "topology",
  supabase_vault: "vault",
};

function createExtension(state: MigrationState, node: Node, place: SourcePlace): void {
  const name = textOf(node["extname"]) ?? "";
  const [, schema] = optionsOf(node["options"]).find(([option]) => option === "schema") ?? [];
  const language = languageOfExtension(name);
  const fixed = language === undefined ? FIXED_SCHEMAS[name] : "pg_catalog";
  state.extensions.set(name, { name, schema: fixed ?? stringOf(schema) ?? state.schema, place });
  if (language !== undefined) state.languages.set(name, { ...language, place });
}

function createLanguage(state: MigrationState, node: Node, place: SourcePlace): void {
  const name = textOf(node["plname"]) ?? "";
  // Without TRUSTED, of those that PostgreSQL brings as extensions, the extension decides.
  const trusted = node["pltrusted"] === true || languageOfExtension(name)?.trusted === true;
  state.languages.set(name, { name, trusted, place });
}

/** What a migration does and undoes by itself is read as if it stayed. */
function reportRollback(state: MigrationState, node: Node, place: SourcePlace): void {
  if (node["kind"] === "TRANS_STMT_ROLLBACK" || node["kind"] === "TRANS_STMT_ROLLBACK_TO")
    state.unknown(place, "rolls back what stands before it, which is read as if it stayed");
}

/** What the other server has, the files do not tell. */
function importForeignSchema(state: MigrationState, node: Node, place: SourcePlace): void {
  const schema = displayIdentifier(textOf(node["local_schema"]) ?? "");
  const server = displayIdentifier(textOf(node["server_name"]) ?? "");
  state.unknown(
    place,
    `makes the foreign tables of ${server} in schema ${schema}: which, the files do not tell`,
  );
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
  if (node["kind"] === "VAR_RESET_ALL") state.schema = "public";
  if (node["name"] !== "search_path") return;
  const [first] = (settingText(node) ?? "public").split(", ");
  takeFirst(state, first);
}

/** DISCARD ALL sets everything back that the session has set. */
function discard(state: MigrationState, node: Node): void {
  if (node["target"] !== "DISCARD_ALL") return;
  takeSearchPath(state, { schema: "public" });
  state.temporary.clear();
}

/** What SELECT … INTO makes its table by; `undefined` without INTO. */
export function intoOf(select: Node): Node | undefined {
  // Of a UNION the first part says it.
  let first = select;
  while (isNode(first["larg"])) first = first["larg"];
  return isNode(first["intoClause"]) ? first["intoClause"] : undefined;
}

/** SELECT … INTO makes a table; of others only what sets the search path is told. */
function select(state: MigrationState, node: Node, place: SourcePlace): void {
  const into = intoOf(node);
  if (into !== undefined) createTableOfQuery(state, into, { SelectStmt: node }, place, false);
  selectSetConfig(state, node);
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
    if (name === "search_path") takeFirst(state, value?.split(",")[0]?.trim());
  }
}

function takeFirst(state: MigrationState, first: string | undefined): void {
  if (first === undefined || first === '"$user"') return;
  state.schema = first === "" ? "public" : first.replace(/^"(.*)"$/, "$1");
}
