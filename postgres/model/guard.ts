/** When an event trigger fires: `pg_event_trigger.evtenabled`. `always`: also where `session_replication_role` is `replica`. */
export type TriggerState = "origin" | "replica" | "always" | "disabled";

/** An event trigger of the guard: one whose name or whose function is the guard's. */
export interface GuardTrigger {
  readonly name: string;
  readonly owner: string;
  /** For example `ddl_command_end`. */
  readonly event: string;
  /** The command tags it fires for, sorted; empty for all. */
  readonly tags: readonly string[];
  readonly state: TriggerState;
  /** The function that it calls. */
  readonly function: { readonly schema: string; readonly name: string };
}

/** A function in the guard's schema. */
export interface GuardFunction {
  readonly name: string;
  /** The arguments as `pg_get_function_identity_arguments` prints them; the guard's own functions have none. */
  readonly args: string;
  readonly owner: string;
  readonly language: string;
  /** What it returns, as `format_type` prints it. */
  readonly returns: string;
  readonly securityDefiner: boolean;
  /** The `SET` clauses (`name=value`). */
  readonly settings: readonly string[];
  /** The text as it is stored: compared letter by letter. */
  readonly source: string;
  /** Who beside the owner may execute it; `PUBLIC` is the empty string. */
  readonly grantees: readonly string[];
}

/** The guard over new tables, as a database has it. */
export interface LiveGuard {
  /** Whether the role that read the model may create event triggers. */
  readonly mayCreate: boolean;
  /** The guard's schema; absent where there is none. */
  readonly schema?: { readonly owner: string; readonly grantees: readonly string[] };
  /** Sorted by name. */
  readonly triggers: readonly GuardTrigger[];
  /** Sorted by name. */
  readonly functions: readonly GuardFunction[];
}
