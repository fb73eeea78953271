import { list, namesOf, typed, walk } from "../expression/tree";

const EQUAL = new Set(["=", "~", "~*", "~~"]);
const DIFFERENT = new Set(["<>", "!~", "!~*", "!~~"]);

/**
 * The names that a condition holds to what the routine itself allows: by a list, a pattern, or a look into the catalog.
 * `when`: whether it is known to be true or to be false.
 */
export function heldBy(condition: unknown, when: boolean): string[] {
  const node = typed(condition);
  if (node === undefined) return [];
  const { type, fields } = node;
  if (type === "BoolExpr") {
    const parts = list(fields["args"]);
    if (fields["boolop"] === "NOT_EXPR") return parts.flatMap((part) => heldBy(part, !when));
    // Of an AND that is true every part is; of an OR that is false every part is. Else nobody knows which.
    const every = (fields["boolop"] === "AND_EXPR") === when;
    return every || parts.length === 1 ? parts.flatMap((part) => heldBy(part, when)) : [];
  }
  if (type === "SubLink") return when ? columnsIn(fields) : [];
  if (type === "NullTest") {
    // to_regclass(name) IS NULL: there is no such relation.
    const found = (fields["nulltesttype"] === "IS_NOT_NULL") === when;
    return found && typed(fields["arg"])?.type === "FuncCall" ? columnsIn(fields) : [];
  }
  if (type !== "A_Expr") return [];
  const operator = namesOf(fields["name"]).at(-1) ?? "";
  return (when ? EQUAL : DIFFERENT).has(operator) ? columnsIn(fields["lexpr"]) : [];
}

function columnsIn(value: unknown): string[] {
  const names: string[] = [];
  walk(value, ({ type, fields }) => {
    if (type === "ColumnRef") names.push(namesOf(fields["fields"])[0] ?? "");
    if (type === "ParamRef") names.push(`$${String(fields["number"])}`);
    return true;
  });
  return names;
}
