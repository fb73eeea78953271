import type { Acl } from "./acl";
import type { TableSecurity } from "./row-security";

/** The kinds of object that carry privileges: those of one database, then those of the whole cluster. */
export const OBJECT_KINDS = [
  "database",
  "schema",
  "table",
  "foreign table",
  "view",
  "materialized view",
  "sequence",
  "function",
  "procedure",
  "aggregate",
  "type",
  "domain",
  "column",
  "language",
  "foreign-data wrapper",
  "foreign server",
  "large object",
  "tablespace",
  "parameter",
] as const;

/** One kind of object, in PostgreSQL's own words (lower case). Window functions are `function`s. */
export type ObjectKind = (typeof OBJECT_KINDS)[number];

/**
 * What an object is called: structured, never one dotted string, because a name may itself hold a dot or a quote.
 */
export interface ObjectName {
  readonly kind: ObjectKind;
  /** The schema that holds it; absent for what lies in no schema. */
  readonly schema?: string;
  /** Its name. A column's: the relation. A large object's: its OID as text. A parameter's: in lower case. */
  readonly name: string;
  /** Columns only: the column, whose relation is `schema` and `name`. */
  readonly column?: string;
  /** Routines only: the identity arguments as `pg_get_function_identity_arguments` prints them under a pinned search_path. */
  readonly args?: string;
}

/** An object of the live server with its owner and its privileges. */
export interface SecuredObject extends ObjectName {
  /** Its key in its catalog; a column's: its relation's. */
  readonly oid: number;
  readonly owner: string;
  /** Complete: where the catalog holds NULL, the defaults of `acldefault()` stand here. */
  readonly acl: Acl;
  /** True where the catalog holds NULL, that is: nobody has granted or revoked anything yet. */
  readonly aclIsDefault: boolean;
  /** The extension that brought the object, where one did. */
  readonly extension?: string;
  /** True for an object of the server's own (`pg_catalog`, `information_schema`). Read only where it differs from {@link initialAcl}, or by name. */
  readonly system?: boolean;
  /** What initdb or CREATE EXTENSION gave (`pg_init_privs`, else `acldefault()`). Only for objects of the server or of an extension. */
  readonly initialAcl?: Acl;
  /**
   * Sequences of a serial or identity column: the table's key. Row types: that of their relation. What belongs to another
   * object so has its owner and follows it.
   */
  readonly ownedBy?: string;
  /** Columns: the kind of their relation, which decides about what is declared for it. */
  readonly relationKind?: "table" | "foreign table" | "view" | "materialized view";
  /** The database: how many sessions it takes, `-1` for no limit. */
  readonly connectionLimit?: number;
  /** The database: true where every role with CREATEDB may copy it, data included (`IS_TEMPLATE`). */
  readonly template?: boolean;
  /** Tables: true for the parent of partitions. */
  readonly partitioned?: boolean;
  /** Tables: true where the table is itself a partition of another one. */
  readonly partition?: boolean;
  /** Tables and foreign tables: the keys of the tables that it is a partition of or inherits from. Read only with `columns`. */
  readonly parents?: readonly string[];
  /** Routines: true for SECURITY DEFINER. */
  readonly securityDefiner?: boolean;
  /** Routines: the `SET` clauses of the function (`name=value`). */
  readonly settings?: readonly string[];
  /** Views: true for `security_invoker` (PostgreSQL 15 and later). */
  readonly securityInvoker?: boolean;
  /** Tables: the state of row-level security. Read only with `columns`. */
  readonly rowSecurity?: TableSecurity;
  /** Relations: the columns, in their order. Read only where the caller asked for them. */
  readonly columns?: readonly Column[];
  /** Views and materialized views: the relations they read directly. Read only with `columns`. */
  readonly reads?: readonly string[];
}

/** Whether an object is the row type of a relation. It is read only where somebody granted or revoked something on it. */
export function isRowType({ kind, ownedBy }: SecuredObject): boolean {
  return kind === "type" && ownedBy !== undefined;
}

/** A column of a relation. */
export interface Column {
  readonly name: string;
  /** The name as the server prints it in expressions: quoted where it is a keyword or not plain. */
  readonly printed: string;
  /** The type as `format_type` prints it, for example `uuid` or `character varying(20)`. */
  readonly type: string;
  readonly notNull: boolean;
}
