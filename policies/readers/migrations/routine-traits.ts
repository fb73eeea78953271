import type { FunctionFact as PolicyFunction } from "../../../postgres/expression/types";
import type { RoutineText } from "../../../postgres/routines/code";
import type { SqlStatement } from "../../../postgres/statements/parse";
import { writtenCode } from "./functions";
import type { MigrationState } from "./state";
import { fieldsOf, isNode, list, type Node, optionsOf, stringOf } from "./tree";

/** What policies that call a routine must know of it, beside its name. */
export interface RoutineTraits
  extends Pick<PolicyFunction, "language" | "kind" | "returnsSet" | "arguments"> {
  volatility: PolicyFunction["volatility"];
  /** The code in which it may read a setting, or call what does. */
  readonly text: RoutineText;
}

/** The traits that CREATE FUNCTION gives. */
export function traitsOf(node: Node, statement: SqlStatement): RoutineTraits {
  const { language, body } = writtenCode(node);
  const options = new Map(optionsOf(node["options"]));
  return {
    language,
    // An SQL-standard body is part of the statement.
    text: { language, definition: statement.text, body: body ?? statement.text },
    volatility: volatilityOf(options.get("volatility")) ?? "volatile",
    returnsSet: isNode(node["returnType"]) && node["returnType"]["setof"] === true,
    kind: node["is_procedure"] === true ? "procedure" : "function",
    arguments: argumentCounts(node["parameters"]),
  };
}

/** ALTER FUNCTION … IMMUTABLE and its like. */
export function takeVolatility(
  state: MigrationState,
  fact: Parameters<MigrationState["traits"]["get"]>[0],
  options: unknown,
): void {
  const traits = state.traits.get(fact);
  const volatility = volatilityOf(new Map(optionsOf(options)).get("volatility"));
  if (traits !== undefined && volatility !== undefined) traits.volatility = volatility;
}

function volatilityOf(value: unknown): PolicyFunction["volatility"] | undefined {
  const word = stringOf(value);
  return word === "immutable" || word === "stable" || word === "volatile" ? word : undefined;
}

/** Parameters that a call gives nothing for. */
const COMES_OUT: ReadonlySet<unknown> = new Set(["FUNC_PARAM_OUT", "FUNC_PARAM_TABLE"]);

function argumentCounts(parameters: unknown): PolicyFunction["arguments"] {
  const given = list(parameters)
    .map((item) => fieldsOf(item, "FunctionParameter") ?? {})
    .filter(({ mode }) => !COMES_OUT.has(mode));
  const variadic = given.some(({ mode }) => mode === "FUNC_PARAM_VARIADIC");
  const defaults = given.filter(({ defexpr }) => defexpr !== undefined).length;
  return {
    least: given.length - Math.max(defaults, variadic ? 1 : 0),
    most: variadic ? Number.POSITIVE_INFINITY : given.length,
  };
}
