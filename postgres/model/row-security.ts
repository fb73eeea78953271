/** The commands that a policy can be for. */
export type PolicyCommand = "ALL" | "SELECT" | "INSERT" | "UPDATE" | "DELETE";

/** One policy of a table. */
export interface Policy {
  readonly name: string;
  readonly permissive: boolean;
  readonly command: PolicyCommand;
  /** The roles it applies to, sorted; `PUBLIC` is the empty string. */
  readonly roles: readonly string[];
  /** The USING expression in PostgreSQL's stored form (`pg_get_expr`), or `null` where there is none. */
  readonly using: string | null;
  /** The WITH CHECK expression in PostgreSQL's stored form, or `null` where there is none. */
  readonly withCheck: string | null;
}

/** The row-level security of one table. */
export interface TableSecurity {
  readonly enabled: boolean;
  readonly forced: boolean;
  readonly policies: readonly Policy[];
  /** For each usable index (valid, no predicate), its leading key column; `null` for an expression. Read only with `columns`. */
  readonly leadingIndexColumns?: readonly (string | null)[];
}
