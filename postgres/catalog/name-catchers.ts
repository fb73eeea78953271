import type { Session } from "../connect/session";
import { notOfExtension } from "./of-extension";

/** What is called in the place of what somebody meant. */
export interface NameCatchers {
  readonly casts: readonly UserCast[];
  readonly namesakes: readonly Namesake[];
}

/** Reads them. Everybody may. */
export async function readNameCatchers(session: Session): Promise<NameCatchers> {
  const [casts = [], namesakes = []] = await session.results([USER_CASTS_QUERY, NAMESAKES_QUERY]);
  return { casts: userCastsFrom(casts), namesakes: namesakesFrom(namesakes) };
}

/** A conversion (CREATE CAST) that somebody has made and that PostgreSQL applies by itself. */
export interface UserCast {
  readonly source: string;
  readonly target: string;
  readonly context: "implicit" | "assignment";
  /** True where both types are PostgreSQL's own, so that statements of everybody may be meant. */
  readonly builtIn: boolean;
  /** Absent where the texts are taken for each other, or nothing is done at all. */
  readonly function?: {
    readonly schema: string;
    readonly name: string;
    readonly args: string;
    readonly owner: string;
    readonly ownerIsSuperuser: boolean;
  };
  /** The owners of the two types. */
  readonly typeOwners: readonly string[];
}

/** A function or an operator that is called as one of PostgreSQL's own, for arguments of PostgreSQL's own types. */
export interface Namesake {
  readonly kind: "function" | "aggregate" | "operator";
  readonly schema: string;
  readonly name: string;
  readonly args: string;
  readonly owner: string;
}

/** Object identifiers below 16384 are PostgreSQL's own. */
const USER_CASTS_QUERY = `SELECT pg_catalog.format_type(c.castsource, NULL), pg_catalog.format_type(c.casttarget, NULL), c.castcontext = 'i',
         c.castsource < 16384 AND c.casttarget < 16384, n.nspname, p.proname,
         pg_catalog.pg_get_function_identity_arguments(p.oid), o.rolname, o.rolsuper,
         ARRAY[pg_catalog.pg_get_userbyid(s.typowner)::text, pg_catalog.pg_get_userbyid(t.typowner)::text]
    FROM pg_catalog.pg_cast c
    JOIN pg_catalog.pg_type s ON s.oid = c.castsource JOIN pg_catalog.pg_type t ON t.oid = c.casttarget
    LEFT JOIN pg_catalog.pg_proc p ON p.oid = c.castfunc LEFT JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
    LEFT JOIN pg_catalog.pg_roles o ON o.oid = p.proowner
   WHERE c.oid >= 16384 AND c.castcontext IN ('i', 'a') AND ${notOfExtension("pg_cast", "c.oid")}
   ORDER BY pg_catalog.format_type(c.castsource, NULL) COLLATE "C", pg_catalog.format_type(c.casttarget, NULL) COLLATE "C"`;

function userCastsFrom(rows: readonly unknown[][]): UserCast[] {
  return rows.map((row) => ({
    source: row[0] as string,
    target: row[1] as string,
    context: row[2] === true ? "implicit" : "assignment",
    builtIn: row[3] as boolean,
    ...(row[5] === null
      ? {}
      : {
          function: {
            schema: row[4] as string,
            name: row[5] as string,
            args: row[6] as string,
            owner: row[7] as string,
            ownerIsSuperuser: row[8] as boolean,
          },
        }),
    typeOwners: row[9] as string[],
  }));
}

const NAMESAKES_QUERY = `SELECT * FROM (
  SELECT CASE p.prokind WHEN 'a' THEN 'aggregate' ELSE 'function' END, n.nspname, p.proname,
         pg_catalog.pg_get_function_identity_arguments(p.oid) AS args, pg_catalog.pg_get_userbyid(p.proowner)
    FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
   WHERE p.oid >= 16384 AND p.prokind <> 'p' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
     AND p.prorettype NOT IN ('pg_catalog.trigger'::regtype, 'pg_catalog.event_trigger'::regtype)
     AND EXISTS (SELECT FROM pg_catalog.pg_proc b
                  WHERE b.proname = p.proname AND b.pronamespace = 'pg_catalog'::regnamespace AND b.oid < 16384)
     AND NOT EXISTS (SELECT FROM pg_catalog.unnest(p.proargtypes) AS argument WHERE argument >= 16384)
     AND ${notOfExtension("pg_proc", "p.oid")}
  UNION ALL
  SELECT 'operator', n.nspname, o.oprname,
         pg_catalog.format('%s, %s', CASE o.oprleft WHEN 0 THEN 'NONE' ELSE pg_catalog.format_type(o.oprleft, NULL) END,
                           CASE o.oprright WHEN 0 THEN 'NONE' ELSE pg_catalog.format_type(o.oprright, NULL) END),
         pg_catalog.pg_get_userbyid(o.oprowner)
    FROM pg_catalog.pg_operator o JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
   WHERE o.oid >= 16384 AND n.nspname NOT IN ('pg_catalog', 'information_schema')
     AND o.oprleft < 16384 AND o.oprright < 16384
     AND EXISTS (SELECT FROM pg_catalog.pg_operator b
                  WHERE b.oprname = o.oprname AND b.oprnamespace = 'pg_catalog'::regnamespace AND b.oid < 16384)
     AND ${notOfExtension("pg_operator", "o.oid")}
  ) found ORDER BY nspname COLLATE "C", proname COLLATE "C", args COLLATE "C"`;

function namesakesFrom(rows: readonly unknown[][]): Namesake[] {
  return rows.map(([kind, schema, name, args, owner]) => ({
    kind: kind as Namesake["kind"],
    schema: schema as string,
    name: name as string,
    args: args as string,
    owner: owner as string,
  }));
}
