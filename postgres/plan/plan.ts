/** One statement of a plan, and why it is there. */
export interface PlannedStatement {
  readonly sql: string;
  /** For progress lines and error texts, for example `shop_readonly loses UPDATE on 3 tables in app`. */
  readonly reason: string;
  /** The role that must make the statement, where it is not the one that logged in. */
  readonly actAs?: string;
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
}

/** Something wrong with a declaration: where, and what. */
export interface Problem {
  /** Property path, for example `schemas.app.roles.shop_app.tables[1]`. */
  readonly path: string;
  /** What is wrong and what to write instead. */
  readonly reason: string;
}
