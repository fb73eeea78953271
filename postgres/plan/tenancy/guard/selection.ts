import { quoteLiteral } from "../../../sql/quote";
import type { RowSecurityIntent, TableSelector } from "../intent";

/** SQL conditions on a relation `r` in a schema `n` of `pg_class` and `pg_namespace`. */
export interface SelectionSql {
  /** True for the relations that the declaration speaks about. */
  readonly meant: string;
  /** True for those that do not get the default policy, by a selector of `shared` or `policies`. */
  readonly special: string;
}

/** The selectors of a declaration as SQL, so that a table which is yet to come is judged by its name. */
export function selectionSql(intent: RowSecurityIntent): SelectionSql {
  const { tables, except, shared, policies } = intent;
  // A permissive policy beside the default one can wait for the next update; what narrows or replaces it cannot.
  const narrowed = policies.filter(({ instead, permissive }) => instead || !permissive);
  const special = [...shared, ...narrowed.flatMap((policy) => policy.tables)];
  // A policy that names no table is for every tenant table.
  const all = narrowed.some((policy) => policy.tables.length === 0);
  const chosen = tables === "all-with-column" ? "true" : anyOf(tables);
  return { meant: `(${chosen}) AND NOT (${anyOf(except)})`, special: all ? "true" : anyOf(special) };
}

/** A condition: one of the selectors means the relation by its own name. */
export function anyOf(selectors: readonly TableSelector[]): string {
  return selectors.length === 0 ? "false" : selectors.map(condition).join(" OR ");
}

function condition({ schema, name, pattern }: TableSelector): string {
  const parts = [
    `n.nspname = ${quoteLiteral(schema)}`,
    ...(name === undefined ? [] : [`r.relname = ${quoteLiteral(name)}`]),
    ...(pattern === undefined
      ? []
      : [`r.relname LIKE ${quoteLiteral(likePattern(pattern.text))} ESCAPE '!'`]),
  ];
  return `(${parts.join(" AND ")})`;
}

/** `*` and `?` as LIKE has them; every other character means itself. */
function likePattern(text: string): string {
  return text.replace(/[!%_]/g, "!$&").replaceAll("*", "%").replaceAll("?", "_");
}
