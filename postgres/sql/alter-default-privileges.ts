import type { DefaultKind } from "../model/model";
import type { PrivilegeSet } from "../model/privileges";
import { privilegeList } from "./grant";
import { quoteIdentifier } from "./quote";
import { quoteGrantees } from "./target";

/** What an ALTER DEFAULT PRIVILEGES says. */
export interface AlterDefaultPrivileges {
  /** Whose objects to come are meant. */
  readonly owner: string;
  /** Absent: the whole database. Schemas and large objects lie in no schema, so that for them PostgreSQL takes none. */
  readonly schema?: string;
  readonly action: "GRANT" | "REVOKE" | "REVOKE GRANT OPTION";
  /** GRANT: WITH GRANT OPTION. @default false */
  readonly grantOption?: boolean;
  readonly privileges: PrivilegeSet;
  readonly kind: DefaultKind;
  readonly grantees: readonly string[];
}

/** `ALTER DEFAULT PRIVILEGES FOR ROLE … [IN SCHEMA …] GRANT … ON … TO …` (or REVOKE … FROM …). */
export function alterDefaultPrivileges(change: AlterDefaultPrivileges): string {
  if (change.schema !== undefined && (change.kind === "schemas" || change.kind === "large objects"))
    throw new RangeError(`default privileges on ${change.kind} cannot be limited to a schema`);
  const schema = change.schema === undefined ? "" : ` IN SCHEMA ${quoteIdentifier(change.schema)}`;
  const direction = change.action === "GRANT" ? "TO" : "FROM";
  const action = change.action === "REVOKE GRANT OPTION" ? "REVOKE GRANT OPTION FOR" : change.action;
  const option = change.grantOption === true ? " WITH GRANT OPTION" : "";
  return (
    `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoteIdentifier(change.owner)}${schema} ${action} ` +
    `${privilegeList(change.privileges)} ON ${change.kind.toUpperCase()} ${direction} ${quoteGrantees(change.grantees)}${option}`
  );
}
