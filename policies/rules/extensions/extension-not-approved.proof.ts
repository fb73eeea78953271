import { DATABASE } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import { extensionResource } from "../../testing/twin";
import rule from "./extension-not-approved";

export default defineProof({
  rule,
  options: { approved: ["pgcrypto", "citext"] },
  bad: { extension: [{ database: DATABASE, name: "pg_trgm" }] },
  fixed: { extension: [{ database: DATABASE, name: "citext" }] },
  notApplicable: { extension: [] },
  key: "extension-not-approved:shop:extension pg_trgm",
  live: {
    kind: "sql",
    bad: ["CREATE EXTENSION pg_trgm SCHEMA public"],
    fix: ["DROP EXTENSION pg_trgm"],
    key: "$db:extension pg_trgm",
  },
  declaration: {
    kind: "resources",
    server: ["CREATE SCHEMA extensions"],
    bad: [extensionResource({ name: "pg_trgm" })],
    fixed: [extensionResource({ name: "citext" })],
  },
});
