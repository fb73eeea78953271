import { constantText, fieldsOf, isNode, list, namesOf, typed } from "../expression/tree";
import type { Node } from "../expression/types";
import { placeholders } from "./format";

/** What a caller may have written into a name: the parameters and settings that it came from. Absent: nothing. */
export type Tainted = (name: string) => ReadonlySet<string>;

/** Types whose values, as text, hold nothing that could end a literal or begin a statement. */
const HARMLESS_TYPES =
  /^(?:(?:pg_catalog\.)?(?:smallint|integer|int|bigint|int2|int4|int8|oid|numeric|decimal|real|double precision|float4|float8|float|bool|boolean|uuid|date|time|timetz|timestamp|timestamptz|interval|money|inet|cidr|macaddr|xid|tid|reg[a-z]+)\b[^[]*)$/i;

/** True for a type whose values cannot carry a statement: numbers, times, `uuid`, and `regclass` and its like, which quote themselves. */
export function isHarmlessType(type: string): boolean {
  return HARMLESS_TYPES.test(type.replaceAll('"', "").trim());
}

/** Functions of the server that give back what they were given, or a part of it. Of all others the result is taken for their own. */
const PASSING = new Set(
  "array_append array_cat array_prepend array_remove array_replace array_to_string btrim concat concat_ws convert_from convert_to initcap jsonb_array_elements_text jsonb_each_text jsonb_extract_path_text json_array_elements_text json_each_text json_extract_path_text left lower lpad ltrim overlay regexp_replace regexp_split_to_array regexp_split_to_table repeat replace reverse right rpad rtrim split_part string_agg array_agg string_to_array string_to_table substr substring translate trim unnest upper coalesce xmlserialize".split(
    " ",
  ),
);

/** Operators whose result is a part of their left side: of JSON. */
const PICKING = new Set(["->", "->>", "#>", "#>>"]);

const NOTHING: ReadonlySet<string> = new Set();

/**
 * What of the caller's stands in the text that an expression gives, without being quoted. Follows PostgreSQL's functions
 * that quote (`quote_ident`, `quote_literal`, `format` with %I and %L) and casts to types that cannot carry a statement; a
 * function of the user's own is trusted with what it is given.
 */
export function unquotedIn(value: unknown, tainted: Tainted): ReadonlySet<string> {
  const within = (...parts: readonly unknown[]): ReadonlySet<string> =>
    union(
      parts.map(
        (part): ReadonlySet<string> => (Array.isArray(part) ? within(...part) : unquotedIn(part, tainted)),
      ),
    );
  const node = typed(value);
  if (node === undefined) return NOTHING;
  const { type, fields } = node;
  switch (type) {
    case "ColumnRef":
      return tainted(namesOf(fields["fields"])[0] ?? "");
    case "ParamRef":
      return tainted(`$${String(fields["number"])}`);
    case "TypeCast": {
      const cast = isNode(fields["typeName"]) ? fields["typeName"] : {};
      const name = namesOf(cast["names"]).at(-1) ?? "";
      return list(cast["arrayBounds"]).length === 0 && isHarmlessType(name) ? NOTHING : within(fields["arg"]);
    }
    case "A_Expr": {
      const operator = namesOf(fields["name"]).at(-1) ?? "";
      if (operator === "||") return within(fields["lexpr"], fields["rexpr"]);
      return PICKING.has(operator) ? within(fields["lexpr"]) : NOTHING;
    }
    case "FuncCall":
      return unquotedOfCall(fields, within);
    case "CaseExpr":
      return within(
        list(fields["args"]).map((when) => fieldsOf(when, "CaseWhen")?.["result"]),
        fields["defresult"],
      );
    case "CoalesceExpr":
    case "MinMaxExpr":
    case "RowExpr":
      return within(fields["args"]);
    case "A_ArrayExpr":
      return within(fields["elements"]);
    case "A_Indirection":
    case "CollateClause":
    case "NamedArgExpr":
      return within(fields["arg"]);
    case "SubLink":
      return /^(?:EXPR|ARRAY)_SUBLINK$/.test(String(fields["subLinkType"]))
        ? union(unquotedColumns(fields["subselect"], tainted))
        : NOTHING;
    default:
      return NOTHING;
  }
}

function unquotedOfCall(
  call: Node,
  within: (...parts: readonly unknown[]) => ReadonlySet<string>,
): ReadonlySet<string> {
  const name = namesOf(call["funcname"]);
  const own = name.length > 1 && name[0] !== "pg_catalog";
  const args = list(call["args"]);
  const called = own ? "" : name.at(-1);
  if (called === "current_setting") return new Set([`current_setting(${quoted(args[0])})`]);
  if (called !== "format") return called !== undefined && PASSING.has(called) ? within(args) : NOTHING;
  const pattern = constantText(args[0]);
  if (pattern === undefined) return within(args);
  const rest = args.slice(1);
  return within(
    placeholders(pattern)
      .filter(({ kind }) => kind === "s")
      .map(({ argument }) => (call["func_variadic"] === true ? rest.at(-1) : rest[argument])),
  );
}

function quoted(argument: unknown): string {
  const name = constantText(argument) ?? constantText(fieldsOf(argument, "TypeCast")?.["arg"]);
  return name === undefined ? "…" : `'${name}'`;
}

/** The same for each column of what a SELECT returns; `undefined` for a statement that is none. */
export function unquotedColumns(select: unknown, tainted: Tainted): ReadonlySet<string>[] {
  const fields = fieldsOf(select, "SelectStmt") ?? {};
  const ranges = rangesOf(fields, tainted);
  const inner: Tainted = (name) => ranges.get(name) ?? tainted(name);
  return list(fields["targetList"]).map((target) =>
    unquotedIn(fieldsOf(target, "ResTarget")?.["val"], inner),
  );
}

/** Ranges over a function that gives the caller's values back, by alias and column: `FROM unnest(names) AS one`. */
function rangesOf(select: Node, tainted: Tainted): ReadonlyMap<string, ReadonlySet<string>> {
  const ranges = new Map<string, ReadonlySet<string>>();
  for (const item of list(select["fromClause"])) {
    const range = fieldsOf(item, "RangeFunction");
    if (range === undefined) continue;
    const calls = list(range["functions"]).flatMap((one) => list(fieldsOf(one, "List")?.["items"]));
    const held = union(calls.map((call) => unquotedIn(call, tainted)));
    const alias = isNode(range["alias"]) ? range["alias"] : {};
    const called = calls.flatMap((call) => namesOf(fieldsOf(call, "FuncCall")?.["funcname"]).at(-1) ?? []);
    for (const name of [alias["aliasname"], ...namesOf(alias["colnames"]), ...called])
      if (typeof name === "string") ranges.set(name, held);
  }
  return ranges;
}

/** All of them. */
export function union(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  return sets.length === 1 && sets[0] !== undefined ? sets[0] : new Set(sets.flatMap((set) => [...set]));
}
