import type { Draft } from "../../../postgres/draft";
import { displayIdentifier } from "../../../postgres/sql/quote";
import type { ObjectRef } from "../../facts/object-ref";
import type { FunctionFact } from "../../facts/objects";
import type { MigrationState } from "./state";
import { fieldsOf, isNode, list, type Node, namesOf, textOf, typeText } from "./tree";

/** The types of a routine's arguments, as statements name it by them. */
export interface ArgumentTypes {
  /** Those that a call gives. */
  readonly given: readonly string[];
  /** With those that come out: procedures can be named by them. */
  readonly all: readonly string[];
}

const MODES: Readonly<Record<string, string | undefined>> = {
  FUNC_PARAM_IN: "",
  FUNC_PARAM_DEFAULT: "",
  FUNC_PARAM_OUT: "OUT ",
  FUNC_PARAM_INOUT: "INOUT ",
  FUNC_PARAM_VARIADIC: "VARIADIC ",
};

interface Argument {
  readonly mode: string;
  readonly name: string | undefined;
  readonly type: string;
}

/** The arguments of CREATE FUNCTION, without the columns of a table that it returns. */
function argumentsIn(parameters: unknown): readonly Argument[] {
  return list(parameters).flatMap((item) => {
    const parameter = fieldsOf(item, "FunctionParameter") ?? {};
    const mode = MODES[textOf(parameter["mode"]) ?? ""];
    if (mode === undefined) return [];
    return [{ mode, name: textOf(parameter["name"]), type: typeText(parameter["argType"]) }];
  });
}

/** As pg_get_function_identity_arguments prints them: with their names. */
export function argumentsText(parameters: unknown): string {
  return argumentsIn(parameters)
    .map(({ mode, name, type }) => `${mode}${name === undefined ? "" : `${displayIdentifier(name)} `}${type}`)
    .join(", ");
}

/** See {@link ArgumentTypes}. */
export function argumentTypes(parameters: unknown): ArgumentTypes {
  const all = argumentsIn(parameters);
  return {
    given: all.filter(({ mode }) => mode !== "OUT ").map(({ type }) => type),
    all: all.map(({ type }) => type),
  };
}

/** The routine that `name(types)` in a statement means, where the files create it. */
export function routineOf(state: MigrationState, value: unknown): Draft<FunctionFact> | undefined {
  const called = fieldsOf(value, "ObjectWithArgs") ?? (isNode(value) ? value : {});
  const names = namesOf(called["objname"]);
  return routineBy(state, placesOf(state, names.at(-2)), names.at(-1) ?? "", typesOf(called));
}

/** The same as a reference, which those have too that the files do not create. */
export function routineRef(state: MigrationState, value: unknown, kind: string): ObjectRef {
  const called = fieldsOf(value, "ObjectWithArgs") ?? {};
  const names = namesOf(called["objname"]);
  const args = typesOf(called)?.join(", ") ?? "";
  const named = { kind, schema: names.at(-2) ?? state.schema, name: names.at(-1) ?? "", args };
  return routineOf(state, value)?.object ?? named;
}

/** The argument types of `name(types)`; `undefined` where it stands without parentheses. */
function typesOf(called: Node): readonly string[] | undefined {
  return called["args_unspecified"] === true ? undefined : list(called["objargs"]).map(typeText);
}

/** The schemas in which a name is looked for. */
export function placesOf(state: MigrationState, schema: string | undefined): readonly string[] {
  return schema === undefined ? [...new Set([...(state.path ?? []), state.schema, "public"])] : [schema];
}

/** The routines of a schema that have this name. */
export function overloads(
  state: MigrationState,
  schema: string,
  name: string,
): readonly Draft<FunctionFact>[] {
  return [...state.functions.values()].filter(
    ({ object }) => object.schema === schema && object.name === name,
  );
}

/** The first with these argument types; without types (`undefined`) the only one of its name. */
export function routineBy(
  state: MigrationState,
  places: readonly string[],
  name: string,
  types: readonly string[] | undefined,
): Draft<FunctionFact> | undefined {
  for (const place of places) {
    const made = overloads(state, place, name);
    const found =
      types === undefined
        ? made.length === 1
          ? made[0]
          : undefined
        : made.find((one) => {
            const { given = [], all = [] } = state.argumentTypes.get(one) ?? {};
            return isSame(given, types) || isSame(all, types);
          });
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A type may be written with its schema here and without it there. */
function isSame(one: readonly string[], other: readonly string[]): boolean {
  const bare = (type: string) => type.slice(type.lastIndexOf(".") + 1);
  return one.length === other.length && one.every((type, at) => bare(type) === bare(other[at] ?? ""));
}
