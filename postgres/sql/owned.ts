import { quoteIdentifier } from "./quote";

/** `REASSIGN OWNED BY role TO heir`: everything that the role owns in the current database, and its databases and tablespaces. */
export function reassignOwned(role: string, heir: string): string {
  return `REASSIGN OWNED BY ${quoteIdentifier(role)} TO ${quoteIdentifier(heir)}`;
}

/** `DROP OWNED BY role`: its privileges in the current database and what it still owns there; after {@link reassignOwned} only privileges are left. */
export function dropOwned(role: string): string {
  return `DROP OWNED BY ${quoteIdentifier(role)}`;
}
