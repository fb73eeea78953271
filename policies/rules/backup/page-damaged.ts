import { displayIdentifier } from "../../../postgres/sql/quote";
import { OPERATIONS } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "page-damaged",
  title: "The server has read pages that the disk had damaged",
  severity: "high",
  topic: "backup",
  scope: "object",
  world: "server",
  facts: ["pageChecks"],
  about: "databases whose pages have checksums",
  why: "What a damaged page held cannot be read any more, and the disk that damaged one damages others. The server counts such pages and writes them into its log; whoever reads neither loses the last backup that is whole.",
  fix: "Keep the backups that there are, find the pages in the server's log (or by pg_amcheck), restore them from a replica or a backup, and change the disk. Then SELECT pg_stat_reset() in the database begins to count anew.",
  withoutPalisade: OPERATIONS,
  references: ["https://www.postgresql.org/docs/current/checksums.html"],
  catalogue: ["B14"],
  check({ database, failures }) {
    if (failures === 0) return pass;
    return finding(
      { kind: "database", name: database },
      `${failures} ${failures === 1 ? "page" : "pages"} of database ${displayIdentifier(database)} did not match the checksum`,
    );
  },
});
