import { BOOTSTRAP_OID } from "../model/server-facts";
import { quoteTextArray } from "../sql/quote";

/** Which objects a reading wants. */
export interface ObjectScope {
  /** `server_version_num`. */
  readonly version: number;
  /** Only what lies in these schemas; absent: in all schemas of the user. */
  readonly schemas?: readonly string[] | undefined;
  /** `"schemas"`: the database and its schemas with what lies in them. `"all"`: also what lies in no schema, and the server's own. */
  readonly areas: "schemas" | "all";
  /** Names of relations and routines of the server that are wanted even where nothing differs from initdb. */
  readonly system: readonly string[];
}

/** A query for objects, and what its rows mean beyond the seven columns that all of them share. */
export interface ObjectQuery {
  /** The catalog that holds the objects, as `regclass` prints it. */
  readonly catalog: string;
  /**
   * Gives oid, kind, schema, name, args, OID of the owner, access list or NULL, and up to three facts of the kind. The
   * list is not cast to text: the driver leaves `aclitem[]` as text anyway, and the cast costs a third of the query.
   */
  readonly sql: string;
}

/** Where the server keeps its own. Toast tables of the user lie there too: whoever may read one reads the table's values. */
export const SYSTEM_SCHEMAS: readonly string[] = ["pg_catalog", "information_schema", "pg_toast"];

const SYSTEM = `n.nspname = ANY (${quoteTextArray(SYSTEM_SCHEMAS)})`;

/** What narrows a query down: a condition, and a join that the condition needs. */
interface Scope {
  readonly join?: string;
  readonly where: string;
}

/** Everything that {@link ObjectScope} asks for, as queries that travel in one batch. */
export function objectQueries(scope: ObjectScope): ObjectQuery[] {
  const where =
    scope.schemas === undefined
      ? "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'"
      : `n.nspname = ANY (${quoteTextArray(scope.schemas)}) AND n.nspname NOT IN ('pg_catalog', 'information_schema')
         AND n.nspname !~ '^pg_(toast|temp)'`;
  const wanted = scope.areas === "schemas" ? () => ({ where }) : beside(where, scope.system);
  const inSchemas = [
    query("pg_database", DATABASE),
    query("pg_namespace", schemas(wanted("pg_namespace", "n.oid", "n.nspacl"))),
    query("pg_class", relations(wanted("pg_class", "c.oid", "c.relacl", "c.relname"))),
    query("pg_proc", routines(wanted("pg_proc", "p.oid", "p.proacl", "p.proname"))),
    query("pg_type", types(wanted("pg_type", "t.oid", "t.typacl"), scope.version)),
    query("pg_class", columns(wanted("pg_class", "c.oid", "a.attacl", undefined, "a.attnum"))),
    query("pg_class", lostColumns(scope.areas === "schemas" ? where : `(${where} OR ${SYSTEM})`)),
  ];
  if (scope.areas === "schemas") return inSchemas;
  const beyond = OUTSIDE_OF_SCHEMAS.map(([catalog, sql]) => query(catalog, sql));
  if (scope.version >= 150000) beyond.push(query("pg_parameter_acl", PARAMETERS));
  return [...inSchemas, ...beyond];
}

/**
 * What of the server's own is wanted beside what `where` says: where the access list is another than at first, or the
 * name is one of `names`. The exact comparison needs the lists' meaning; here only what is equal as text falls away,
 * which is nearly everything. One query for both, because the large catalogs are looked through from end to end.
 */
function beside(where: string, names: readonly string[]) {
  return (catalog: string, oid: string, acl: string, name?: string, column = "0"): Scope => {
    const named =
      name === undefined || names.length === 0 ? "" : ` OR ${name} = ANY (${quoteTextArray(names)})`;
    return {
      join: `LEFT JOIN pg_catalog.pg_init_privs i
               ON i.objoid = ${oid} AND i.classoid = 'pg_catalog.${catalog}'::regclass AND i.objsubid = ${column}`,
      where: `(${where} OR ${SYSTEM} AND (${acl} IS DISTINCT FROM i.initprivs${named}))`,
    };
  };
}

function query(catalog: string, sql: string): ObjectQuery {
  return { catalog, sql };
}

const DATABASE = `
  SELECT d.oid, 'database', NULL, d.datname, NULL, d.datdba, d.datacl, d.datconnlimit, d.datistemplate
    FROM pg_catalog.pg_database d WHERE d.datname = current_database()`;

const schemas = ({ where, join = "" }: Scope) => `
  SELECT n.oid, 'schema', NULL, n.nspname, NULL, n.nspowner, n.nspacl
    FROM pg_catalog.pg_namespace n ${join} WHERE ${where}`;

const RELATION_KIND = `CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence'
                          WHEN 'f' THEN 'foreign table' ELSE 'table' END`;

const relations = ({ where, join = "" }: Scope) => `
  SELECT c.oid, ${RELATION_KIND}, n.nspname, c.relname, NULL, c.relowner, c.relacl,
         CASE c.relkind WHEN 'p' THEN 'p' ELSE '' END || CASE WHEN c.relispartition THEN 'P' ELSE '' END
           || CASE WHEN c.relrowsecurity THEN 'E' ELSE '' END || CASE WHEN c.relforcerowsecurity THEN 'F' ELSE '' END,
         CASE c.relkind WHEN 'v' THEN c.reloptions END
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace ${join}
   WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 't') AND c.relpersistence <> 't' AND ${where}`;

// GRANT takes no ORDER BY among the arguments, so ordered-set aggregates are named by their argument types alone.
const routines = ({ where, join = "" }: Scope) => `
  SELECT p.oid, CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END, n.nspname, p.proname,
         CASE WHEN p.prokind = 'a' AND EXISTS (SELECT FROM pg_catalog.pg_aggregate g WHERE g.aggfnoid = p.oid AND g.aggkind <> 'n')
              THEN pg_catalog.oidvectortypes(p.proargtypes) ELSE pg_catalog.pg_get_function_identity_arguments(p.oid) END,
         p.proowner, p.proacl, p.prosecdef, p.proconfig
    FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace ${join}
   WHERE ${where}`;

/**
 * On array types GRANT is refused (IsTrueArrayType in src/include/catalog/pg_type.h), and from PostgreSQL 17 on on multiranges,
 * which then follow their range; before, they have an owner and an access list of their own. The row type of a relation can
 * be granted and follows the relation: it is here only where somebody did that, with the relation.
 */
const types = ({ where, join = "" }: Scope, version: number) => `
  SELECT t.oid, CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END, n.nspname, t.typname, NULL, t.typowner, t.typacl,
         CASE t.typrelid WHEN 0 THEN NULL ELSE t.typrelid END
    FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace ${join}
   WHERE (t.typtype IN ('b', 'd', 'e', 'r'${version >= 170000 ? "" : ", 'm'"}) AND t.typrelid = 0
           AND (t.typelem = 0 OR t.typsubscript <> 'pg_catalog.array_subscript_handler'::regproc)
       OR t.typacl IS NOT NULL AND t.typtype = 'c' AND EXISTS (
            SELECT FROM pg_catalog.pg_class r WHERE r.oid = t.typrelid AND r.relkind <> 'c' AND r.relpersistence <> 't'))
     AND ${where}
   UNION ALL
  SELECT t.oid, 'type', n.nspname, t.typname, NULL, t.typowner, t.typacl, NULL
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_type t ON t.oid = c.reltype ${join}
   WHERE c.relkind = 'c' AND ${where}`;

const COLUMN = `c.oid, 'column', n.nspname, c.relname, NULL, c.relowner, a.attacl, a.attname, a.attnum, ${RELATION_KIND}`;

/**
 * Columns with an access list of their own. Columns of the system (`ctid`, `tableoid`) can be granted too. They are found
 * first and once: no index leads to them, and the planner would look through all columns again for each schema.
 */
const columns = ({ where, join = "" }: Scope) => `
  WITH a AS MATERIALIZED (
    SELECT attrelid, attname, attnum, attacl FROM pg_catalog.pg_attribute WHERE attacl IS NOT NULL AND NOT attisdropped)
  SELECT ${COLUMN}
    FROM a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace ${join}
   WHERE c.relpersistence <> 't' AND ${where}`;

/** Columns that had an access list from initdb or from an extension and have none any more. */
const lostColumns = (where: string) => `
  SELECT ${COLUMN}
    FROM pg_catalog.pg_init_privs i JOIN pg_catalog.pg_class c ON c.oid = i.objoid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute a ON a.attrelid = i.objoid AND a.attnum = i.objsubid
   WHERE i.classoid = 'pg_catalog.pg_class'::regclass AND i.objsubid <> 0 AND a.attacl IS NULL AND NOT a.attisdropped
     AND ${where}`;

const OUTSIDE_OF_SCHEMAS: readonly (readonly [string, string])[] = [
  [
    // An untrusted language carries no privileges: it is for superusers, and GRANT and REVOKE are refused on it.
    "pg_language",
    `SELECT l.oid, 'language', NULL, l.lanname, NULL, l.lanowner, l.lanacl FROM pg_catalog.pg_language l WHERE l.lanpltrusted`,
  ],
  [
    "pg_foreign_data_wrapper",
    `SELECT w.oid, 'foreign-data wrapper', NULL, w.fdwname, NULL, w.fdwowner, w.fdwacl
       FROM pg_catalog.pg_foreign_data_wrapper w`,
  ],
  [
    "pg_foreign_server",
    `SELECT s.oid, 'foreign server', NULL, s.srvname, NULL, s.srvowner, s.srvacl FROM pg_catalog.pg_foreign_server s`,
  ],
  [
    // pg_depend names large objects by the catalog of their pages.
    "pg_largeobject",
    `SELECT o.oid, 'large object', NULL, o.oid::text, NULL, o.lomowner, o.lomacl FROM pg_catalog.pg_largeobject_metadata o`,
  ],
  [
    "pg_tablespace",
    `SELECT t.oid, 'tablespace', NULL, t.spcname, NULL, t.spcowner, t.spcacl FROM pg_catalog.pg_tablespace t`,
  ],
];

/** Parameters have no owner; what is granted on them comes from the superuser of initdb. */
const PARAMETERS = `
  SELECT p.oid, 'parameter', NULL, p.parname, NULL, ${BOOTSTRAP_OID}::oid, p.paracl FROM pg_catalog.pg_parameter_acl p`;

/** Sequences that belong to a serial ('a') or identity ('i') column, with their table. */
export const OWNED_SEQUENCES_QUERY = `
  SELECT s.oid, d.refobjid
    FROM pg_catalog.pg_class s JOIN pg_catalog.pg_depend d ON d.objid = s.oid AND d.classid = 'pg_catalog.pg_class'::regclass
   WHERE s.relkind = 'S' AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid <> 0 AND d.deptype IN ('a', 'i')`;
