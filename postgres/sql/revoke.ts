import { type Grant, objectList, privilegeList } from "./grant";
import { quoteGrantees } from "./target";

/** What a REVOKE says. CASCADE is never implied: dependent grants are revoked by statements of their own. */
export interface Revoke extends Grant {
  /** Takes back only the right to pass the privileges on. @default false */
  readonly grantOptionOnly?: boolean;
}

/** `REVOKE [GRANT OPTION FOR] privileges ON kind objects FROM grantees`. */
export function revoke({ privileges, objects, grantees, grantOptionOnly }: Revoke): string {
  const option = grantOptionOnly === true ? "GRANT OPTION FOR " : "";
  return `REVOKE ${option}${privilegeList(privileges)} ON ${objectList(objects)} FROM ${quoteGrantees(grantees)}`;
}
