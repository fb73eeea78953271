import { DATABASE } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import { extensionResource } from "../../testing/twin";
import rule from "./extension-reaches-out";

export default defineProof({
  rule,
  bad: { extension: [{ database: DATABASE, name: "dblink" }] },
  fixed: { extension: [{ database: DATABASE, name: "citext" }] },
  notApplicable: { extension: [] },
  key: "extension-reaches-out:shop:extension dblink",
  live: {
    kind: "sql",
    bad: ["CREATE EXTENSION dblink SCHEMA public"],
    fix: ["DROP EXTENSION dblink"],
    key: "$db:extension dblink",
  },
  declaration: {
    kind: "resources",
    server: ["CREATE SCHEMA extensions"],
    bad: [extensionResource({ name: "dblink" })],
    fixed: [extensionResource({ name: "citext" })],
  },
});
