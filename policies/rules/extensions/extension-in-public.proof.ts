import { DATABASE } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./extension-in-public";

export default defineProof({
  rule,
  bad: { extension: [{ database: DATABASE, name: "citext", schema: "public" }] },
  fixed: { extension: [{ database: DATABASE, name: "citext", schema: "extensions" }] },
  notApplicable: { extension: [{ database: DATABASE, name: "citext" }] },
  key: "extension-in-public:shop:extension citext",
  live: {
    kind: "sql",
    bad: ["CREATE EXTENSION citext SCHEMA public"],
    fix: ["CREATE SCHEMA extensions", "ALTER EXTENSION citext SET SCHEMA extensions"],
    key: "$db:extension citext",
  },
});
