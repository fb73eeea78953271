import { analyse, type Names } from "./analyse";
import { passesOf } from "./constant";
import { fieldsOf, list, namesOf, type Typed, typed } from "./tree";

/** True where every row that passes has a tenant that the row itself did not choose, in each of the columns. */
export function bindsTenant(tree: unknown, columns: readonly string[], names: Names): boolean {
  return columns.every((column) => binds(tree, column, names));
}

function binds(value: unknown, column: string, names: Names): boolean {
  const node = typed(value);
  if (node === undefined) return false;
  if (passesOf(value) === "never") return true;
  const { type, fields } = node;
  switch (type) {
    case "BoolExpr": {
      const parts = list(fields["args"]);
      if (fields["boolop"] === "AND_EXPR") return parts.some((part) => binds(part, column, names));
      return fields["boolop"] === "OR_EXPR" && parts.every((part) => binds(part, column, names));
    }
    case "A_Expr":
      return isEquality(node) && sides(node).some(([own, other]) => compares(own, other, column, names));
    case "SubLink": {
      const { testexpr, subselect } = fields;
      const within = analyse(subselect, names).columns;
      // A sub-select that reads the tenant of the row decides by it; its other conditions are the user's business.
      if (fields["subLinkType"] === "EXISTS_SUBLINK") return within.includes(column);
      return (
        fields["subLinkType"] === "ANY_SUBLINK" && within.length === 0 && mentions(testexpr, column, names)
      );
    }
    case "FuncCall":
      return mentions(value, column, names);
    default:
      return false;
  }
}

function isEquality({ fields }: Typed): boolean {
  const kinds = ["AEXPR_OP", "AEXPR_OP_ANY", "AEXPR_IN"];
  return kinds.includes(String(fields["kind"])) && namesOf(fields["name"]).at(-1) === "=";
}

/** Both ways to read an equality; only the left side of IN and ANY can be the row's. */
function sides({ fields }: Typed): readonly (readonly [unknown, unknown])[] {
  const { lexpr, rexpr } = fields;
  return fields["kind"] === "AEXPR_OP"
    ? [
        [lexpr, rexpr],
        [rexpr, lexpr],
      ]
    : [[lexpr, rexpr]];
}

function compares(own: unknown, other: unknown, column: string, names: Names): boolean {
  return mentions(own, column, names) && analyse(other, names).columns.length === 0;
}

function mentions(value: unknown, column: string, names: Names): boolean {
  return analyse(value, names).columns.includes(column);
}

/** The parts of an OR somewhere in the boolean structure, AND and OR alone: each is a way in. */
export function alternatives(tree: unknown): readonly (readonly unknown[])[] {
  const bool = fieldsOf(tree, "BoolExpr");
  if (bool === undefined || bool["boolop"] === "NOT_EXPR") return [];
  const parts = list(bool["args"]);
  return [...(bool["boolop"] === "OR_EXPR" ? [parts] : []), ...parts.flatMap(alternatives)];
}

/** True where the expression looks at nothing: no column, function, sub-select or user. */
export function isConstant(tree: unknown, names: Names): boolean {
  const { columns, calls, subSelects, asksUser } = analyse(tree, names);
  return columns.length === 0 && calls.length === 0 && subSelects.length === 0 && !asksUser;
}
