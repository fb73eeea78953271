import { database } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./database-setting-unsafe";

const here = (what: string) =>
  `DO $$BEGIN EXECUTE format('ALTER DATABASE %I ${what}', current_database()); END$$`;

export default defineProof({
  rule,
  bad: { database: [database({ settings: { session_replication_role: "replica" } })] },
  fixed: { database: [database({ settings: { session_replication_role: "origin" } })] },
  notApplicable: { database: [database()] },
  key: "database-setting-unsafe:database shop",
  live: {
    kind: "sql",
    // Twice, so that the fix of the finding must end both.
    bad: [
      here("SET session_replication_role = replica"),
      "ALTER ROLE ALL SET session_replication_role = replica",
    ],
    fix: [here("RESET session_replication_role"), "ALTER ROLE ALL RESET session_replication_role"],
    key: "database $db",
  },
  declaration: { kind: "none", because: "a program's resources tell no settings of a database" },
});
