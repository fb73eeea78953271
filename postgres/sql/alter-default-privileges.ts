import type { DefaultKind } from "../model/model";
import type { PrivilegeSet } from "../model/privileges";
import { privilegeList } from "./grant";
import { quoteIdentifier } from "./quote";
import { quoteGrantees } from "./target";

/** What an ALTER DEFAULT PRIVILEGES says. */
export interface AlterDefaultPrivileges {
  /** Whose objects to come are meant. */
  readonly owner: string;
  /** Absent: the whole database. */
  readonly schema?: string;
  readonly action: "GRANT" | "REVOKE";
  readonly privileges: PrivilegeSet;
  readonly kind: DefaultKind;
  readonly grantees: readonly string[];
}

/** `ALTER DEFAULT PRIVILEGES FOR ROLE … [IN SCHEMA …] GRANT … ON … TO …` (or REVOKE … FROM …). */
export function alterDefaultPrivileges(change: AlterDefaultPrivileges): string {
  const schema = change.schema === undefined ? "" : ` IN SCHEMA ${quoteIdentifier(change.schema)}`;
  const direction = change.action === "GRANT" ? "TO" : "FROM";
  return (
    `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoteIdentifier(change.owner)}${schema} ${change.action} ` +
    `${privilegeList(change.privileges)} ON ${change.kind.toUpperCase()} ${direction} ${quoteGrantees(change.grantees)}`
  );
}
