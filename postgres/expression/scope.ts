import { isNode, list, namesOf, typed } from "./tree";
import type { Node } from "./types";

/** The columns of the relations that sub-selects read, by the relation's name as written. */
export type Relations = ReadonlyMap<string, ReadonlySet<string>>;

/** What one sub-select can name: its ranges (tables and aliases), and their columns where they are known. */
interface Level {
  readonly ranges: ReadonlyMap<string, ReadonlySet<string> | undefined>;
  readonly queries: ReadonlySet<string>;
}

/** What can be named at a place in the expression, from the outside to the inside. Empty: the policy's row alone. */
export type Scope = readonly Level[];

/** The name of a relation or function as written, its parts with a NUL between them, which no name can hold. */
export function nameKey(parts: readonly string[]): string {
  return parts.join("\0");
}

/** The scope inside of a SELECT. */
export function inside(scope: Scope, select: Node, relations: Relations): Scope {
  const withClause = select["withClause"];
  const queries = new Set(
    list(isNode(withClause) ? withClause["ctes"] : undefined).flatMap((query) => {
      const name = typed(query)?.fields["ctename"];
      return typeof name === "string" ? [name] : [];
    }),
  );
  const ranges = new Map<string, ReadonlySet<string> | undefined>();
  const next = [...scope, { ranges, queries }];
  const add = (item: unknown): void => {
    const node = typed(item);
    if (node === undefined) return;
    const { type, fields } = node;
    if (type === "JoinExpr") {
      add(fields["larg"]);
      add(fields["rarg"]);
    }
    const alias = isNode(fields["alias"]) ? fields["alias"] : undefined;
    const given = alias?.["aliasname"];
    // Columns that are named anew are not the relation's any more.
    const known =
      type === "RangeVar" && alias?.["colnames"] === undefined ? relationOf(fields, next) : undefined;
    const name = given ?? (type === "RangeVar" ? fields["relname"] : undefined);
    const columns = known === undefined ? undefined : relations.get(nameKey(known));
    if (typeof name === "string") ranges.set(name, columns);
    // A range without a name still has columns.
    else if (type !== "JoinExpr") ranges.set("", undefined);
  };
  for (const item of list(select["fromClause"])) add(item);
  return next;
}

/** The name of the table or view that a RangeVar reads; `undefined` where it reads a query of WITH. */
export function relationOf(range: Node, scope: Scope): readonly string[] | undefined {
  const { catalogname, schemaname, relname } = range;
  const parts = [catalogname, schemaname, relname].filter(
    (part): part is string => typeof part === "string" && part !== "",
  );
  const [only] = parts;
  return parts.length === 1 && only !== undefined && scope.some(({ queries }) => queries.has(only))
    ? undefined
    : parts;
}

/**
 * The column of the policy's own row that a ColumnRef means: its name, `"*"` for the whole row, or `undefined` where it
 * means a column of a sub-select. A name without a table that a range of unknown columns could have is taken for that
 * range's, as PostgreSQL looks from the inside to the outside.
 */
export function rowColumn(reference: Node, scope: Scope, tables: ReadonlySet<string>): string | undefined {
  const fields = list(reference["fields"]);
  const names = namesOf(fields);
  const star = names.length < fields.length;
  const [first, second, third] = names;
  if (first === undefined) return scope.length === 0 ? "*" : undefined;
  const qualified = names.length + (star ? 1 : 0) > 1;
  for (const { ranges } of [...scope].reverse()) {
    if (qualified) {
      // schema.table.column, or table.column
      const range = (third !== undefined || (star && second !== undefined) ? second : first) as string;
      if (ranges.has(range)) return undefined;
    } else {
      if (ranges.has(first)) return undefined;
      for (const columns of ranges.values())
        if (columns === undefined || columns.has(first)) return undefined;
    }
  }
  if (star || (!qualified && tables.has(first))) return "*";
  return names.at(-1);
}
