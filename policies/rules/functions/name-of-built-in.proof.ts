import { DATABASE } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./name-of-built-in";

const lower = {
  database: DATABASE,
  kind: "function",
  schema: "public",
  name: "lower",
  args: "character varying",
  owner: "app",
} as const;

export default defineProof({
  rule,
  bad: { namesake: [lower] },
  fixed: { namesake: [{ ...lower, schema: "app" }] },
  notApplicable: { namesake: [{ ...lower, owner: "rdsadmin" }] },
  key: "name-of-built-in:shop:function public.lower(character varying)",
  live: {
    kind: "sql",
    bad: [
      "CREATE FUNCTION public.joined(text, integer) RETURNS text LANGUAGE sql AS 'SELECT $1 OPERATOR(pg_catalog.||) $2::text'",
      "CREATE OPERATOR public.+ (LEFTARG = text, RIGHTARG = integer, FUNCTION = public.joined)",
    ],
    fix: ["DROP OPERATOR public.+ (text, integer)"],
    key: "$db:operator public.+(text, integer)",
  },
});
