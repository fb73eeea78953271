import { grant, relation, role } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./table-open-to-requests";

const object = { ...relation("orders"), schema: "public" };
const roles = { role: [role({ name: "anon", login: false })] };

export default defineProof({
  rule,
  bad: { ...roles, grant: [grant({ object, grantee: "anon", rowSecurity: false })] },
  fixed: { ...roles, grant: [grant({ object, grantee: "anon", rowSecurity: true })] },
  notApplicable: { ...roles, grant: [grant({ object, rowSecurity: false })] },
  key: "table-open-to-requests:shop:table public.orders to anon",
  live: {
    kind: "sql",
    setup: ["CREATE ROLE anon", "CREATE TABLE public.orders (id bigint)"],
    bad: ["GRANT SELECT, INSERT ON public.orders TO anon"],
    fix: ["ALTER TABLE public.orders ENABLE ROW LEVEL SECURITY"],
    key: "$db:table public.orders to anon",
  },
  declaration: {
    kind: "none",
    because:
      "a program declares grants on tables that others make, and nothing of a table that RowSecurity does not protect",
  },
});
