import { displayIdentifier } from "../../../postgres/sql/quote";
import type { SqlStatement } from "../../../postgres/statements/parse";
import { Unknown } from "../../facts/maybe";
import { identityOf, type ObjectRef, type SourcePlace } from "../../facts/object-ref";
import type { FunctionFact } from "../../facts/objects";
import { unreadableCode } from "../unreadable-code";
import { settingText } from "./roles";
import { builtInExecute, type Draft, type MigrationState } from "./state";
import {
  booleanOf,
  fieldsOf,
  isNode,
  list,
  type Node,
  namesOf,
  optionsOf,
  roleOf,
  stringOf,
  textOf,
  typeText,
} from "./tree";

/** CREATE FUNCTION and CREATE PROCEDURE. */
export function createFunction(
  state: MigrationState,
  node: Node,
  place: SourcePlace,
  statement: SqlStatement,
): void {
  const object = createdFunction(state, node);
  const before = state.functions.get(identityOf(object));
  const code = codeOf(state, node, statement);
  const fact: Draft<FunctionFact> = {
    object,
    trigger: /^(?:event_)?trigger$/.test(typeText(node["returnType"])),
    ...(code === undefined ? {} : { code }),
    securityDefiner: false,
    settings: [],
    leakproof: false,
    place,
    ...(before?.owner === undefined ? {} : { owner: before.owner }),
  };
  state.functions.set(identityOf(object), fact);
  takeOptions(fact, node["options"]);
  // CREATE OR REPLACE keeps what was granted.
  if (before !== undefined) return;
  builtInExecute(state, object, place);
  state.giveDefaults("functions", object, place);
}

/** The function that CREATE FUNCTION makes. */
export function createdFunction(state: MigrationState, node: Node): ObjectRef {
  const names = namesOf(node["funcname"]);
  return {
    kind: node["is_procedure"] === true ? "procedure" : "function",
    schema: names.at(-2) ?? state.schema,
    name: names.at(-1) ?? "",
    args: argumentsText(node["parameters"]),
  };
}

/** The language of CREATE FUNCTION and the text behind AS, which an SQL-standard body does without. */
export function writtenCode(node: Node): { readonly language: string; readonly body: string | undefined } {
  const options = new Map(optionsOf(node["options"]));
  const [body] = namesOf(fieldsOf(options.get("as"), "List")?.["items"]);
  return { language: (stringOf(options.get("language")) ?? "sql").toLowerCase(), body };
}

/** What its code does, as the live reader has it of the server. */
function codeOf(state: MigrationState, node: Node, statement: SqlStatement): FunctionFact["code"] {
  const { language, body } = writtenCode(node);
  const reading = state.readRoutine({
    language,
    definition: statement.text,
    // An SQL-standard body is part of the statement.
    body: body ?? statement.text,
  });
  if (reading === undefined) return undefined;
  return "code" in reading ? reading.code : new Unknown(unreadableCode(reading.problem));
}

/** ALTER FUNCTION … SECURITY, SET, RESET, LEAKPROOF. */
export function alterFunction(state: MigrationState, node: Node, place: SourcePlace): void {
  const called = fieldsOf(node["func"], "ObjectWithArgs") ?? (isNode(node["func"]) ? node["func"] : {});
  const fact = findFunction(state, called["objname"], called["objargs"]);
  if (fact === undefined) return;
  fact.place = place;
  takeOptions(fact, node["actions"]);
}

/** ALTER FUNCTION … OWNER TO. */
export function ownFunction(state: MigrationState, node: Node): void {
  const called = fieldsOf(node["object"], "ObjectWithArgs");
  const owner = roleOf(node["newowner"]);
  if (called === undefined || owner === undefined) return;
  const fact = findFunction(state, called["objname"], called["objargs"]);
  if (fact !== undefined) fact.owner = owner;
}

function takeOptions(fact: Draft<FunctionFact>, options: unknown): void {
  for (const [option, value] of optionsOf(options)) {
    if (option === "security") fact.securityDefiner = booleanOf(value);
    else if (option === "leakproof") fact.leakproof = booleanOf(value);
    else if (option === "set") {
      const set = fieldsOf(value, "VariableSetStmt") ?? {};
      const name = textOf(set["name"]);
      if (set["kind"] === "VAR_RESET_ALL") fact.settings = [];
      if (name === undefined) continue;
      const rest = fact.settings.filter((one) => !one.startsWith(`${name}=`));
      const text = settingText(set);
      fact.settings = text === undefined ? rest : [...rest, `${name}=${text}`];
    }
  }
}

/** The function by its argument types; without them, the only one of its name. */
function findFunction(state: MigrationState, name: unknown, types: unknown): Draft<FunctionFact> | undefined {
  const wanted = functionRef(state, name, types, "function");
  for (const kind of ["function", "procedure"]) {
    const found = state.functions.get(identityOf({ ...wanted, kind }));
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * A function that is named with its argument types, as its identity has it: with the names of its arguments where the files
 * create it.
 */
export function functionRef(state: MigrationState, name: unknown, types: unknown, kind: string): ObjectRef {
  const names = namesOf(name);
  const schema = names.at(-2) ?? state.schema;
  const base = names.at(-1) ?? "";
  const wanted = list(types).map(typeText).join(", ");
  const overloads = [...state.functions.values()].filter(
    ({ object }) => object.schema === schema && object.name === base,
  );
  const exact = overloads.find(({ object }) => typesOnly(object.args ?? "") === wanted);
  const found = exact ?? (types === undefined && overloads.length === 1 ? overloads[0] : undefined);
  return found?.object ?? { kind, schema, name: base, args: wanted };
}

/** `a integer, b text` → `integer, text`: what stands behind a name. */
function typesOnly(args: string): string {
  return args
    .split(", ")
    .filter((one) => !one.startsWith("OUT "))
    .map((one) => one.replace(/^(?:(?:INOUT|VARIADIC) )?(?:"(?:[^"]|"")*"|\S+) (?=\S)/, ""))
    .join(", ");
}

const MODES: Readonly<Record<string, string | undefined>> = {
  FUNC_PARAM_IN: "",
  FUNC_PARAM_DEFAULT: "",
  FUNC_PARAM_OUT: "OUT ",
  FUNC_PARAM_INOUT: "INOUT ",
  FUNC_PARAM_VARIADIC: "VARIADIC ",
};

/** As pg_get_function_identity_arguments prints them: with their names, without the columns of a table. */
function argumentsText(parameters: unknown): string {
  return list(parameters)
    .flatMap((item) => {
      const parameter = fieldsOf(item, "FunctionParameter") ?? {};
      const mode = MODES[textOf(parameter["mode"]) ?? ""];
      if (mode === undefined) return [];
      const name = textOf(parameter["name"]);
      return [
        `${mode}${name === undefined ? "" : `${displayIdentifier(name)} `}${typeText(parameter["argType"])}`,
      ];
    })
    .join(", ");
}
