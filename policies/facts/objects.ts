import type { BorrowedCode } from "../../postgres/catalog/borrowed-code";
import type { Namesake, UserCast } from "../../postgres/catalog/name-catchers";
import type { EventTrigger, RewriteRule, SecurityLabel } from "../../postgres/catalog/server-code";
import type { Subscription } from "../../postgres/catalog/server-replication";
import type { SwitchedOffTriggers } from "../../postgres/catalog/switched-off-triggers";
import type { WrittenSecret } from "../../postgres/catalog/written-secrets";
import type { Passes } from "../../postgres/expression/constant";
import type { PolicyFinding } from "../../postgres/expression/types";
import type { Policy } from "../../postgres/model/row-security";
import type { RoutineCode } from "../../postgres/routines/types";
import type { Maybe } from "./maybe";
import type { ObjectRef, SourcePlace } from "./object-ref";
import type { Fact } from "./origin";

/** Migrations: the name of what ALTER ROLE ALL sets settings for. No database is called so. */
export const EVERY_DATABASE = "";

/** A database. */
export interface DatabaseFact extends Fact {
  /** Of a migration it can be {@link EVERY_DATABASE}. */
  readonly name: string;
  readonly owner?: Maybe<string>;
  /** Declarations: whether the engine refuses to delete it. Absent for a live server. */
  readonly protected?: boolean;
  /** Settings that every session in it starts with: ALTER DATABASE … SET and ALTER ROLE ALL SET. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Which of the settings are those of every database (ALTER ROLE ALL SET), where there are some. */
  readonly settingsOfAll?: readonly string[];
  /** The names of all its schemas, those of the server and of extensions too; absent where the source does not know them. */
  readonly schemas?: readonly string[];
  /** True where everybody who may create databases may copy it (IS_TEMPLATE). */
  readonly template?: Maybe<boolean>;
}

/** A schema. */
export interface SchemaFact extends Fact {
  /** Absent where the declaration leaves it to the provider. */
  readonly database?: string;
  readonly name: string;
  readonly owner?: Maybe<string>;
}

/** A table or a foreign table. */
export interface TableFact extends Fact {
  readonly object: ObjectRef;
  readonly owner?: string;
  /** The extension that it is a part of: rules see it only where it has the tenant column. */
  readonly extension?: string;
  readonly partition: boolean;
  readonly partitioned: boolean;
  /** True where the declaration itself says that the rows belong to tenants. */
  readonly declaredTenant: boolean;
  /** Migrations: a statement switches its row security off. */
  readonly switchedOff?: boolean;
  /** Absent for foreign tables, which have none. */
  readonly rowSecurity?: RowSecurityFact;
  /** In their order; absent where the source does not know them. */
  readonly columns?: readonly ColumnFact[];
  /** Absent where the source does not know them. */
  readonly uniqueKeys?: readonly UniqueKeyFact[];
  readonly foreignKeys?: readonly ForeignKeyFact[];
  readonly definerTriggers?: readonly DefinerTriggerFact[];
  /** Publications that carry it to subscribers without a row filter; absent where the source does not know them. */
  readonly publications?: readonly CarryingPublicationFact[];
  /** The first column of every usable index; absent where the source does not know them. */
  readonly leadingIndexColumns?: readonly (string | null)[];
}

/** A column, as far as rules look at it. */
export interface ColumnFact {
  readonly name: string;
  readonly notNull: boolean;
  /** As `format_type` prints it; absent where the source does not know it. */
  readonly type?: string;
  /** Migrations: the statement that made it, or that called it so. */
  readonly place?: SourcePlace;
  /** Migrations: a later statement that let it be NULL. */
  readonly nullable?: SourcePlace;
}

/** A unique key of a table: a constraint or a bare index. */
export interface UniqueKeyFact {
  readonly name: string;
  /** `null` for an expression. */
  readonly columns: readonly (string | null)[];
  /** True for the primary key. */
  readonly primary: boolean;
  /** True where a constraint stands behind it. */
  readonly ofConstraint: boolean;
  /** Migrations: the statement that made it. */
  readonly place?: SourcePlace;
}

/** A foreign key of a table. */
export interface ForeignKeyFact {
  readonly name: string;
  readonly columns: readonly string[];
  /** The identity of the table referred to, and its columns in the same order. */
  readonly target: string;
  readonly targetColumns: readonly string[];
  /** Migrations: the statement that made it. */
  readonly place?: SourcePlace;
}

/** A publication that carries a table. */
export interface CarryingPublicationFact {
  readonly name: string;
  /** True where it carries all tables, or all of the table's schema: no table can be taken out of such a one. */
  readonly whole: boolean;
  /** Migrations: the statement that made it carry the table. */
  readonly place?: SourcePlace;
}

/** A publication that a program declares. Of a server and of migrations, tables know which ones carry them. */
export interface PublicationFact extends Fact {
  /** Absent where the declaration leaves it to the provider. */
  readonly database?: string;
  readonly name: string;
  readonly allTables: Maybe<boolean>;
  /** The identities of its tables, without their database. */
  readonly tables: Maybe<readonly Maybe<string>[]>;
}

/** A trigger whose function runs with its owner's rights. */
export interface DefinerTriggerFact {
  readonly name: string;
  /** The owner is absent where the source does not know it. */
  readonly function: { readonly schema: string; readonly name: string; readonly owner?: string };
  /** Migrations: the statement that made it. */
  readonly place?: SourcePlace;
}

/** The row-level security of a table. */
export interface RowSecurityFact {
  readonly enabled: Maybe<boolean>;
  readonly forced: Maybe<boolean>;
  /** Absent where the source does not know them. */
  readonly policies?: readonly Policy[];
  /** By their texts, the conditions of policies that let every row through, or none, whatever the row and the session are. */
  readonly passes?: ReadonlyMap<string, Passes>;
  /** Migrations: true where there may be policies beside these, because the files do not create the table. */
  readonly morePolicies?: true;
  /** What PostgreSQL's own parser and the traps of row security say of the policies; absent where nobody asked. */
  readonly judged?: readonly PolicyFinding[];
  /** The relations that each policy reads beside its own table, by their identities; absent where the source does not know them. */
  readonly policyReads?: readonly { readonly policy: string; readonly relations: readonly string[] }[];
}

/** A view or a materialized view. */
export interface ViewFact extends Fact {
  readonly object: ObjectRef;
  /** Absent where the source does not know it. */
  readonly owner?: string;
  /** The extension that it is a part of: rules see it only where it reads what they see. */
  readonly extension?: string;
  /** True where a view checks everything as its caller (PostgreSQL 15 and later). */
  readonly securityInvoker: boolean;
  /** The identities of the relations that it reads directly; absent where the source does not know them. */
  readonly reads?: readonly string[];
  /** The identities of the functions that it calls and that run as their owner; absent where the source does not know them. */
  readonly calls?: readonly string[];
  /** The names of its columns; absent where the source does not know them. */
  readonly columns?: readonly string[];
}

/** A function or procedure. Those that an extension brought have no fact. */
export interface FunctionFact extends Fact {
  readonly object: ObjectRef;
  readonly owner?: string;
  readonly securityDefiner: Maybe<boolean>;
  /** Its SET clauses, `name=value`. */
  readonly settings: readonly string[];
  /** Absent where the source does not know it. */
  readonly leakproof?: boolean;
  /** True for what triggers and event triggers call. Absent where the source does not know it. */
  readonly trigger?: boolean;
  /** What its code does. Absent where nobody had a reason to look into it. */
  readonly code?: Maybe<RoutineCode>;
}

/** An installed extension. */
export interface ExtensionFact extends Fact {
  readonly database?: string;
  readonly name: string;
  /** Absent where the declaration leaves it to the provider. */
  readonly schema?: Maybe<string>;
  /** Live: what is installed, and what the server's files would install (`null`: they are gone). */
  readonly version?: string;
  readonly available?: string | null;
}

/** An event trigger: code that runs in the sessions of others. */
export interface EventTriggerFact
  extends Fact,
    Omit<EventTrigger, "owner" | "ownerIsSuperuser" | "function"> {
  readonly database?: string;
  /** Absent where nobody but whoever ran the migrations can be it. */
  readonly owner?: string;
  readonly function: {
    readonly schema: string;
    readonly name: string;
    /** Absent as above. */
    readonly owner?: Maybe<string>;
  };
}

/** A subscription. */
export interface SubscriptionFact extends Fact, Pick<Subscription, "name" | "passwordRequired"> {
  /** Absent where the source leaves it to a connection. */
  readonly database?: string;
  /** Absent where nobody but whoever ran the migrations can be it. */
  readonly owner?: string;
}

/** A security label. */
export interface SecurityLabelFact extends Fact, SecurityLabel {
  readonly database: string;
}

/** A rule (CREATE RULE) of a table. */
export interface RewriteRuleFact extends Fact, Omit<RewriteRule, "owner"> {
  readonly database?: string;
  /** The table's owner, as whom its statements run. Absent where the source does not know it. */
  readonly owner?: string;
}

/** Triggers of a table that are switched off for every session. */
export interface SwitchedOffTriggersFact extends Fact, SwitchedOffTriggers {
  readonly database?: string;
}

/** Code of another role than a table's owner that runs with the rights of whoever uses the table. */
export interface BorrowedCodeFact extends Fact, BorrowedCode {
  readonly database: string;
}

/** A conversion that somebody has made and that PostgreSQL applies by itself. */
export interface UserCastFact extends Fact, UserCast {
  readonly database: string;
}

/** A function or an operator that is called as one of PostgreSQL's own, for arguments of its own types. */
export interface NamesakeFact extends Fact, Namesake {
  readonly database: string;
}

/** What people wrote into a database where everybody may read it, and the secrets in it: where they stand, never what they are. */
export interface OpenTextFact extends Fact {
  readonly database: string;
  /** Code of routines and options of what lies outside, or comments. */
  readonly texts: "code" | "comments";
  readonly secrets: readonly WrittenSecret[];
}

/** A procedural language of the database. */
export interface LanguageFact extends Fact {
  readonly database?: string;
  readonly name: string;
  /** False where its functions can do anything that the server's operating system account can. */
  readonly trusted: boolean;
}

/** A user mapping of a foreign server. None of its options is read but `password_required`: the others are secrets. */
export interface UserMappingFact extends Fact {
  readonly database?: string;
  readonly server: string;
  /** A role's name, or `PUBLIC`. */
  readonly user: Maybe<string>;
  /** False where it may connect as whoever the server itself is let in as. */
  readonly passwordRequired: Maybe<boolean>;
}
