import type { DefinerRoutine, DefinerTrigger } from "../../model/surroundings";
import { notOfExtension } from "../of-extension";
import { declared } from "./scope";
import type { SurroundingsReader } from "./surroundings";

/** The triggers of the tables of the schemas whose functions run with another role's rights. */
export function triggersQuery(schemas: readonly string[] | undefined): string {
  return `SELECT t.tgrelid, t.tgname, f.nspname, p.proname, p.proowner
       FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
       JOIN pg_catalog.pg_namespace f ON f.oid = p.pronamespace
       JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND t.tgparentid = 0 AND p.prosecdef AND ${declared(schemas)}
      ORDER BY t.tgrelid, t.tgname COLLATE "C"`;
}

/** Reads the rows of {@link triggersQuery}. */
export function triggersFrom(rows: readonly unknown[][], reader: SurroundingsReader): DefinerTrigger[] {
  return rows.flatMap(([relation, name, schema, routine, owner]) => {
    const table = reader.relation(relation as number);
    if (table === undefined) return [];
    const called = {
      schema: schema as string,
      name: routine as string,
      owner: reader.roleName(owner as number),
    };
    return [{ table, name: name as string, function: called }];
  });
}

/**
 * SECURITY DEFINER routines of every schema of the user. What they read is known where the body is SQL-standard, which
 * the server parses and keeps the dependencies of, and where no other function of the user is called in it.
 */
export function definersQuery(): string {
  return `SELECT p.oid, CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END, n.nspname, p.proname,
            pg_catalog.pg_get_function_identity_arguments(p.oid), p.proowner, p.proacl,
            CASE WHEN p.prosqlbody IS NOT NULL AND NOT EXISTS (
                   SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid
                      AND d.refclassid = 'pg_catalog.pg_proc'::regclass)
                 THEN ARRAY(SELECT DISTINCT d.refobjid FROM pg_catalog.pg_depend d
                             WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid
                               AND d.refclassid = 'pg_catalog.pg_class'::regclass ORDER BY 1) END
       FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
      WHERE p.prosecdef AND p.prorettype NOT IN ('pg_catalog.trigger'::regtype, 'pg_catalog.event_trigger'::regtype)
        AND ${declared(undefined)}
        AND ${notOfExtension("pg_proc", "p.oid")}
      ORDER BY n.nspname COLLATE "C", p.proname COLLATE "C",
               pg_catalog.pg_get_function_identity_arguments(p.oid) COLLATE "C"`;
}

/** Reads the rows of {@link definersQuery}. */
export function definersFrom(rows: readonly unknown[][], reader: SurroundingsReader): DefinerRoutine[] {
  return rows.map(([oid, kind, schema, name, args, owner, acl, reads]) => ({
    object: reader.object(
      kind as "function" | "procedure",
      oid as number,
      schema as string,
      name as string,
      owner as number,
      acl as string | null,
      { args: args as string, securityDefiner: true },
    ),
    ...(reads === null
      ? {}
      : { reads: (reads as number[]).flatMap((relation) => reader.relation(relation) ?? []) }),
  }));
}
