import { DATABASE } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./cast-between-built-in-types";

const cast = {
  database: DATABASE,
  source: "text",
  target: "integer",
  context: "implicit",
  builtIn: true,
  typeOwners: ["postgres", "postgres"],
} as const;

export default defineProof({
  rule,
  bad: { userCast: [cast] },
  fixed: { userCast: [{ ...cast, builtIn: false }] },
  notApplicable: { userCast: [] },
  key: "cast-between-built-in-types:shop:cast (text AS integer)",
  live: {
    kind: "sql",
    bad: ["CREATE CAST (text AS integer) WITH INOUT AS IMPLICIT"],
    fix: ["DROP CAST (text AS integer)"],
    key: "$db:cast (text AS integer)",
  },
});
