import { functionsIn, relationsIn } from "../../../postgres/expression";
import { nameKey } from "../../../postgres/expression/scope";
import { settingReaders } from "../../../postgres/expression/setting-readers";
import type {
  ParsedExpression,
  FunctionFact as PolicyFunction,
  ServerFacts,
} from "../../../postgres/expression/types";
import { isBuiltInFunction } from "../../../postgres/routines/built-in-functions";
import type { RoutineCalls } from "../../../postgres/routines/calls";
import type { RoutineText } from "../../../postgres/routines/code";
import { identityOf } from "../../facts/object-ref";
import { knownRelation } from "./relations";
import { overloads } from "./routine-refs";
import type { MigrationState } from "./state";

/** No release in particular: nothing that rules look at depends on it. */
const VERSION = 180_000;

const SYSTEM_SCHEMAS: ReadonlySet<string> = new Set(["pg_catalog", "information_schema"]);

/** What a routine is taken for that the files do not create: of what it does nothing is known, but that it is called. */
const ELSEWHERE = {
  args: "",
  volatility: "stable",
  securityDefiner: false,
  language: "",
  kind: "function",
  returnsSet: false,
  arguments: { least: 0, most: Number.POSITIVE_INFINITY },
  readsSetting: false,
} as const satisfies Omit<PolicyFunction, "schema" | "name">;

/** Answers what the names in policies mean, as a server would, from what the files create. */
export class PolicyNames {
  readonly #state: MigrationState;
  /** Every routine of the files that reads a setting; worked out where a policy calls one of them. */
  #readers: ReadonlySet<unknown> | undefined;
  readonly #calls: (text: RoutineText) => RoutineCalls;

  /** @param calls tells what the code of a routine calls. */
  constructor(state: MigrationState, calls: (text: RoutineText) => RoutineCalls) {
    this.#state = state;
    this.#calls = calls;
  }

  /** Of the expressions of a table's policies. A name without a schema lies in the table's own, or else in public. */
  of(expressions: readonly ParsedExpression[], schema: string): ServerFacts {
    const functions = new Map<string, readonly PolicyFunction[]>();
    const relations = new Map<string, ReadonlySet<string>>();
    for (const expression of expressions) {
      for (const { key, name } of functionsIn(expression))
        if (!functions.has(key)) functions.set(key, this.#functions(name, schema));
      for (const name of relationsIn(expression)) {
        const columns = this.#columns(name, schema);
        if (columns !== undefined) relations.set(nameKey(name), columns);
      }
    }
    return { version: VERSION, functions, relations };
  }

  #functions(parts: readonly string[], schema: string): readonly PolicyFunction[] {
    const name = parts.at(-1) ?? "";
    const written = parts.at(-2);
    if (written === undefined ? isBuiltInFunction(name) : SYSTEM_SCHEMAS.has(written)) return [];
    const made = placesOf(written, schema)
      .map((place) => overloads(this.#state, place, name))
      .find((found) => found.length > 0);
    if (made === undefined) return [{ ...ELSEWHERE, schema: written ?? schema, name }];
    return made.map((fact) => {
      const traits = this.#state.traits.get(fact);
      return {
        ...ELSEWHERE,
        schema: fact.object.schema ?? "",
        name,
        ...(traits === undefined ? {} : traits),
        readsSetting: this.#reads(fact),
      };
    });
  }

  #reads(fact: unknown): boolean {
    this.#readers ??= new Set(
      [
        ...settingReaders(
          [...this.#state.functions.values()].flatMap((one) => {
            const { schema = "", name = "" } = one.object;
            const text = this.#state.traits.get(one)?.text;
            return text === undefined ? [] : [{ schema, name, ...this.#calls(text), fact: one }];
          }),
        ),
      ].map((reader) => reader.fact),
    );
    return this.#readers.has(fact);
  }

  /** The columns of a relation whose columns the files tell all. */
  #columns(parts: readonly string[], schema: string): ReadonlySet<string> | undefined {
    for (const place of placesOf(parts.at(-2), schema)) {
      const identity = identityOf(knownRelation(this.#state, place, parts.at(-1) ?? ""));
      const table = this.#state.tables.get(identity);
      if (table?.columns !== undefined && table.moreColumns !== true)
        return new Set(table.columns.map(({ name }) => name));
      const view = this.#state.views.get(identity);
      if (view?.columns !== undefined) return new Set(view.columns);
    }
    return undefined;
  }
}

function placesOf(written: string | undefined, schema: string): readonly string[] {
  return written === undefined ? [schema, "public"] : [written];
}
