import type { Session } from "../connect/session";
import { loadRoutineReader } from "../routines/code";
import type { RoutineReading } from "../routines/types";
import { notOfExtension } from "./of-extension";
import { declared } from "./tenancy/scope";

/** A routine whose code was read. */
export interface ReadRoutine {
  readonly schema: string;
  readonly name: string;
  readonly args: string;
  /** True for what triggers and event triggers call. */
  readonly trigger: boolean;
  readonly reading: RoutineReading;
}

/** A view that calls a SECURITY DEFINER routine. */
export interface ViewCall {
  readonly view: { readonly schema: string; readonly name: string };
  readonly routine: { readonly schema: string; readonly name: string; readonly args: string };
}

/** The code of routines, as far as anybody asks about it. */
export interface RoutineCodes {
  readonly routines: readonly ReadRoutine[];
  readonly viewCalls: readonly ViewCall[];
}

/** Words that code must have to be looked into for itself: it runs texts, or reaches out of the database. */
const WORDS = String.raw`\m(execute|copy|pg_read_\w+|pg_ls_dir|pg_stat_file|pg_file_write|lo_import|lo_export|dblink\w*)\M`;

const NOT_OF_EXTENSION = notOfExtension("pg_proc", "p.oid");

const CALLED_BY_VIEWS = `pg_catalog.pg_depend d JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid
      WHERE d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.refclassid = 'pg_catalog.pg_proc'::regclass
        AND d.refobjid = p.oid`;

/** OFFSET 0: the planner would look for the words in the server's own thousands of functions first. */
const ROUTINES = `SELECT n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid), l.lanname,
         pg_catalog.pg_get_functiondef(p.oid), CASE WHEN p.prosqlbody IS NULL THEN p.prosrc END,
         p.prorettype IN ('pg_catalog.trigger'::regtype, 'pg_catalog.event_trigger'::regtype)
    FROM (SELECT p.* FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
           WHERE p.prokind IN ('f', 'p') AND ${declared(undefined)} OFFSET 0) p
    JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
    JOIN pg_catalog.pg_language l ON l.oid = p.prolang
   WHERE l.lanname IN ('sql', 'plpgsql') AND (p.prosrc ~* '${WORDS}' OR p.prosecdef AND EXISTS (SELECT FROM ${CALLED_BY_VIEWS}))
     AND ${NOT_OF_EXTENSION}
   ORDER BY n.nspname COLLATE "C", p.proname COLLATE "C", p.oid`;

const VIEW_CALLS = `SELECT DISTINCT v.nspname, c.relname, n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid)
    FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
    JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_proc'::regclass AND d.refobjid = p.oid
         AND d.classid = 'pg_catalog.pg_rewrite'::regclass
    JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
    JOIN pg_catalog.pg_namespace v ON v.oid = c.relnamespace
   WHERE p.prosecdef AND c.relkind IN ('v', 'm') AND c.relpersistence <> 't' AND ${declared(undefined)}
     AND ${NOT_OF_EXTENSION}`;

/**
 * Reads the code of those routines in SQL and PL/pgSQL that run texts, reach out of the database, or read for a view with
 * their owner's rights. The bodies of all others stay on the server. Everybody may read them.
 */
export async function readRoutineCodes(session: Session): Promise<RoutineCodes> {
  const [routines = [], calls = []] = await session.results([ROUTINES, VIEW_CALLS]);
  // The parser is 1.7 MB of WASM.
  const read = routines.length === 0 ? () => undefined : await loadRoutineReader();
  return {
    routines: routines.flatMap(([schema, name, args, language, definition, source, trigger]) => {
      const text = {
        language: language as string,
        definition: definition as string,
        // An SQL-standard body is part of its definition.
        body: (source ?? definition) as string,
      };
      const reading = read(text);
      return reading === undefined
        ? []
        : [
            {
              schema: schema as string,
              name: name as string,
              args: args as string,
              trigger: trigger as boolean,
              reading,
            },
          ];
    }),
    viewCalls: calls.map(([viewSchema, view, schema, name, args]) => ({
      view: { schema: viewSchema as string, name: view as string },
      routine: { schema: schema as string, name: name as string, args: args as string },
    })),
  };
}
