import type { ConnectionSettings } from "../../postgres/connect/settings";

/** Where the parent leaves an {@link Order} as JSON: a password has no place in a process list. */
export const ORDER_VARIABLE = "PALISADE_BENCH_ORDER";

/** The mark that the child's launcher sets when Node is up and nothing of ours is loaded. */
export const NODE_IS_UP = "node is up";

/** What a child is to do. */
export interface Order {
  readonly settings: ConnectionSettings;
  readonly access: unknown;
  /** Without it, privileges alone. */
  readonly rowSecurity?: unknown;
  readonly action: "check" | "apply";
}

/** What a child did, in the seconds since its process began. */
export interface Done {
  /** Node is up. */
  readonly up: number;
  /** Our code is loaded. */
  readonly loaded: number;
  /** The declaration is parsed, the connection open. For `check` alone. */
  readonly connected?: number;
  /** The catalog is in memory. For `check` alone. */
  readonly read?: number;
  /** The plan is made. For `check` alone. */
  readonly planned?: number;
  readonly end: number;
  /** How many statements the plans had: none where nothing drifted. */
  readonly statements: number;
  /** Problems for which the declaration or its plan was refused: none. */
  readonly refused: number;
  /** Seconds from the plan to the reading that verifies it: the statements, with what precedes them. For `apply` alone. */
  readonly statementSeconds?: number;
}
