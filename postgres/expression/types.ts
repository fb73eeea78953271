import type { PolicyCommand } from "../model/row-security";

/** A node of PostgreSQL's parse tree as libpg-query gives it: one key, the node's type, over its fields. */
export type Node = Readonly<Record<string, unknown>>;

/** A policy's expression that is one expression and nothing else. Only {@link ExpressionParser} makes one. */
export interface ParsedExpression {
  /** What the user wrote. */
  readonly text: string;
  /**
   * The same without comments and surrounding space: what may stand in `USING (…)`. Whatever it holds, it cannot end
   * the parentheses around it, and its meaning doesn't depend on `standard_conforming_strings`.
   */
  readonly sql: string;
  /** PostgreSQL's raw parse tree, without locations: equal for texts that differ in formatting only. */
  readonly tree: Node;
}

/** Why a text cannot be a policy's expression. */
export interface ExpressionProblem {
  /** What is wrong and what to write instead; the server's own words where its parser refuses. */
  readonly message: string;
  /** Where, counted in characters from 1, as PostgreSQL counts; absent where the whole text is meant. */
  readonly position?: number;
}

/**
 * Reads one policy expression. Never throws for what a user can write.
 *
 * @param longest characters, more than which are refused. What stands on a server or in a migration is read whatever its length.
 * @default MAX_EXPRESSION
 */
export type ExpressionParser = (
  text: string,
  longest?: number,
) => { readonly expression: ParsedExpression } | { readonly problem: ExpressionProblem };

/** A clause of CREATE POLICY. */
export type PolicyClause = "using" | "withCheck";

/** A policy of the user's own, its expressions parsed. */
export interface DeclaredPolicy {
  readonly name: string;
  readonly command: PolicyCommand;
  readonly permissive: boolean;
  /** The roles it applies to; `PUBLIC` (the empty string) for all. */
  readonly roles: readonly string[];
  readonly using?: ParsedExpression;
  readonly withCheck?: ParsedExpression;
}

/** A function as far as a policy is concerned. */
export interface FunctionFact {
  readonly schema: string;
  readonly name: string;
  /** Identity arguments as the server prints them. */
  readonly args: string;
  readonly volatility: "immutable" | "stable" | "volatile";
  readonly securityDefiner: boolean;
  readonly language: string;
  readonly kind: "function" | "aggregate" | "window" | "procedure";
  readonly returnsSet: boolean;
  /** How many arguments a call may have. `Infinity` for VARIADIC. */
  readonly arguments: { readonly least: number; readonly most: number };
  /** True where its body, or that of a function it calls, reads a setting or the current user. */
  readonly readsSetting: boolean;
}

/** What the live server says about the names in some expressions. Read by {@link readServerFacts}. */
export interface ServerFacts {
  /** `server_version_num`. */
  readonly version: number;
  /** By the name as called (see `functionsIn`): every function that a call of that name can mean. */
  readonly functions: ReadonlyMap<string, readonly FunctionFact[]>;
  /** By the name as read (see `relationsIn`): the columns of each relation that a sub-select reads. */
  readonly relations: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What the judge must know beside the policies. */
export interface PolicyFacts {
  readonly server: ServerFacts;
  /** The tables on which all judged policies are. */
  readonly tables: readonly { readonly schema: string; readonly name: string }[];
  /** The columns that tell tenants apart; all of them must be compared. */
  readonly tenantColumns: readonly string[];
  /** The roles that stand for a tenant, and every role they are members of: a policy's role binds its members too. */
  readonly tenantRoles: readonly string[];
  /** The roles that a request can run as; absent where nobody knows them. */
  readonly roles?: ReadonlySet<string>;
  /** Whether these tables have the default tenant policy: permissive, FOR ALL, to every tenant role. */
  readonly defaultPolicy: boolean;
}

/** One thing wrong with a declared policy. */
export interface PolicyFinding {
  /** Stable, kebab-case: the name by which a waiver names it. One of {@link POLICY_FINDINGS}. */
  readonly id: string;
  /** The name of the policy. */
  readonly policy: string;
  /** Absent where the policy as a whole is meant. */
  readonly clause?: PolicyClause;
  /** What is wrong, and what comes of it. */
  readonly sentence: string;
  /** What to write instead. */
  readonly fix: string;
  /** False where the server would refuse the policy anyway, or it could never work: no reason makes it right. */
  readonly waivable: boolean;
}

/** A finding that somebody has looked at. */
export interface PolicyWaiver {
  readonly policy: string;
  readonly finding: string;
  readonly reason: string;
}

/** Expressions whose stored form is asked for, and the table on which they would stand. */
export interface StoredFormQuestion {
  /** The table, which must exist. */
  readonly table: { readonly schema: string; readonly name: string };
  /** The policy's name: part of the answer's key, nothing else. */
  readonly policy: string;
  readonly using?: ParsedExpression;
  readonly withCheck?: ParsedExpression;
}

/** What `pg_policy` would hold, as `pg_get_expr` prints it under the pinned search_path; `null` for a clause that isn't there. */
export interface StoredForm {
  readonly using: string | null;
  readonly withCheck: string | null;
}

/** The answers to {@link StoredFormQuestion}s. */
export interface StoredForms {
  /** By {@link storedFormKey} of table and policy. */
  readonly forms: ReadonlyMap<string, StoredForm>;
  /** What the server refuses, by the same key, in its own words: an unknown function, a column of another type, an aggregate … */
  readonly problems: ReadonlyMap<string, string>;
}
