import type { Draft } from "../../../postgres/draft";
import type { RoutineReading } from "../../../postgres/routines/types";
import type { SqlStatement } from "../../../postgres/statements/parse";
import { Unknown } from "../../facts/maybe";
import { identityOf, type ObjectRef, type SourcePlace } from "../../facts/object-ref";
import type { FunctionFact } from "../../facts/objects";
import { languageOfExtension } from "../procedural-language";
import { unreadableCode } from "../unreadable-code";
import { settingText } from "./roles";
import { moveRoutine } from "./routine-changes";
import { type ArgumentTypes, argumentsText, argumentTypes, routineBy, routineOf } from "./routine-refs";
import { takeVolatility, traitsOf } from "./routine-traits";
import { builtInExecute, type MigrationState, mark } from "./state";
import { booleanOf, fieldsOf, type Node, namesOf, optionsOf, stringOf, textOf, typeText } from "./tree";

/** CREATE FUNCTION and CREATE PROCEDURE. */
export function createFunction(
  state: MigrationState,
  node: Node,
  place: SourcePlace,
  statement: SqlStatement,
): void {
  const object = createdFunction(state, node);
  const types = argumentTypes(node["parameters"]);
  const before = state.functions.get(identityOf(object)) ?? replacedBy(state, object, types, node);
  // OR REPLACE may give names to arguments that had none.
  if (before !== undefined) moveRoutine(state, before, object);
  const code = codeOf(state, node, statement);
  takeLanguage(state, node, place);
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
  state.argumentTypes.set(fact, types);
  state.traits.set(fact, traitsOf(node, statement));
  takeOptions(fact, node["options"], place);
  // CREATE OR REPLACE keeps what was granted.
  if (before !== undefined) return;
  builtInExecute(state, object, place);
  state.giveDefaults("functions", object, place);
}

/** The routine that CREATE OR REPLACE finds by the types of its arguments. */
function replacedBy(
  state: MigrationState,
  { schema = "", name = "" }: ObjectRef,
  types: ArgumentTypes,
  node: Node,
): Draft<FunctionFact> | undefined {
  return node["replace"] === true ? routineBy(state, [schema], name, types.given) : undefined;
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

/** An untrusted language is there where a function is written in it, whoever installed it. */
function takeLanguage(state: MigrationState, node: Node, place: SourcePlace): void {
  const language = languageOfExtension(writtenCode(node).language);
  if (language === undefined || language.trusted || state.languages.has(language.name)) return;
  state.languages.set(language.name, { ...language, place });
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
  return codeIn(reading);
}

/** What a reading tells of a function; `undefined` for a language that nobody reads. */
export function codeIn(reading: RoutineReading | undefined): FunctionFact["code"] {
  if (reading === undefined) return undefined;
  return "code" in reading ? reading.code : new Unknown(unreadableCode(reading.problem));
}

/** ALTER FUNCTION … SECURITY, SET, RESET, LEAKPROOF. */
export function alterFunction(state: MigrationState, node: Node, place: SourcePlace): void {
  const fact = routineOf(state, node["func"]);
  if (fact === undefined) return;
  takeOptions(fact, node["actions"], place);
  takeVolatility(state, fact, node["actions"]);
}

/** The parts of a fact that the options are. */
const PARTS: Readonly<Record<string, string>> = {
  security: "securityDefiner",
  leakproof: "leakproof",
  set: "settings",
};

function takeOptions(fact: Draft<FunctionFact>, options: unknown, place: SourcePlace): void {
  for (const [option, value] of optionsOf(options)) {
    const part = PARTS[option];
    if (part !== undefined && place !== fact.place) mark(fact, part, place);
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
