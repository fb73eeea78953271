import type { Draft } from "../../../postgres/draft";
import { isBuiltInFunction } from "../../../postgres/routines/built-in-functions";
import { displayObject } from "../../facts/object-ref";
import type { FunctionFact } from "../../facts/objects";
import { overloads, placesOf } from "./routine-refs";
import type { MigrationState } from "./state";
import { list, type Node, namesOf, walk } from "./tree";

/** A call of a routine in a statement. */
export interface Call {
  /** Absent where the search path decides. */
  readonly schema: string | undefined;
  readonly name: string;
  /** How many arguments it is given. */
  readonly count: number;
}

/** Statements that run the routines which they name; a view or a policy does so later, if ever. */
export const RUNNING: ReadonlySet<string> = new Set([
  "SelectStmt",
  "CallStmt",
  "InsertStmt",
  "UpdateStmt",
  "DeleteStmt",
  "MergeStmt",
  "CreateTableAsStmt",
]);

/** The calls of a statement, each once. */
export function callsIn(type: string, fields: Node): readonly Call[] {
  if (!RUNNING.has(type)) return [];
  const calls = new Map<string, Call>();
  // What CALL calls stands in the tree without its type.
  walk(type === "CallStmt" ? { FuncCall: fields["funccall"] } : fields, (node) => {
    if (node.type !== "FuncCall") return true;
    const names = namesOf(node.fields["funcname"]);
    const call = {
      schema: names.at(-2),
      name: names.at(-1) ?? "",
      count: list(node.fields["args"]).length,
    };
    calls.set(JSON.stringify(call), call);
    return true;
  });
  return [...calls.values()];
}

/** True where a statement is there for what its calls do: elsewhere a function that nobody knows gives a value. */
export function isForItsCalls(type: string): boolean {
  return type === "SelectStmt" || type === "CallStmt";
}

/** What a call runs: a routine that the files create, nothing but PostgreSQL's own, or why it is not known. */
export type Called =
  | { readonly routine: Draft<FunctionFact> }
  | { readonly reason: string; readonly elsewhere: boolean }
  | undefined;

/** See {@link Called}. */
export function calledBy(state: MigrationState, { schema, name, count }: Call): Called {
  if (schema === "pg_catalog" || schema === "information_schema") return undefined;
  const made = placesOf(state, schema)
    .map((place) => overloads(state, place, name))
    .find((found) => found.length > 0);
  const shown = displayObject({ kind: "routine", ...(schema === undefined ? {} : { schema }), name });
  if (made === undefined)
    return schema === undefined && isBuiltInFunction(name)
      ? undefined
      : {
          reason: `calls the ${shown}, which the files do not create: what it does is not looked into`,
          elsewhere: true,
        };
  const [first, ...others] =
    made.length === 1 ? made : made.filter((one) => argumentCount(state, one) === count);
  if (first === undefined || others.length > 0)
    return {
      reason: `calls the ${shown}, of which the files create several: what it does is not looked into`,
      elsewhere: false,
    };
  return { routine: first };
}

/** How many arguments a call of it has: CALL gives a procedure those too that come out. */
function argumentCount(state: MigrationState, routine: Draft<FunctionFact>): number {
  const types = state.argumentTypes.get(routine);
  return (routine.object.kind === "procedure" ? types?.all : types?.given)?.length ?? 0;
}
