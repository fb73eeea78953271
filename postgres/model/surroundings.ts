import type { SecuredObject } from "./objects";

/** An index of a table of the declared schemas. */
export interface TableIndex {
  /** The table's key. */
  readonly table: string;
  /** It lies in its table's schema. */
  readonly name: string;
  /** The key columns in their order; `null` for an expression. */
  readonly columns: readonly (string | null)[];
  readonly unique: boolean;
  /** False for what an interrupted CREATE INDEX CONCURRENTLY left, and for a partitioned index that lacks a partition's. */
  readonly valid: boolean;
  /** True where it holds only the rows of a predicate. */
  readonly partial: boolean;
  /** True where it belongs to a primary key, a unique or an exclusion constraint. */
  readonly ofConstraint: boolean;
  /** The access method, for example `btree`. */
  readonly method: string;
  /** The name of the parent's index that it is attached to. */
  readonly parent?: string;
}

/** What PostgreSQL does to rows that refer to a row that goes or gets another key. */
export type ReferentialAction = "NO ACTION" | "RESTRICT" | "CASCADE" | "SET NULL" | "SET DEFAULT";

/** A primary key, a unique, an exclusion or a foreign key constraint. Those that a partition has from its parent are left out. */
export interface KeyConstraint {
  /** The table's key. */
  readonly table: string;
  readonly name: string;
  readonly kind: "primary key" | "unique" | "exclusion" | "foreign key";
  readonly columns: readonly string[];
  readonly deferrable: boolean;
  /** Foreign keys: the table referred to (absent where it lies outside of the declared schemas) and what happens. */
  readonly target?: {
    readonly table: string;
    readonly columns: readonly string[];
    readonly onUpdate: ReferentialAction;
    readonly onDelete: ReferentialAction;
  };
}

/** A partition or an inheritance child. */
export interface Descendant {
  /** The parent's key. */
  readonly parent: string;
  /** The child, which may lie outside of the declared schemas. */
  readonly child: SecuredObject;
}

/** What carries changes of tables to subscribers. */
export interface Publication {
  readonly name: string;
  readonly allTables: boolean;
  /** Schemas all of whose tables it carries (PostgreSQL 15 and later). */
  readonly schemas: readonly string[];
  /** Tables of the declared schemas that it names, with the row filter where there is one (PostgreSQL 15 and later). */
  readonly tables: readonly { readonly table: string; readonly filter?: string }[];
}

/** A trigger of a table whose function is SECURITY DEFINER. */
export interface DefinerTrigger {
  /** The table's key. */
  readonly table: string;
  readonly name: string;
  readonly function: { readonly schema: string; readonly name: string; readonly owner: string };
}

/** A SECURITY DEFINER routine that can be called. Those of extensions and those that return a trigger are left out. */
export interface DefinerRoutine {
  readonly object: SecuredObject;
  /**
   * The relations that its body names, where the server knows: an SQL-standard body (BEGIN ATOMIC) that calls no other
   * function of the user. Absent: nobody knows, and it may read whatever its owner may.
   */
  readonly reads?: readonly string[];
}

/**
 * What lies around tenant tables and can lead past their policies: keys, descendants, publications, code with another
 * owner's rights, and what other schemas have. Tables are named by their keys.
 */
export interface Surroundings {
  readonly indexes: readonly TableIndex[];
  readonly constraints: readonly KeyConstraint[];
  readonly descendants: readonly Descendant[];
  readonly publications: readonly Publication[];
  readonly triggers: readonly DefinerTrigger[];
  readonly definers: readonly DefinerRoutine[];
  /** Views and materialized views of every schema, with what they read. */
  readonly views: readonly SecuredObject[];
  /** The schemas that are not declared, but for the server's own. */
  readonly otherSchemas: readonly SecuredObject[];
}
