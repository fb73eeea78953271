import type * as pulumi from "@pulumi/pulumi";
import type { LoginRoleArgs } from "./args";

/** What the roles are for, with the defaults that fit it. Another part is another entry. */
export interface RolePart {
  /** The argument's and the output's name. */
  readonly key: "owner" | "app" | "readonly";
  /** What the default name ends with. */
  readonly suffix: string;
  readonly connectionLimit: number;
  readonly statementTimeout: string;
  readonly lockTimeout: string;
  readonly idleInTransactionTimeout: string;
}

/** How many sessions the role may have: the given number, or the part's. */
export function limitOf(part: RolePart, { connectionLimit }: LoginRoleArgs): pulumi.Input<number> {
  return connectionLimit ?? part.connectionLimit;
}

/** See {@link RolePart}. The reasons for the defaults stand at `LoginRoleArgs`. */
export const ROLE_PARTS: readonly RolePart[] = [
  {
    key: "owner",
    suffix: "_owner",
    connectionLimit: 5,
    statementTimeout: "1d",
    lockTimeout: "5s",
    idleInTransactionTimeout: "10min",
  },
  {
    key: "app",
    suffix: "_app",
    connectionLimit: 50,
    statementTimeout: "30s",
    lockTimeout: "5s",
    idleInTransactionTimeout: "60s",
  },
  {
    key: "readonly",
    suffix: "_readonly",
    connectionLimit: 10,
    statementTimeout: "5min",
    lockTimeout: "5s",
    idleInTransactionTimeout: "60s",
  },
];
