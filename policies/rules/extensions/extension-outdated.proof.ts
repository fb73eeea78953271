import { DATABASE } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./extension-outdated";

export default defineProof({
  rule,
  bad: { extension: [{ database: DATABASE, name: "pg_trgm", version: "1.5", available: "1.6" }] },
  fixed: { extension: [{ database: DATABASE, name: "pg_trgm", version: "1.6", available: "1.6" }] },
  notApplicable: { extension: [{ database: DATABASE, name: "pg_trgm" }] },
  key: "extension-outdated:shop:extension pg_trgm",
  live: {
    kind: "sql",
    bad: ["CREATE EXTENSION pg_trgm VERSION '1.3'"],
    fix: ["ALTER EXTENSION pg_trgm UPDATE"],
    key: "$db:extension pg_trgm",
  },
  declaration: { kind: "none", because: "which version a server has to offer only the server knows" },
});
