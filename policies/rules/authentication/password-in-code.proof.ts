import { DATABASE } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./password-in-code";

const code = { database: DATABASE, texts: "code" } as const;

export default defineProof({
  rule,
  bad: {
    openText: [
      {
        ...code,
        secrets: [{ kind: "function", schema: "app", name: "sync", args: "", what: "the password of a URL" }],
      },
    ],
  },
  fixed: { openText: [{ ...code, secrets: [] }] },
  notApplicable: { openText: [{ ...code, texts: "comments", secrets: [] }] },
  key: "password-in-code:shop:function app.sync()",
  live: {
    kind: "sql",
    setup: ["CREATE SCHEMA app"],
    bad: [
      "CREATE FUNCTION app.sync() RETURNS text LANGUAGE sql AS $$ SELECT 'host=10.0.0.9 user=app password=hunter2' $$",
    ],
    fix: ["CREATE OR REPLACE FUNCTION app.sync() RETURNS text LANGUAGE sql AS $$ SELECT 'service=other' $$"],
    key: "$db:function app.sync()",
  },
});
