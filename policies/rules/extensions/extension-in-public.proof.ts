import { DATABASE } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import { extensionResource } from "../../testing/twin";
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
  declaration: {
    kind: "resources",
    server: ["CREATE SCHEMA extensions"],
    bad: [extensionResource({ name: "citext", schema: "public" })],
    fixed: [extensionResource({ name: "citext" })],
  },
});
