import type { Session } from "../connect/session";
import { notOfExtension } from "./of-extension";
import { IN_CODE, IN_COMMENTS, maybeSecret, SECRET_OPTION, secretIn } from "./secret-patterns";

/** A secret that somebody has written where everybody may read it. Only where it stands leaves the server. */
export type WrittenSecret =
  | {
      readonly kind: "function" | "procedure";
      readonly schema: string;
      readonly name: string;
      readonly args: string;
      /** Behind "holds": `the password of a connection string`. */
      readonly what: string;
    }
  | {
      readonly kind: "comment";
      /** The words of COMMENT ON, and behind them the object as they take it: `COLUMN`, `app.users.email`. */
      readonly on: string;
      readonly object: string;
      /** True for what belongs to the whole cluster: a role, a database, a tablespace. */
      readonly shared: boolean;
      readonly what: string;
    }
  | {
      readonly kind: "foreign-data wrapper" | "foreign server" | "foreign table";
      readonly schema?: string;
      readonly name: string;
      readonly option: string;
    };

const OUTSIDE = [
  ["foreign-data wrapper", "fdwname", "NULL", "fdwoptions", "pg_catalog.pg_foreign_data_wrapper"],
  ["foreign server", "srvname", "NULL", "srvoptions", "pg_catalog.pg_foreign_server"],
  [
    "foreign table",
    "c.relname",
    "n.nspname",
    "ftoptions",
    "pg_catalog.pg_foreign_table t JOIN pg_catalog.pg_class c ON c.oid = t.ftrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace",
  ],
] as const;

/**
 * Reads where they stand. Everybody may, which is what is wrong. Each text is picked out before it is looked into (OFFSET 0):
 * the planner would hold the thousands of texts of the server's own against the patterns first.
 */
export async function readWrittenSecrets(session: Session): Promise<WrittenSecret[]> {
  const [code = [], comments = [], options = []] = await session.results([
    `SELECT kind, nspname, proname, args, what
       FROM (SELECT p.proname, n.nspname, pg_catalog.pg_get_function_identity_arguments(p.oid) AS args, CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END AS kind,
                    ${secretIn("body", IN_CODE)} AS what
               FROM (SELECT p.oid, p.proname, p.prokind, p.pronamespace, p.prosrc
                       FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
                       JOIN pg_catalog.pg_language l ON l.oid = p.prolang AND l.lanname NOT IN ('internal', 'c')
                      WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') OFFSET 0) p
               JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
              CROSS JOIN LATERAL (SELECT coalesce(pg_catalog.pg_get_function_sqlbody(p.oid), p.prosrc) AS body) b
              WHERE ${maybeSecret("body")} AND ${notOfExtension("pg_proc", "p.oid")}) found
      WHERE what IS NOT NULL ORDER BY nspname COLLATE "C", proname COLLATE "C", args COLLATE "C"`,
    // Comments of the server's own objects are thousands; only a few of the objects are the user's to comment.
    `WITH found AS MATERIALIZED (
       SELECT classoid, objoid, objsubid, shared, ${secretIn("description", IN_COMMENTS)} AS what
         FROM (SELECT classoid, objoid, objsubid, description, false AS shared FROM pg_catalog.pg_description
                WHERE objoid >= 16384 OR classoid = 'pg_catalog.pg_namespace'::regclass
               UNION ALL SELECT classoid, objoid, 0, description, true FROM pg_catalog.pg_shdescription OFFSET 0) c
        WHERE ${maybeSecret("description")})
     SELECT CASE WHEN i.type LIKE '% column' THEN 'COLUMN' WHEN i.type LIKE '% constraint' THEN 'CONSTRAINT'
                 ELSE pg_catalog.upper(i.type) END AS word, i.identity, found.shared, found.what
       FROM found CROSS JOIN LATERAL pg_catalog.pg_identify_object(classoid, objoid, objsubid) i
      WHERE found.what IS NOT NULL ORDER BY i.type COLLATE "C", i.identity COLLATE "C"`,
    `${OUTSIDE.map(
      ([kind, name, schema, column, from]) => `
     SELECT '${kind}' AS kind, ${schema}::text AS schema, ${name}::text AS name, o.option_name AS option
       FROM ${from} CROSS JOIN LATERAL pg_catalog.pg_options_to_table(${column}) o
      WHERE o.option_name OPERATOR(pg_catalog.~*) '${SECRET_OPTION}' AND o.option_value <> ''`,
    ).join(" UNION ALL ")} ORDER BY 1, 2, 3, 4`,
  ]);
  return [
    ...code.map(
      ([kind, schema, name, args, what]): WrittenSecret => ({
        kind: kind as "function" | "procedure",
        schema: schema as string,
        name: name as string,
        args: args as string,
        what: what as string,
      }),
    ),
    ...comments.map(
      ([on, object, shared, what]): WrittenSecret => ({
        kind: "comment",
        on: on as string,
        object: object as string,
        shared: shared as boolean,
        what: what as string,
      }),
    ),
    ...options.map(
      ([kind, schema, name, option]): WrittenSecret => ({
        kind: kind as (typeof OUTSIDE)[number][0],
        ...(schema === null ? {} : { schema: schema as string }),
        name: name as string,
        option: option as string,
      }),
    ),
  ];
}
