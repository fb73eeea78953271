import type { Policy } from "../../postgres/model/row-security";
import type { Maybe } from "./maybe";
import type { ObjectRef } from "./object-ref";
import type { Fact } from "./origin";

/** A database. */
export interface DatabaseFact extends Fact {
  readonly name: string;
  readonly owner?: Maybe<string>;
  /** Declarations: whether the engine refuses to delete it. Absent for a live server. */
  readonly protected?: boolean;
  /** Settings that every session in it starts with: ALTER DATABASE … SET. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A schema. */
export interface SchemaFact extends Fact {
  /** Absent where the declaration leaves it to the provider. */
  readonly database?: string;
  readonly name: string;
  readonly owner?: Maybe<string>;
}

/** A table or a foreign table. Tables that an extension brought have no fact. */
export interface TableFact extends Fact {
  readonly object: ObjectRef;
  readonly owner?: string;
  readonly partition: boolean;
  readonly partitioned: boolean;
  /** True where the declaration itself says that the rows belong to tenants. */
  readonly declaredTenant: boolean;
  /** Absent for foreign tables, which have none. */
  readonly rowSecurity?: RowSecurityFact;
  /** In their order; absent where the source does not know them. */
  readonly columns?: readonly ColumnFact[];
  /** The first column of every usable index; absent where the source does not know them. */
  readonly leadingIndexColumns?: readonly (string | null)[];
}

/** A column, as far as rules look at it. */
export interface ColumnFact {
  readonly name: string;
  readonly notNull: boolean;
}

/** The row-level security of a table. */
export interface RowSecurityFact {
  readonly enabled: Maybe<boolean>;
  readonly forced: Maybe<boolean>;
  /** Absent where the source does not know them. */
  readonly policies?: readonly Policy[];
}

/** A view or a materialized view. */
export interface ViewFact extends Fact {
  readonly object: ObjectRef;
  readonly owner: string;
  /** True where a view checks everything as its caller (PostgreSQL 15 and later). */
  readonly securityInvoker: boolean;
  /** The identities of the relations that it reads directly; absent where the source does not know them. */
  readonly reads?: readonly string[];
}

/** A function or procedure. Those that an extension brought have no fact. */
export interface FunctionFact extends Fact {
  readonly object: ObjectRef;
  readonly owner?: string;
  readonly securityDefiner: Maybe<boolean>;
  /** Its SET clauses, `name=value`. */
  readonly settings: readonly string[];
}

/** An installed extension. */
export interface ExtensionFact extends Fact {
  readonly database?: string;
  readonly name: string;
}

/** A procedural language of the database. */
export interface LanguageFact extends Fact {
  readonly database?: string;
  readonly name: string;
  /** False where its functions can do anything that the server's operating system account can. */
  readonly trusted: boolean;
}

/** A user mapping of a foreign server. Its options are never read. */
export interface UserMappingFact extends Fact {
  readonly database?: string;
  readonly server: string;
  /** A role's name, or `PUBLIC`. */
  readonly user: Maybe<string>;
}
