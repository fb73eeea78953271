import { notOfExtension } from "./of-extension";

/** Triggers of a table that no session fires: ALTER TABLE … DISABLE TRIGGER. */
export interface SwitchedOffTriggers {
  readonly table: { readonly schema: string; readonly name: string };
  /** Those that somebody has made, by name; `all` where a statement says so of all that there are. */
  readonly names: readonly string[] | "all";
  /** True where those are off by which PostgreSQL checks foreign keys. */
  readonly foreignKeys: boolean;
}

/** One row a table. What a partition has of its parent is the parent's. */
export const SWITCHED_OFF_TRIGGERS_QUERY = `
  SELECT n.nspname, c.relname,
         coalesce(pg_catalog.array_agg(t.tgname::text ORDER BY t.tgname COLLATE "C") FILTER (WHERE NOT t.tgisinternal), '{}'),
         pg_catalog.bool_or(t.tgisinternal)
    FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   WHERE t.tgenabled = 'D' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
     AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger p WHERE p.oid = t.tgparentid AND p.tgenabled = 'D')
     AND ${notOfExtension("pg_class", "c.oid")}
   GROUP BY n.nspname, c.relname ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"`;

/** What the query gives. */
export function switchedOffTriggersFrom(rows: readonly (readonly unknown[])[]): SwitchedOffTriggers[] {
  return rows.map(([schema, name, names, foreignKeys]) => ({
    table: { schema: schema as string, name: name as string },
    names: names as string[],
    foreignKeys: foreignKeys as boolean,
  }));
}
