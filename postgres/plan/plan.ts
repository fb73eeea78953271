import type { DatabaseModel } from "../model/model";
import type { ObjectName } from "../model/objects";
import type { PrivilegeSet } from "../model/privileges";

/** One statement of a plan, and why it is there. */
export interface PlannedStatement {
  readonly sql: string;
  /** The data of a `COPY … FROM STDIN`: a function, so that a secret shows up nowhere where a plan is printed. */
  readonly copy?: () => string;
  /** For progress lines and error texts, for example `shop_readonly loses UPDATE on 3 tables in app`. */
  readonly reason: string;
  /**
   * The owner in whose right the statement is made, so that the grantor is right: it takes a superuser or a role that
   * inherits the owner's rights; any other is to become the owner first.
   */
  readonly asOwner?: string;
  /** The role that itself must make the statement, because nobody else can be the grantor. */
  readonly actAs?: string;
  /** What a GRANT or REVOKE on objects is about, so that it can be judged who can make it. */
  readonly on?: AclClause;
  /** What else the managing role must be, for statements that no owner can make. */
  readonly needs?: Need;
}

/** What a GRANT or REVOKE of privileges on objects says. */
export interface AclClause {
  readonly gives: boolean;
  readonly privileges: PrivilegeSet;
  readonly grantOption: boolean;
  readonly objects: readonly ObjectName[];
  readonly grantees: readonly string[];
}

/**
 * A right beside ownership. `setting` names the stored setting that the statement writes: one that only superusers may
 * set needs SET on that parameter as well (PostgreSQL 15 and later).
 */
export type Need =
  | { readonly kind: "superuser" }
  /** ALTER ROLE: CREATEROLE with ADMIN on the role (before 16 CREATEROLE alone), and the attributes that it gives or takes. */
  | {
      readonly kind: "role admin";
      readonly role: string;
      readonly setting?: string;
      readonly attributes?: readonly ("CREATEDB" | "REPLICATION" | "BYPASSRLS")[];
    }
  /** GRANT or REVOKE of a role: ADMIN on it (before 16 also CREATEROLE). */
  | { readonly kind: "membership"; readonly role: string }
  | { readonly kind: "database owner"; readonly setting?: string }
  /**
   * ALTER … OWNER TO: to be able to become the new owner, who may create in that schema; without a schema, to create in
   * the database; of the database itself, CREATEDB.
   */
  | {
      readonly kind: "new owner";
      readonly role: string;
      readonly schema?: string;
      readonly database?: boolean;
    };

/** One chapter of a plan: roles, owners, privileges, default privileges, settings. */
export interface PlanPart {
  readonly changes: readonly Change[];
  readonly statements: readonly PlannedStatement[];
  /** Sentences of the preview's summary. */
  readonly summary: readonly string[];
  /** What nobody declared and the mode leaves in place, one sentence each. */
  readonly kept: readonly string[];
  /** Object → one line of text: what is meant. Objects about which nothing is meant are left out. */
  readonly desired: Readonly<Record<string, string>>;
  /** The same as it is now, as far as the mode manages it. Equal to `desired` where there is nothing to do. */
  readonly live: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
}

/** One line of a preview. */
export interface Change {
  /** The object's key, for example `table app.orders`. */
  readonly object: string;
  /** PostgreSQL's words, for example `shop_readonly gains SELECT`. */
  readonly text: string;
  /** Why, for example `declared` or `not declared`. */
  readonly reason: string;
}

/** What is to be done to turn the live model into the desired one. An empty plan means that they agree. */
export interface Plan {
  readonly changes: readonly Change[];
  readonly statements: readonly PlannedStatement[];
  /** Sentences of the preview's summary. */
  readonly summary: readonly string[];
  /** The live model that the plan was made on: it says what the managing role may do. */
  readonly model?: DatabaseModel;
}

/** Something wrong with a declaration: where, and what. */
export interface Problem {
  /** Property path, for example `schemas.app.roles.shop_app.tables[1]`. */
  readonly path: string;
  /** What is wrong and what to write instead. */
  readonly reason: string;
}
