import { constantText, fieldsOf, isNode, list, namesOf, walk } from "../expression/tree";
import type { Node } from "../expression/types";
import { identifierProblem, quoteIdentifier, quoteLiteral } from "../sql/quote";
import { placeholder } from "../statements/placeholders";
import { placeholders } from "./format";

/** What is known of an expression besides its constants. */
export interface Known {
  /** The text that a variable holds; `undefined` where that is decided at run time. */
  readonly variable: (name: string) => string | undefined;
  /** True to put a mark in the place of names and literals that are decided at run time: they cannot change the statement around them. */
  readonly marks?: boolean;
}

const NOTHING: Known = { variable: () => undefined };

/** The text of an expression that is made of constants and of what is known; `undefined` for others. */
export function constantTextOf(value: unknown, known: Known = NOTHING): string | undefined {
  const text = constantText(value) ?? numberText(value);
  if (text !== undefined) return text;
  const cast = fieldsOf(value, "TypeCast");
  if (cast !== undefined) return constantTextOf(cast["arg"], known) ?? nameOfObject(cast, known);
  const names = namesOf(fieldsOf(value, "ColumnRef")?.["fields"]);
  if (names.length === 1) return known.variable(names[0] ?? "");
  const operation = fieldsOf(value, "A_Expr");
  if (operation !== undefined && namesOf(operation["name"]).join() === "||")
    return joined([operation["lexpr"], operation["rexpr"]].map((side) => constantTextOf(side, known)));
  const call = fieldsOf(value, "FuncCall");
  return call === undefined ? undefined : called(call, known);
}

function numberText(value: unknown): string | undefined {
  const number = fieldsOf(value, "A_Const")?.["ival"];
  // The tree leaves out a zero.
  return isNode(number) ? String(number["ival"] ?? 0) : undefined;
}

/** What is cast to `regclass` and its like prints as a name that is quoted where it must be. */
function nameOfObject(cast: Node, known: Known): string | undefined {
  const type = namesOf(isNode(cast["typeName"]) ? cast["typeName"]["names"] : []).at(-1) ?? "";
  return /^reg(?:class|namespace|role)$/.test(type) ? quoted("I", cast["arg"], known) : undefined;
}

function joined(parts: readonly (string | undefined)[]): string | undefined {
  return parts.some((part) => part === undefined) ? undefined : parts.join("");
}

/** Functions that put texts together. */
function called(call: Node, known: Known): string | undefined {
  const [first, ...others] = list(call["args"]);
  switch (namesOf(call["funcname"]).at(-1)) {
    case "concat":
      return joined(list(call["args"]).map((argument) => constantTextOf(argument, known)));
    case "quote_ident":
      return quoted("I", first, known);
    case "quote_literal":
      return quoted("L", first, known);
    case "format": {
      const format = constantTextOf(first, known);
      return format === undefined || call["func_variadic"] === true
        ? undefined
        : formatted(format, others, known);
    }
    default:
      return undefined;
  }
}

function formatted(format: string, given: readonly unknown[], known: Known): string | undefined {
  const parts: (string | undefined)[] = [];
  let done = 0;
  for (const { argument, kind, from, to, plain } of placeholders(format)) {
    parts.push(format.slice(done, from).replaceAll("%%", "%"));
    // What a width adds is not looked into.
    parts.push(plain ? quoted(kind, given[argument], known) : undefined);
    done = to;
  }
  parts.push(format.slice(done).replaceAll("%%", "%"));
  return joined(parts);
}

/** An argument as `format` puts it into a text. */
function quoted(kind: "s" | "I" | "L", argument: unknown, known: Known): string | undefined {
  if (argument === undefined) return undefined;
  const text = constantTextOf(argument, known);
  if (kind === "s") return text;
  const shown = text ?? (known.marks === true ? markOf(argument) : undefined);
  if (shown === undefined) return undefined;
  if (kind === "L") return quoteLiteral(shown);
  // A name that PostgreSQL cannot hold is no statement.
  return identifierProblem(shown) === undefined ? quoteIdentifier(shown) : undefined;
}

/** Shows what is decided at run time by the names in its expression: `r.tablename` as `‹r_tablename›`. */
function markOf(argument: unknown): string {
  const names: string[] = [];
  walk(argument, ({ type, fields }) => {
    if (type === "ColumnRef") names.push(...namesOf(fields["fields"]));
    if (type === "FuncCall") names.push(...namesOf(fields["funcname"]).slice(-1));
    return true;
  });
  const name = names.slice(0, 2).join("_").slice(0, 20) || "value";
  return placeholder(name, 2);
}
