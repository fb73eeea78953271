import { defineProof } from "../../testing/proof";
import rule from "./page-damaged";

export default defineProof({
  rule,
  bad: { pageChecks: [{ database: "shop", failures: 3 }] },
  fixed: { pageChecks: [{ database: "shop", failures: 0 }] },
  notApplicable: { pageChecks: [] },
  key: "page-damaged:database shop",
  live: {
    kind: "as-is",
    provenBy: "damaged-page",
    because: "a page is damaged in the file of a table, while the server is stopped",
    finds: () => false,
  },
  example: {
    language: "sql",
    bad: [
      "SELECT datname, checksum_failures FROM pg_stat_database WHERE checksum_failures > 0;",
      "-- shop | 3",
    ],
    fixed: [
      "SELECT datname, checksum_failures FROM pg_stat_database WHERE checksum_failures > 0;",
      "-- no rows",
    ],
  },
});
