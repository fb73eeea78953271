import { pinnedSearchPath } from "../../checks/search-path";
import { identityOf, type ObjectRef, type SourcePlace } from "../../facts/object-ref";
import type { ScriptStepFact } from "../../facts/scripts";
import { createdFunction } from "./functions";
import { relationRef } from "./relations";
import { settingText } from "./roles";
import { argumentTypes, routineBy } from "./routine-refs";
import { setConfigCalls } from "./set-config";
import type { MigrationState } from "./state";
import { fieldsOf, isNode, type Node, namesOf, textOf, walk } from "./tree";

/** The name that PostgreSQL wants of an extension's script: `name--1.0.sql`, `name--1.0--1.1.sql`. */
export function isExtensionScript(path: string): boolean {
  return /(?:^|\/)[^/]+--[^/]+\.sql$/.test(path);
}

/** What CREATE EXTENSION replaces, as a name of equal length that the parser can read. */
export function withoutPlaceholders(text: string): string {
  return text.replaceAll("@extschema@", '"extschema"');
}

type Step = ScriptStepFact["step"];

/** Collects what one statement leaves to the search path or to others, and then follows its SET search_path. */
export function readScriptSteps(state: MigrationState, type: string, node: Node, place: SourcePlace): void {
  const add = (step: Step) => {
    const key = JSON.stringify([place.file, step, state.path ?? null]);
    if (state.scriptSteps.has(key)) return;
    state.scriptSteps.set(key, {
      script: place.file,
      extension: isExtensionScript(place.file),
      ...(state.path === undefined ? {} : { path: state.path }),
      step,
      place,
    });
  };
  for (const step of namesIn({ [type]: node }, state)) add(step);
  const taken = takenOver(state, type, node);
  if (taken !== undefined) add(taken);
  for (const to of searchPaths(type, node)) {
    add({ kind: "search path", ...(to === undefined ? {} : { to }) });
    if (to === undefined) delete state.path;
    else state.path = to;
  }
}

/** Forms of expressions whose operator the grammar lets one write with its schema. */
const WITH_OPERATOR: ReadonlySet<unknown> = new Set(["AEXPR_OP", "AEXPR_OP_ANY", "AEXPR_OP_ALL"]);

function namesIn(statement: Node, state: MigrationState): Step[] {
  const steps: Step[] = [];
  const queries = new Set<string>();
  walk(statement, ({ type, fields }) => {
    const only = (names: readonly string[]) => (names.length === 1 ? names[0] : undefined);
    if (type === "CommonTableExpr") queries.add(textOf(fields["ctename"]) ?? "");
    if (type === "FuncCall") {
      const name = only(namesOf(fields["funcname"]));
      if (name !== undefined) steps.push({ kind: "name", of: "function", name });
    }
    if (type === "A_Expr" && WITH_OPERATOR.has(fields["kind"])) {
      const name = only(namesOf(fields["name"]));
      if (name !== undefined) steps.push({ kind: "name", of: "operator", name });
    }
    if (type === "RangeVar" && fields["schemaname"] === undefined && fields["relpersistence"] !== "t")
      steps.push({ kind: "name", of: "relation", name: textOf(fields["relname"]) ?? "" });
    if (type === "CaseExpr" && fields["arg"] !== undefined) steps.push({ kind: "implicit", name: "CASE" });
    return true;
  });
  const altered = fieldsOf(statement, "AlterSeqStmt")?.["sequence"];
  const bare = (value: unknown) => isNode(value) && value["schemaname"] === undefined;
  if (bare(altered)) steps.push({ kind: "implicit", name: "ALTER SEQUENCE" });
  // The relation of a statement stands in it without its type.
  for (const [field, value] of Object.entries(Object.values(statement)[0] ?? {}))
    if (
      field !== "sequence" &&
      isNode(value) &&
      "relname" in value &&
      bare(value) &&
      value["relpersistence"] !== "t"
    )
      steps.push({ kind: "name", of: "relation", name: textOf(value["relname"]) ?? "" });
  return steps.filter(
    (step) =>
      step.kind !== "name" ||
      step.of !== "relation" ||
      !(queries.has(step.name) || state.temporary.has(step.name)),
  );
}

/** What CREATE OR REPLACE and IF NOT EXISTS may find there already. */
function takenOver(state: MigrationState, type: string, node: Node): Step | undefined {
  const found = replaced(state, type, node);
  if (found === undefined) return undefined;
  const identity = identityOf(found.object);
  const own = state.tables.has(identity) || state.views.has(identity) || state.functions.has(identity);
  return own || (found.object.kind === "schema" && state.schemas.has(found.object.name ?? ""))
    ? undefined
    : { kind: "takes over", ...found };
}

function replaced(
  state: MigrationState,
  type: string,
  node: Node,
): { readonly statement: string; readonly object: ObjectRef } | undefined {
  if (node["replace"] === true) {
    if (type === "CreateFunctionStmt") {
      const kind = node["is_procedure"] === true ? "procedure" : "function";
      const made = createdFunction(state, node);
      const { given } = argumentTypes(node["parameters"]);
      const object = routineBy(state, [made.schema ?? ""], made.name ?? "", given)?.object ?? made;
      return { statement: `CREATE OR REPLACE ${kind.toUpperCase()}`, object };
    }
    if (type === "ViewStmt")
      return {
        statement: "CREATE OR REPLACE VIEW",
        object: { ...relationRef(state, node["view"]), kind: "view" },
      };
  }
  if (node["if_not_exists"] !== true) return undefined;
  switch (type) {
    case "CreateSchemaStmt":
      return {
        statement: "CREATE SCHEMA IF NOT EXISTS",
        object: { kind: "schema", name: textOf(node["schemaname"]) ?? "" },
      };
    case "CreateStmt":
      return { statement: "CREATE TABLE IF NOT EXISTS", object: relationRef(state, node["relation"]) };
    case "CreateSeqStmt":
      return {
        statement: "CREATE SEQUENCE IF NOT EXISTS",
        object: { ...relationRef(state, node["sequence"]), kind: "sequence" },
      };
    case "CreateTableAsStmt": {
      const into = isNode(node["into"]) ? node["into"] : {};
      const kind = node["objtype"] === "OBJECT_MATVIEW" ? "materialized view" : "table";
      return {
        statement: `CREATE ${kind.toUpperCase()} IF NOT EXISTS`,
        object: { ...relationRef(state, into["rel"]), kind },
      };
    }
    case "CreateForeignServerStmt":
      return {
        statement: "CREATE SERVER IF NOT EXISTS",
        object: { kind: "foreign server", name: textOf(node["servername"]) ?? "" },
      };
    default:
      return undefined;
  }
}

/** The paths that a statement sets, one after the other; `undefined` for one that nobody can know. */
function searchPaths(type: string, node: Node): (readonly string[] | undefined)[] {
  const split = (text: string | undefined) =>
    text === undefined ? undefined : (pinnedSearchPath([`search_path=${text}`]) ?? []);
  if (type === "VariableSetStmt")
    return node["name"] === "search_path" || node["kind"] === "VAR_RESET_ALL"
      ? [split(settingText(node))]
      : [];
  return setConfigCalls(type, node).flatMap(({ name, value }) =>
    name === "search_path" ? [split(value)] : [],
  );
}
