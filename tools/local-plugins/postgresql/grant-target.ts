import { quoteIdentifier, quoteQualified } from "../../../postgres/sql/quote";
import type { InputFailure, Properties } from "../../../provider/plugin/protocol";
import { textOf, textsOf } from "../stand-in";

/** A kind of object that privileges can be granted on. */
interface ObjectKind {
  /** What stands after ON for named objects. */
  readonly word: string;
  /** What stands after ON ALL … for every object of a schema; absent where there is no such form. */
  readonly all?: string;
  readonly privileges: readonly string[];
  /**
   * The catalog's privileges: a query over `schema`, `names` and `database` parameters that gives each object's name and
   * ACL, with the built-in one where none is stored.
   */
  readonly catalog: string;
}

const RELATION = (kinds: string, aclType: string) =>
  `SELECT c.relname::text AS name, coalesce(c.relacl, acldefault('${aclType}', c.relowner)) AS acl
   FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = $1 AND c.relkind IN (${kinds})`;

const ROUTINE = (kinds: string) =>
  `SELECT p.proname::text AS name, coalesce(p.proacl, acldefault('f', p.proowner)) AS acl
   FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
   WHERE n.nspname = $1 AND p.prokind IN (${kinds})`;

const TABLE_PRIVILEGES = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"];

/** The object types of the official package's Grant, by the word that it uses. */
export const OBJECT_KINDS: Readonly<Record<string, ObjectKind>> = {
  database: {
    word: "DATABASE",
    privileges: ["CREATE", "CONNECT", "TEMPORARY"],
    catalog: `SELECT datname::text AS name, coalesce(datacl, acldefault('d', datdba)) AS acl
              FROM pg_database WHERE datname = current_database()`,
  },
  schema: {
    word: "SCHEMA",
    privileges: ["CREATE", "USAGE"],
    catalog: `SELECT nspname::text AS name, coalesce(nspacl, acldefault('n', nspowner)) AS acl
              FROM pg_namespace WHERE nspname = $1`,
  },
  table: {
    word: "TABLE",
    all: "TABLES",
    // MAINTAIN came with PostgreSQL 17; an older server refuses it itself.
    privileges: [...TABLE_PRIVILEGES, "MAINTAIN"],
    catalog: RELATION("'r', 'p', 'v', 'm', 'f'", "r"),
  },
  sequence: {
    word: "SEQUENCE",
    all: "SEQUENCES",
    privileges: ["USAGE", "SELECT", "UPDATE"],
    catalog: RELATION("'S'", "s"),
  },
  function: {
    word: "FUNCTION",
    all: "FUNCTIONS",
    privileges: ["EXECUTE"],
    catalog: ROUTINE("'f', 'a', 'w'"),
  },
  procedure: { word: "PROCEDURE", all: "PROCEDURES", privileges: ["EXECUTE"], catalog: ROUTINE("'p'") },
  routine: {
    word: "ROUTINE",
    all: "ROUTINES",
    privileges: ["EXECUTE"],
    catalog: ROUTINE("'f', 'a', 'w', 'p'"),
  },
  foreign_data_wrapper: {
    word: "FOREIGN DATA WRAPPER",
    privileges: ["USAGE"],
    catalog: `SELECT fdwname::text AS name, coalesce(fdwacl, acldefault('F', fdwowner)) AS acl FROM pg_foreign_data_wrapper`,
  },
  foreign_server: {
    word: "FOREIGN SERVER",
    privileges: ["USAGE"],
    catalog: `SELECT srvname::text AS name, coalesce(srvacl, acldefault('S', srvowner)) AS acl FROM pg_foreign_server`,
  },
  column: {
    word: "TABLE",
    privileges: ["SELECT", "INSERT", "UPDATE", "REFERENCES"],
    catalog: `SELECT c.relname::text || '.' || a.attname AS name, a.attacl AS acl
              FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = $1 AND a.attnum > 0 AND NOT a.attisdropped`,
  },
};

/** The types that lie in no schema. */
const WITHOUT_SCHEMA = new Set(["database", "foreign_data_wrapper", "foreign_server"]);

/** What the official provider refuses about a grant's inputs taken together. */
export function grantFailures(inputs: Properties): InputFailure[] {
  const type = textOf(inputs, "objectType");
  if (type === undefined) return [];
  const kind = OBJECT_KINDS[type];
  if (kind === undefined) {
    const known = Object.keys(OBJECT_KINDS).join(", ");
    return [{ path: "objectType", reason: `${JSON.stringify(type)} is none of ${known}` }];
  }
  const failures: InputFailure[] = [];
  const fail = (path: string, reason: string) => failures.push({ path, reason });
  for (const privilege of textsOf(inputs, "privileges")) {
    if (!kind.privileges.includes(privilege) && privilege !== "ALL") {
      fail("privileges", `${JSON.stringify(privilege)} cannot be granted on a ${type}`);
    }
  }
  const objects = inputs["objects"];
  const count = Array.isArray(objects) ? objects.length : 0;
  if (!WITHOUT_SCHEMA.has(type) && inputs["schema"] === undefined) fail("schema", `is needed for a ${type}`);
  if ((type === "database" || type === "schema") && count > 0)
    fail("objects", `cannot be given for a ${type}`);
  if (type.startsWith("foreign_") && count !== 1) fail("objects", `exactly one is needed for a ${type}`);
  if (type === "column" && count !== 1) fail("objects", "exactly one table is needed for a column");
  if (type === "column" && inputs["columns"] === undefined) fail("columns", "is needed for a column");
  if (type !== "column" && inputs["columns"] !== undefined) fail("columns", `cannot be given for a ${type}`);
  return failures;
}

/** The GRANT or REVOKE statement, without the grantee: `what` is `ALL PRIVILEGES` or a list. */
export function onObjects(inputs: Properties, what: readonly string[]): string {
  const type = textOf(inputs, "objectType") ?? "";
  const kind = OBJECT_KINDS[type];
  if (kind === undefined) throw new RangeError(`${JSON.stringify(type)} is no object type`);
  const schema = textOf(inputs, "schema") ?? "";
  const objects = textsOf(inputs, "objects").sort();
  const columns = textsOf(inputs, "columns").sort().map(quoteIdentifier).join(", ");
  const list = type === "column" ? what.map((word) => `${word} (${columns})`) : what;
  return `${list.join(", ")} ON ${target(type, kind, textOf(inputs, "database") ?? "", schema, objects)}`;
}

function target(
  type: string,
  kind: ObjectKind,
  database: string,
  schema: string,
  objects: readonly string[],
): string {
  if (type === "database") return `DATABASE ${quoteIdentifier(database)}`;
  if (type === "schema") return `SCHEMA ${quoteIdentifier(schema)}`;
  if (WITHOUT_SCHEMA.has(type)) return `${kind.word} ${objects.map(quoteIdentifier).join(", ")}`;
  if (objects.length > 0) {
    return `${kind.word} ${objects.map((name) => quoteQualified(schema, name)).join(", ")}`;
  }
  return `ALL ${kind.all ?? ""} IN SCHEMA ${quoteIdentifier(schema)}`;
}

/** The official provider's word for PUBLIC is `public`, in any case. */
export function grantee(role: string): string {
  return role.toLowerCase() === "public" ? "PUBLIC" : quoteIdentifier(role);
}
