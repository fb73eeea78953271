import { notOfExtension } from "./of-extension";

/** A question to the catalog, for somebody who wants an answer and no report. */
export interface QuickQuery {
  readonly name: string;
  /** One sentence. */
  readonly says: string;
  /** Reads only, on every supported major version, and can be pasted into psql. */
  readonly sql: string;
  /** What it takes beside a login. @default nothing */
  readonly takes?: string;
}

const USER_SCHEMAS = (schema: string) =>
  `${schema} NOT IN ('pg_catalog', 'information_schema') AND ${schema} !~ '^pg_(toast|temp)'`;

const PUBLIC_HAS = (kind: string, name: string, from: string, acl: string, where: string) => `
SELECT ${kind} AS kind, ${name} AS object, pg_catalog.string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type) AS privileges
  FROM ${from}, pg_catalog.aclexplode(${acl}) a
 WHERE a.grantee = 0 AND ${where}
 GROUP BY 1, 2`;

/** Bytes at the end of the server's log that are looked at. */
const LOG_TAIL = 4_000_000;

/** The questions, in the order in which an unknown server is best looked at. */
export const QUICK_QUERIES: readonly QuickQuery[] = [
  {
    name: "roles",
    says: "Roles that can log in, with what each of them may do beyond that.",
    sql: `SELECT r.rolname AS role, r.rolsuper AS superuser, r.rolcreaterole AS createrole, r.rolcreatedb AS createdb,
       r.rolreplication AS replication, r.rolbypassrls AS bypassrls, r.rolconnlimit AS connections,
       r.rolvaliduntil AS valid_until
  FROM pg_catalog.pg_roles r
 WHERE r.rolcanlogin
 ORDER BY r.rolsuper DESC, r.rolname`,
  },
  {
    name: "memberships",
    says: "Which role is a member of which, and who may pass that on.",
    sql: `SELECT m.rolname AS member, g.rolname AS "of", a.admin_option AS admin
  FROM pg_catalog.pg_auth_members a
  JOIN pg_catalog.pg_roles g ON g.oid = a.roleid
  JOIN pg_catalog.pg_roles m ON m.oid = a.member
 WHERE m.rolname !~ '^pg_'
 ORDER BY 1, 2`,
  },
  {
    name: "superuser-ways",
    says: "Roles that can become a superuser, or one that can read files, write them or run programs, by SET ROLE.",
    sql: `SELECT r.rolname AS role, t.rolname AS becomes, CASE WHEN t.rolsuper THEN 'superuser' ELSE 'server''s files and programs' END AS power
  FROM pg_catalog.pg_roles r
  JOIN pg_catalog.pg_roles t ON t.oid <> r.oid AND pg_catalog.pg_has_role(r.oid, t.oid, 'MEMBER')
 WHERE NOT r.rolsuper
   AND (t.rolsuper OR t.rolname IN ('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files'))
 ORDER BY 1, 2`,
  },
  {
    name: "unprotected-tables",
    says: "Tables without row-level security, or without FORCE, which leaves their owner free.",
    sql: `SELECT n.nspname AS schema, c.relname AS "table", pg_catalog.pg_get_userbyid(c.relowner) AS owner,
       c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
       (SELECT pg_catalog.count(*) FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid) AS policies
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p') AND ${USER_SCHEMAS("n.nspname")} AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
   AND ${notOfExtension("pg_class", "c.oid")}
 ORDER BY c.relrowsecurity, 1, 2`,
  },
  {
    name: "policies",
    says: "Every policy with its roles and conditions; a permissive one that is true opens its table.",
    sql: `SELECT p.schemaname AS schema, p.tablename AS "table", p.policyname AS policy, p.permissive AS kind, p.cmd AS command,
       pg_catalog.array_to_string(p.roles, ', ') AS roles, p.qual AS "using", p.with_check
  FROM pg_catalog.pg_policies p
 ORDER BY 1, 2, 3`,
  },
  {
    name: "public-privileges",
    says: "What everybody has who may connect, beside what every database gives to begin with on functions and types.",
    sql: `${PUBLIC_HAS("'database'", "d.datname::text", "pg_catalog.pg_database d", "coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba))", "d.datname = pg_catalog.current_database()").trimStart()}
UNION ALL${PUBLIC_HAS("'schema'", "n.nspname::text", "pg_catalog.pg_namespace n", "n.nspacl", USER_SCHEMAS("n.nspname"))}
UNION ALL${PUBLIC_HAS(
      "'relation'",
      "pg_catalog.format('%I.%I', n.nspname, c.relname)",
      "pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace",
      "c.relacl",
      `${USER_SCHEMAS("n.nspname")} AND ${notOfExtension("pg_class", "c.oid")}`,
    )}
 ORDER BY 1, 2`,
  },
  {
    name: "definer-functions",
    says: "Functions that run with their owner's rights: who owns them, and whether they pin their search_path.",
    sql: `SELECT p.oid::pg_catalog.regprocedure::text AS function, pg_catalog.pg_get_userbyid(p.proowner) AS owner,
       (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.oid = p.proowner) AS owner_is_superuser,
       EXISTS (SELECT FROM pg_catalog.unnest(p.proconfig) s WHERE s LIKE 'search\\_path=%') AS search_path_pinned,
       EXISTS (SELECT FROM pg_catalog.aclexplode(coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))) a
                WHERE a.grantee = 0) AS public_may_execute
  FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
 WHERE p.prosecdef AND ${USER_SCHEMAS("n.nspname")} AND ${notOfExtension("pg_proc", "p.oid")}
 ORDER BY 1`,
  },
  {
    name: "default-privileges",
    says: "What objects that are yet to be made will give, and to whom.",
    sql: `SELECT pg_catalog.pg_get_userbyid(d.defaclrole) AS made_by, coalesce(n.nspname, '(every schema)') AS schema,
       CASE d.defaclobjtype WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions' WHEN 'T' THEN 'types'
            WHEN 'n' THEN 'schemas' ELSE d.defaclobjtype::text END AS objects,
       CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(a.grantee)::text END AS grantee,
       pg_catalog.string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type) AS privileges
  FROM pg_catalog.pg_default_acl d
  LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace, pg_catalog.aclexplode(d.defaclacl) a
 GROUP BY 1, 2, 3, 4
 ORDER BY 1, 2, 3, 4`,
  },
  {
    name: "extensions",
    says: "Installed extensions; an unfamiliar one deserves a look, and an old version an update.",
    sql: `SELECT e.extname AS extension, e.extversion AS version, a.default_version AS newest_here, n.nspname AS schema,
       pg_catalog.pg_get_userbyid(e.extowner) AS owner
  FROM pg_catalog.pg_extension e
  JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
  LEFT JOIN pg_catalog.pg_available_extensions a ON a.name = e.extname
 ORDER BY 1`,
  },
  {
    name: "connections",
    says: "Who is connected from where, and whether encrypted.",
    takes: "pg_read_all_stats, or the sessions of others lack their address",
    sql: `SELECT s.usename AS role, s.datname AS database, coalesce(s.client_addr::text, 'local') AS "from", t.ssl, t.version AS tls,
       pg_catalog.count(*) AS sessions
  FROM pg_catalog.pg_stat_activity s LEFT JOIN pg_catalog.pg_stat_ssl t ON t.pid = s.pid
 WHERE s.backend_type = 'client backend'
 GROUP BY 1, 2, 3, 4, 5
 ORDER BY t.ssl NULLS FIRST, 1, 2, 3`,
  },
  {
    name: "hba",
    says: "The lines of pg_hba.conf in their order, as the server has read them.",
    takes: "superuser, or EXECUTE on pg_hba_file_rules() and SELECT on its view",
    sql: `SELECT h.line_number AS line, h.type, pg_catalog.array_to_string(h.database, ', ') AS databases,
       pg_catalog.array_to_string(h.user_name, ', ') AS roles, h.address, h.netmask, h.auth_method AS method, h.error
  FROM pg_catalog.pg_hba_file_rules h
 ORDER BY h.line_number`,
  },
  {
    name: "failed-logins",
    // The brackets: where every statement is logged, this one stands in the log, and must not find itself.
    says: "Refused logins in the last four megabytes of the server's own log, the latest last.",
    takes: "superuser or pg_read_server_files, and logging_collector = on",
    sql: `SELECT f.line
  FROM (SELECT pg_catalog.pg_current_logfile() AS path) l,
       pg_catalog.pg_stat_file(l.path) s,
       pg_catalog.regexp_split_to_table(pg_catalog.encode(pg_catalog.pg_read_binary_file(l.path,
         greatest(s.size - ${LOG_TAIL}, 0), ${LOG_TAIL}), 'escape'), '\\n') WITH ORDINALITY AS f(line, place)
 WHERE f.line ~ 'FATA[L]' AND f.line ~ '(authentication failed|no pg_hba.conf entry|pg_hba.conf rejects|role ".*" does not exist|is not permitted to log in)'
 ORDER BY f.place`,
  },
];
