import { identityOf } from "../../facts/object-ref";
import type { ColumnFact } from "../../facts/objects";
import { relationRef } from "./relations";
import type { MigrationState } from "./state";
import { fieldsOf, isNode, list, type Node, namesOf, stringOf, textOf, typed, typeText } from "./tree";

/** Columns in their order; `undefined` where the files do not tell them. */
type Columns = readonly ColumnFact[] | undefined;

/** What the names of a query mean: those of its WITH, by name. */
type Queries = ReadonlyMap<string, Columns>;

/** A query's FROM: what each of its names has, and what `*` without a name gives. */
interface Scope {
  readonly named: readonly { readonly name: string; readonly columns: Columns }[];
  readonly all: Columns;
}

/**
 * The columns that a query gives, as PostgreSQL names them (FigureColname in src/backend/parser/parse_target.c). None of
 * them is NOT NULL: a table that is made of a query has no constraints.
 */
export function columnsOfQuery(state: MigrationState, query: unknown): Columns {
  return columnsOf(state, query, new Map());
}

/** The columns under the names that an alias or a column list gives to the first of them. */
export function renamed(columns: Columns, names: readonly string[]): Columns {
  return columns?.map((column, at) => ({ ...column, name: names[at] ?? column.name }));
}

function columnsOf(state: MigrationState, query: unknown, outer: Queries): Columns {
  const select = fieldsOf(query, "SelectStmt") ?? (isNode(query) && "op" in query ? query : undefined);
  if (select === undefined) return undefined;
  const queries = withQueries(state, select["withClause"], outer);
  if (select["larg"] !== undefined) return columnsOf(state, select["larg"], queries);
  const [row] = list(select["valuesLists"]);
  if (row !== undefined)
    return list(fieldsOf(row, "List")?.["items"]).map((_, at) => ({
      name: `column${at + 1}`,
      notNull: false,
    }));
  const scope = scopeOf(state, select["fromClause"], queries);
  const columns: ColumnFact[] = [];
  for (const item of list(select["targetList"])) {
    const target = fieldsOf(item, "ResTarget") ?? {};
    const given = columnsOfTarget(target, scope);
    if (given === undefined) return undefined;
    columns.push(...given);
  }
  return columns;
}

function withQueries(state: MigrationState, clause: unknown, outer: Queries): Queries {
  const queries = new Map(outer);
  const made = isNode(clause) ? list(clause["ctes"]) : [];
  for (const item of made) {
    const query = fieldsOf(item, "CommonTableExpr") ?? {};
    const name = textOf(query["ctename"]) ?? "";
    // One that reads itself has the columns of its first part, which does not.
    queries.set(name, undefined);
    queries.set(name, renamed(columnsOf(state, query["ctequery"], queries), namesOf(query["aliascolnames"])));
  }
  return queries;
}

function columnsOfTarget(target: Node, scope: Scope): Columns {
  const fields = list(fieldsOf(target["val"], "ColumnRef")?.["fields"]);
  if (fieldsOf(fields.at(-1), "A_Star") !== undefined) {
    const name = stringOf(fields.at(-2));
    return name === undefined ? scope.all : scope.named.find((one) => one.name === name)?.columns;
  }
  const type = typeOf(target["val"], scope);
  return [
    {
      name: textOf(target["name"]) ?? nameOf(target["val"])?.name ?? "?column?",
      notNull: false,
      ...(type === undefined ? {} : { type }),
    },
  ];
}

/** The type of a column that stands for itself, or of a cast. */
function typeOf(value: unknown, scope: Scope): string | undefined {
  const cast = fieldsOf(value, "TypeCast");
  if (cast !== undefined) return typeText(cast["typeName"]);
  const names = namesOf(fieldsOf(value, "ColumnRef")?.["fields"]);
  const of = names.at(-2);
  return scope.named
    .filter(({ name }) => of === undefined || name === of)
    .flatMap(({ columns }) => columns?.find(({ name }) => name === names.at(-1)) ?? [])[0]?.type;
}

/** What the grammar calls the column of an expression without AS, and whether that goes before the name of a cast. */
function nameOf(value: unknown): { readonly name: string; readonly strong: boolean } | undefined {
  const node = typed(value);
  if (node === undefined) return undefined;
  const { type, fields } = node;
  const weak = (name: string) => ({ name, strong: false });
  const last = (names: readonly string[]) => {
    const name = names.at(-1);
    return name === undefined ? undefined : { name, strong: true };
  };
  switch (type) {
    case "ColumnRef":
      return last(namesOf(fields["fields"]));
    case "FuncCall":
      return last(namesOf(fields["funcname"]));
    case "A_Indirection":
      return last(namesOf(fields["indirection"])) ?? nameOf(fields["arg"]);
    case "CollateClause":
      return nameOf(fields["arg"]);
    case "TypeCast": {
      const inner = nameOf(fields["arg"]);
      const cast = isNode(fields["typeName"]) ? namesOf(fields["typeName"]["names"]) : [];
      return inner?.strong === true ? inner : weak(cast.at(-1) ?? "?column?");
    }
    case "CaseExpr": {
      const otherwise = nameOf(fields["defresult"]);
      return otherwise?.strong === true ? otherwise : weak("case");
    }
    case "SubLink": {
      if (fields["subLinkType"] === "EXISTS_SUBLINK") return { name: "exists", strong: true };
      if (fields["subLinkType"] === "ARRAY_SUBLINK") return { name: "array", strong: true };
      const [first] = list(fieldsOf(fields["subselect"], "SelectStmt")?.["targetList"]);
      const target = fieldsOf(first, "ResTarget") ?? {};
      return textOf(target["name"]) === undefined
        ? nameOf(target["val"])
        : last([textOf(target["name"]) ?? ""]);
    }
    default: {
      const word = WORDS[type];
      return word === undefined ? undefined : { name: word, strong: true };
    }
  }
}

/** Expressions that have a word of their own for a name. */
const WORDS: Readonly<Record<string, string>> = {
  CoalesceExpr: "coalesce",
  A_ArrayExpr: "array",
  RowExpr: "row",
};

function scopeOf(state: MigrationState, from: unknown, queries: Queries): Scope {
  const items = list(from).map((item) => scopeOfItem(state, item, queries));
  return { named: items.flatMap(({ named }) => named), all: joined(items.map(({ all }) => all)) };
}

function joined(parts: readonly Columns[]): Columns {
  const columns: ColumnFact[] = [];
  for (const part of parts) {
    if (part === undefined) return undefined;
    columns.push(...part);
  }
  return columns;
}

function scopeOfItem(state: MigrationState, item: unknown, queries: Queries): Scope {
  const node = typed(item);
  if (node?.type === "JoinExpr") return scopeOfJoin(state, node.fields, queries);
  const fields = node?.fields ?? {};
  const alias = isNode(fields["alias"]) ? fields["alias"] : {};
  const name = textOf(alias["aliasname"]) ?? textOf(fields["relname"]) ?? "";
  const columns = renamed(ofItem(state, node?.type, fields, queries), namesOf(alias["colnames"]));
  return { named: [{ name, columns }], all: columns };
}

function ofItem(state: MigrationState, type: string | undefined, item: Node, queries: Queries): Columns {
  if (type === "RangeSubselect") return columnsOf(state, item["subquery"], queries);
  if (type !== "RangeVar") return undefined;
  const name = textOf(item["relname"]) ?? "";
  if (item["schemaname"] === undefined && queries.has(name)) return queries.get(name);
  const identity = identityOf(relationRef(state, item));
  const table = state.tables.get(identity);
  if (table !== undefined) return table.moreColumns === true ? undefined : table.columns;
  return state.views.get(identity)?.columns?.map((column) => ({ name: column, notNull: false }));
}

/** A join: the columns that both sides share come first, and once. */
function scopeOfJoin(state: MigrationState, join: Node, queries: Queries): Scope {
  const [left, right] = [join["larg"], join["rarg"]].map((side) => scopeOfItem(state, side, queries));
  const named = [...(left?.named ?? []), ...(right?.named ?? [])];
  const [first, second] = [left?.all, right?.all];
  if (first === undefined || second === undefined) return { named, all: undefined };
  const has = (columns: readonly ColumnFact[], name: string) => columns.some((one) => one.name === name);
  const shared =
    join["isNatural"] === true
      ? first.map(({ name }) => name).filter((name) => has(second, name))
      : namesOf(join["usingClause"]);
  const rest = (columns: readonly ColumnFact[]) => columns.filter(({ name }) => !shared.includes(name));
  const all = [
    ...shared.flatMap((name) => first.find((one) => one.name === name) ?? []),
    ...rest(first),
    ...rest(second),
  ];
  return { named, all };
}
