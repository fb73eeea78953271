import { type Grant, grantClause } from "./grant";
import { quoteGrantees } from "./target";

/** What a REVOKE says. */
export interface Revoke extends Omit<Grant, "grantOption"> {
  /** Takes back only the right to pass the privileges on. @default false */
  readonly grantOptionOnly?: boolean;
  /**
   * Also revokes what the grantees have passed on, which the caller must have displayed. Without it PostgreSQL refuses
   * where something was passed on. @default false
   */
  readonly cascade?: boolean;
}

/** `REVOKE [GRANT OPTION FOR] privileges ON kind objects FROM grantees [CASCADE]`. */
export function revoke({ privileges, objects, grantees, grantOptionOnly, cascade }: Revoke): string {
  const option = grantOptionOnly === true ? "GRANT OPTION FOR " : "";
  const end = cascade === true ? " CASCADE" : "";
  return `REVOKE ${option}${grantClause(privileges, objects)} FROM ${quoteGrantees(grantees)}${end}`;
}
