import type { Session } from "../connect/session";

/** Part of a database's security state → how many rows it has and a hash of them, for example `24 (5f3a9c0171be02d4)`. */
export type SecurityFingerprint = Readonly<Record<string, string>>;

/**
 * Says whether anything has changed that decides what roles can do in the session's database, without saying what it
 * is: two equal fingerprints mean the same state. Two round trips; the server hashes, so that nothing else travels.
 *
 * What changes by itself does not count: statistics, freezing, the storage behind TRUNCATE and REFRESH. The lines of
 * pg_hba.conf count for a reader that may see them, which is mostly a superuser.
 *
 * @param roles The roles that matter; what they are members of counts too. None: every role that owns or holds
 * anything in the database, whoever is a member of those, and the members of predefined roles. Roles of other databases
 * of the same server never count.
 */
export async function readSecurityFingerprint(
  session: Session,
  roles: readonly string[] = [],
): Promise<SecurityFingerprint> {
  const [[version, readsRules] = []] = await session.rows(WHAT_THERE_IS);
  const parts = [
    ...PARTS,
    ...(Number(version) >= 150_000 ? [PARAMETERS] : []),
    ...(readsRules === true ? [ACCESS_RULES] : []),
  ];
  const rows = await session.rows(`${WHO_COUNTS}\n${parts.join("\nUNION ALL\n")}`, [roles]);
  return Object.fromEntries(rows.map(([part, count, hash]) => [part, `${count} (${hash})`]));
}

/** One part: its rows as text, hashed in a fixed order. Not by md5(), which servers in FIPS mode refuse. */
function part(name: string, columns: readonly string[], from: string, order: string): string {
  const text = `coalesce(string_agg(ROW(${columns.join(", ")})::text, ' ' ORDER BY ${order}), '')`;
  return `SELECT '${name}', count(*)::int,
      left(encode(sha256(convert_to(${text}, getdatabaseencoding())), 'hex'), 16)
    FROM ${from}`;
}

/** What initdb made has smaller OIDs (FirstNormalObjectId, src/include/access/transam.h). */
const OURS = ">= 16384";

/** What outlives its session and can be granted. */
const RELATIONS = `(SELECT c.* FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND n.nspname !~ '^pg_(toast|temp)') AS c`;

const PARTS = [
  part(
    "server",
    ["name", "pg_catalog.current_setting(name, true)"],
    `unnest(ARRAY['server_version_num', 'ssl', 'ssl_min_protocol_version', 'password_encryption', 'row_security',
      'lo_compat_privileges']) AS name`,
    "name",
  ),
  part(
    "roles",
    [
      ...["r.rolname", "r.rolsuper", "r.rolinherit", "r.rolcreaterole", "r.rolcreatedb"],
      ...["r.rolcanlogin", "r.rolreplication", "r.rolbypassrls"],
    ],
    "pg_catalog.pg_roles r WHERE r.oid IN (SELECT oid FROM reached)",
    "r.oid",
  ),
  part(
    "memberships",
    // PostgreSQL 16 added columns; a row's own number says nothing.
    ["(to_jsonb(m) - 'oid')::text"],
    "pg_catalog.pg_auth_members m WHERE m.roleid IN (SELECT oid FROM reached) AND m.member IN (SELECT oid FROM reached)",
    "m.roleid, m.member, m.grantor",
  ),
  part(
    "settings",
    ["s.setdatabase", "s.setrole", "s.setconfig"],
    `pg_catalog.pg_db_role_setting s WHERE s.setdatabase IN (0, (SELECT oid FROM here))
      AND (s.setrole = 0 OR s.setrole IN (SELECT oid FROM reached))`,
    "s.setdatabase, s.setrole",
  ),
  part("database", ["d.datname", "d.datdba", "d.datacl"], "here AS d", "d.oid"),
  part(
    "default privileges",
    ["d.defaclrole", "d.defaclnamespace", "d.defaclobjtype", "d.defaclacl"],
    "pg_catalog.pg_default_acl d",
    "d.defaclrole, d.defaclnamespace, d.defaclobjtype",
  ),
  part(
    "schemas",
    ["n.oid", "n.nspname", "n.nspowner", "n.nspacl"],
    "pg_catalog.pg_namespace n WHERE n.nspname !~ '^pg_(toast|temp)'",
    "n.oid",
  ),
  part(
    "relations",
    [
      ...["c.oid", "c.relname", "c.relnamespace", "c.relkind", "c.relowner", "c.relacl"],
      ...["c.relrowsecurity", "c.relforcerowsecurity", "c.reloptions", "c.relispartition"],
    ],
    RELATIONS,
    "c.oid",
  ),
  part("parents", ["i.inhrelid", "i.inhparent"], "pg_catalog.pg_inherits i", "i.inhrelid, i.inhparent"),
  part(
    "columns",
    [
      ...["a.attrelid", "a.attnum", "a.attname", "a.atttypid", "a.attnotnull"],
      ...["a.atthasdef", "a.attidentity", "a.attgenerated", "a.attacl"],
    ],
    `pg_catalog.pg_attribute a JOIN ${RELATIONS} ON c.oid = a.attrelid
      WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind <> 'S' AND (c.oid ${OURS} OR a.attacl IS NOT NULL)`,
    "a.attrelid, a.attnum",
  ),
  part(
    "constraints",
    ["k.conname", "k.contype", "k.conrelid", "k.confrelid", "k.conkey", "k.confkey", "k.conbin"],
    `pg_catalog.pg_constraint k JOIN ${RELATIONS} ON c.oid = k.conrelid WHERE k.oid ${OURS}`,
    "k.oid",
  ),
  part(
    // By what they are on: REINDEX CONCURRENTLY gives an index another number. One that is not unique tells of rows, too.
    "indexes",
    ["i.indrelid", "i.indkey", "i.indisunique", "i.indexprs", "i.indpred"],
    `pg_catalog.pg_index i JOIN ${RELATIONS} ON c.oid = i.indrelid WHERE i.indrelid ${OURS}`,
    "i.indrelid, i.indkey::text, i.indisunique, i.indexprs::text, i.indpred::text",
  ),
  part(
    "policies",
    [
      ...["p.polrelid", "p.polname", "p.polcmd", "p.polpermissive", "p.polroles"],
      ...["p.polqual", "p.polwithcheck"],
    ],
    "pg_catalog.pg_policy p",
    "p.oid",
  ),
  part(
    "views",
    ["w.ev_class", "w.ev_type", "w.ev_enabled", "w.ev_qual", "w.ev_action"],
    `pg_catalog.pg_rewrite w JOIN ${RELATIONS} ON c.oid = w.ev_class WHERE w.ev_class ${OURS}`,
    "w.oid",
  ),
  part(
    "functions",
    [
      ...["f.oid", "f.proname", "f.pronamespace", "f.proowner", "f.proacl", "f.prosecdef", "f.proleakproof"],
      ...["f.provolatile", "f.proconfig", "f.prosrc", "f.prosqlbody"],
    ],
    `pg_catalog.pg_proc f WHERE f.oid ${OURS} OR f.proacl IS NOT NULL`,
    "f.oid",
  ),
  part(
    "triggers",
    ["t.tgrelid", "t.tgname", "t.tgfoid", "t.tgtype", "t.tgenabled", "t.tgqual"],
    `pg_catalog.pg_trigger t JOIN ${RELATIONS} ON c.oid = t.tgrelid WHERE NOT t.tgisinternal`,
    "t.oid",
  ),
  part(
    "event triggers",
    ["e.evtname", "e.evtevent", "e.evtowner", "e.evtfoid", "e.evtenabled", "e.evttags"],
    "pg_catalog.pg_event_trigger e",
    "e.oid",
  ),
  part(
    "types",
    ["t.oid", "t.typowner", "t.typacl"],
    "pg_catalog.pg_type t WHERE t.typacl IS NOT NULL",
    "t.oid",
  ),
  part(
    "languages",
    ["l.oid", "l.lanname", "l.lanpltrusted", "l.lanacl"],
    "pg_catalog.pg_language l",
    "l.oid",
  ),
  part(
    "foreign servers",
    ["f.oid", "f.srvowner", "f.srvacl", "f.srvoptions"],
    "pg_catalog.pg_foreign_server f",
    "f.oid",
  ),
  // Whose rows one shows, its options alone may tell.
  part(
    "foreign tables",
    ["f.ftrelid", "f.ftserver", "f.ftoptions"],
    "pg_catalog.pg_foreign_table f",
    "f.ftrelid",
  ),
  part("extensions", ["e.extname", "e.extversion"], "pg_catalog.pg_extension e", "e.oid"),
  part(
    "publications",
    ["p.pubname", "p.puballtables", "r.prrelid"],
    "pg_catalog.pg_publication p LEFT JOIN pg_catalog.pg_publication_rel r ON r.prpubid = p.oid",
    "p.oid, r.prrelid",
  ),
];

/** GRANT SET ON PARAMETER, since PostgreSQL 15. */
const PARAMETERS = part(
  "parameters",
  ["p.parname", "p.paracl"],
  "pg_catalog.pg_parameter_acl p",
  "p.parname",
);

/** Which line of the file a rule stands in says nothing. PostgreSQL 16 added columns. */
const ACCESS_RULES = part(
  "access rules",
  ["(to_jsonb(h) - 'line_number')::text"],
  "pg_catalog.pg_hba_file_rules h",
  "(to_jsonb(h) ->> 'rule_number')::int, h.line_number",
);

const WHAT_THERE_IS = `SELECT pg_catalog.current_setting('server_version_num')::int,
  pg_catalog.has_table_privilege('pg_catalog.pg_hba_file_rules', 'SELECT')
    AND pg_catalog.has_function_privilege('pg_catalog.pg_hba_file_rules()', 'EXECUTE')`;

/** Predefined roles have no entry in pg_shdepend, so they are named by their prefix. */
const WHO_COUNTS = `WITH RECURSIVE
  here AS (SELECT * FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()),
  concerned AS (
    SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = ANY ($1::text[])
    UNION
    SELECT d.refobjid FROM pg_catalog.pg_shdepend d, here
     WHERE cardinality($1::text[]) = 0 AND d.refclassid = 'pg_catalog.pg_authid'::regclass
       AND (d.dbid = here.oid OR (d.classid = 'pg_catalog.pg_database'::regclass AND d.objid = here.oid))
    UNION
    SELECT r.oid FROM pg_catalog.pg_roles r WHERE cardinality($1::text[]) = 0 AND r.rolname LIKE 'pg\\_%'
  ),
  members AS (
    SELECT oid FROM concerned
    UNION
    SELECT m.member FROM pg_catalog.pg_auth_members m JOIN members ON members.oid = m.roleid
     WHERE cardinality($1::text[]) = 0
  ),
  reached AS (
    SELECT oid FROM members
    UNION
    SELECT m.roleid FROM pg_catalog.pg_auth_members m JOIN reached ON reached.oid = m.member
  )`;
