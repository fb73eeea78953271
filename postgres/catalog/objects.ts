import type { Session } from "../connect/session";
import { objectKey } from "../model/keys";
import type { DefaultKind, DefaultPrivileges } from "../model/model";
import type { ObjectKind, SecuredObject } from "../model/objects";
import type { AclReader } from "./acl-text";

/** Schemas that belong to the server. Everything else is the user's. */
const NOT_SYSTEM = `n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND n.nspname !~ '^pg_(toast|temp)' AND ($1::text[] IS NULL OR n.nspname = ANY ($1::text[]))`;

const EXTENSION = (catalog: string, oid: string) =>
  `(SELECT e.extname FROM pg_catalog.pg_depend x JOIN pg_catalog.pg_extension e ON e.oid = x.refobjid
     WHERE x.classid = 'pg_catalog.${catalog}'::regclass AND x.objid = ${oid} AND x.deptype = 'e'
       AND x.refclassid = 'pg_catalog.pg_extension'::regclass LIMIT 1)`;

const ROLE = (oid: string) => `pg_catalog.pg_get_userbyid(${oid})`;

/** Every query gives: oid, kind, schema, name, args, owner, acl, acl is default, extension, and up to four facts of the kind. */
const QUERIES: readonly string[] = [
  `SELECT d.oid::int8::text, 'database', NULL, d.datname, NULL, ${ROLE("d.datdba")},
          coalesce(d.datacl, acldefault('d', d.datdba))::text, d.datacl IS NULL, NULL, NULL, NULL
     FROM pg_catalog.pg_database d WHERE d.datname = current_database() AND ($1::text[] IS NULL OR true)`,
  `SELECT n.oid::int8::text, 'schema', NULL, n.nspname, NULL, ${ROLE("n.nspowner")},
          coalesce(n.nspacl, acldefault('n', n.nspowner))::text, n.nspacl IS NULL, ${EXTENSION("pg_namespace", "n.oid")}, NULL, NULL
     FROM pg_catalog.pg_namespace n WHERE ${NOT_SYSTEM}`,
  `SELECT c.oid::int8::text,
          CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence'
                         WHEN 'f' THEN 'foreign table' ELSE 'table' END,
          n.nspname, c.relname, NULL, ${ROLE("c.relowner")},
          coalesce(c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner))::text,
          c.relacl IS NULL, ${EXTENSION("pg_class", "c.oid")},
          c.relkind::text || CASE WHEN c.relispartition THEN 'P' ELSE '' END
            || CASE WHEN c.relrowsecurity THEN 'E' ELSE '' END || CASE WHEN c.relforcerowsecurity THEN 'F' ELSE '' END,
          c.reloptions
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND c.relpersistence <> 't' AND ${NOT_SYSTEM}`,
  `SELECT p.oid::int8::text, CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END,
          n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid), ${ROLE("p.proowner")},
          coalesce(p.proacl, acldefault('f', p.proowner))::text, p.proacl IS NULL, ${EXTENSION("pg_proc", "p.oid")},
          CASE WHEN p.prosecdef THEN 'D' ELSE '' END, p.proconfig
     FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE ${NOT_SYSTEM}`,
  // Row types, array types and multiranges follow the privileges of what they were made for.
  `SELECT t.oid::int8::text, 'type', n.nspname, t.typname, NULL, ${ROLE("t.typowner")},
          coalesce(t.typacl, acldefault('T', t.typowner))::text, t.typacl IS NULL, ${EXTENSION("pg_type", "t.oid")},
          t.typtype::text, NULL
     FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
     LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
    WHERE t.typtype IN ('b', 'd', 'e', 'r', 'c') AND (t.typrelid = 0 OR c.relkind = 'c')
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_type e WHERE e.typarray = t.oid) AND ${NOT_SYSTEM}`,
];

/** Reads every object of the user's schemas that has privileges, and the database itself. */
export async function readObjects(
  session: Session,
  acls: AclReader,
  schemas: readonly string[] | undefined,
): Promise<Map<string, SecuredObject>> {
  const objects = new Map<string, SecuredObject>();
  for (const query of QUERIES) {
    for (const row of await session.rows(query, [schemas ?? null])) {
      const object = toObject(row, acls);
      objects.set(objectKey(object), object);
    }
  }
  return objects;
}

function toObject(row: readonly unknown[], acls: AclReader): SecuredObject {
  const [oid, kind, schema, name, args, owner, acl, aclIsDefault, extension, flags, options] = row as [
    string,
    ObjectKind,
    string | null,
    string,
    string | null,
    string,
    string,
    boolean,
    string | null,
    string | null,
    string[] | null,
  ];
  return {
    oid: Number(oid),
    kind,
    ...(schema === null ? {} : { schema }),
    name,
    ...(args === null ? {} : { args }),
    owner,
    acl: acls.read(acl),
    aclIsDefault,
    ...(extension === null ? {} : { extension }),
    ...factsOfKind(kind, flags ?? "", options ?? []),
  };
}

function factsOfKind(kind: ObjectKind, flags: string, options: readonly string[]): Partial<SecuredObject> {
  switch (kind) {
    case "table":
      return {
        partitioned: flags.startsWith("p"),
        partition: flags.includes("P"),
        rowSecurity: { enabled: flags.includes("E"), forced: flags.includes("F"), policies: [] },
      };
    case "foreign table":
      return { partition: flags.includes("P") };
    case "view":
      return {
        securityInvoker: options.some((option) => /^security_invoker=(true|on|yes|1)$/i.test(option)),
      };
    case "function":
    case "procedure":
      return { securityDefiner: flags === "D", settings: options };
    default:
      return {};
  }
}

const DEFAULT_KINDS: Readonly<Record<string, DefaultKind>> = {
  r: "tables",
  S: "sequences",
  f: "functions",
  T: "types",
  n: "schemas",
  L: "large objects",
};

/** Reads what ALTER DEFAULT PRIVILEGES has stored in this database. */
export async function readDefaultPrivileges(session: Session, acls: AclReader): Promise<DefaultPrivileges[]> {
  const rows = await session.rows(
    `SELECT ${ROLE("a.defaclrole")}, n.nspname, a.defaclobjtype::text, a.defaclacl::text
       FROM pg_catalog.pg_default_acl a LEFT JOIN pg_catalog.pg_namespace n ON n.oid = a.defaclnamespace
      ORDER BY 1, 2, 3`,
  );
  return rows.map((row) => ({
    owner: row[0] as string,
    schema: row[1] as string | null,
    kind: DEFAULT_KINDS[row[2] as string] ?? "tables",
    acl: acls.read(row[3] as string),
  }));
}
