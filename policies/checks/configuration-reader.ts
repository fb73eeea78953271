import { type PrivilegeSet, privilegeSet } from "../../postgres/model/privileges";
import type { Facts } from "../facts/facts";
import type { SystemGrantFact } from "../facts/privileges";
import { roleGraph } from "../facts/role-graph";

/** The views of the server's configuration files, and the functions behind them. */
const CONFIGURATION: ReadonlySet<string> = new Set([
  "pg_file_settings",
  "pg_hba_file_rules",
  "pg_ident_file_mappings",
  "pg_show_all_file_settings",
]);

/** What reading takes: SELECT on the views, EXECUTE on the functions. */
const READING: PrivilegeSet = privilegeSet(["SELECT", "EXECUTE"]);

/**
 * Whether a grant does no more than let somebody read the configuration files who was made a reader of the configuration
 * already: a member of pg_read_all_settings, as an auditor is. PostgreSQL has no predefined role for these views.
 */
export function readsConfiguration({ object, grantee, gained }: SystemGrantFact, facts: Facts): boolean {
  return (
    object.schema === "pg_catalog" &&
    CONFIGURATION.has(object.name ?? "") &&
    (gained & ~READING) === 0 &&
    roleGraph(facts).reachable(grantee).has("pg_read_all_settings")
  );
}
