import { quoteLiteral } from "../../../sql/quote";
import { GUARD_SCHEMA } from "../../../sql/tenancy-names";
import type { RowSecurityIntent, TableSelector } from "../intent";
import { OWN_POLICIES } from "../policies";
import { GUARD_HEAD } from "./head";
import { guardNames } from "./names";
import { anyOf, selectionSql } from "./selection";

/** SQL conditions on a relation `r` in a schema `n`, of `pg_class` and `pg_namespace`: what a guard watches over. */
export interface ReachSql {
  /** The declaration speaks about it, or about a table that it is a partition or a child of, whatever its own schema is. */
  readonly inScope: string;
  /**
   * It carries policies that this declaration made, wherever it was moved since and whatever its columns are called now.
   * What another declaration's guard watches over is that one's.
   */
  readonly carries: string;
  /** True for relations that do not get the default policy, by a selector of `shared` or `policies`. */
  readonly special: string;
}

/** A condition on a relation that is true also where it is true of a table that the relation is a partition or a child of. */
function ofLine(condition: string): string {
  // The first `r` is the outer one: inside of the line, `r` and `n` are each relation of it.
  return `EXISTS (WITH RECURSIVE line AS (SELECT r.oid UNION SELECT i.inhparent FROM line l JOIN pg_catalog.pg_inherits i ON i.inhrelid = l.oid) SELECT FROM line l JOIN pg_catalog.pg_class r ON r.oid = l.oid JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace WHERE ${condition})`;
}

/**
 * Ends the query of an EXISTS that is asked of each relation by an index: without it the planner, which cannot know how few
 * relations a command touches, reads the whole of the catalog instead.
 */
export const EACH = " OFFSET 0";

/** A condition: the relation has a column. `name` is an SQL expression. */
export function hasColumn(name: string, more = ""): string {
  return `EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attname = ${name}${more}${EACH})`;
}

/** A condition: a selector of the list means the relation, or a table that it is a partition or a child of. */
export function meantBy(selectors: readonly TableSelector[]): string {
  return selectors.length === 0 ? "false" : `(${anyOf(selectors)} OR ${ofLine(anyOf(selectors))})`;
}

/** What the guard of a declaration watches over. */
export function reachSql(intent: RowSecurityIntent): ReachSql {
  const { meant, special } = selectionSql(intent);
  const schemas = intent.schemas.map(quoteLiteral).join(", ");
  const columns = intent.keys.map(({ column }) => hasColumn(quoteLiteral(column))).join(" OR ");
  const selected = `(n.nspname IN (${schemas}) AND r.relpersistence <> 't' AND (${meant}) AND (${columns}))`;
  return {
    // A relation's own exception counts before its parent's selection.
    inScope: `(${selected} OR r.relpersistence <> 't' AND NOT (${anyOf(intent.except)}) AND ${ofLine(selected)})`,
    carries: `(EXISTS (SELECT FROM pg_catalog.pg_policy o WHERE o.polrelid = r.oid AND o.polname IN (${ownNames()})) AND NOT ${watchedByAnother(intent)})`,
    special: special === "false" || special === "true" ? special : `(${special} OR ${ofLine(special)})`,
  };
}

/** The names of the policies that are made by declarations and by nobody else, as SQL. */
export function ownNames(): string {
  return [...OWN_POLICIES].map(quoteLiteral).join(", ");
}

/** A condition: the relation is of the schemas and has a column of another declaration's guard, which its first line names. */
export function watchedByAnother(intent: RowSecurityIntent): string {
  const head = `pg_catalog.split_part(pg_catalog.substr(g.prosrc, ${GUARD_HEAD.length + 1}), E'\\n', 1)::jsonb`;
  const column = hasColumn("ANY (ARRAY(SELECT pg_catalog.jsonb_array_elements_text(h.head -> 'columns')))");
  return `EXISTS (SELECT FROM pg_catalog.pg_proc g JOIN pg_catalog.pg_namespace s ON s.oid = g.pronamespace CROSS JOIN LATERAL (SELECT CASE WHEN pg_catalog.starts_with(g.prosrc, ${quoteLiteral(GUARD_HEAD)}) THEN ${head} END AS head) h WHERE s.nspname = ${quoteLiteral(GUARD_SCHEMA)} AND g.proname <> ${quoteLiteral(guardNames(intent).function)} AND pg_catalog.jsonb_exists(h.head -> 'schemas', n.nspname) AND ${column})`;
}
