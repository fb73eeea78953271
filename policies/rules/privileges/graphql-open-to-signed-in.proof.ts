import { DATABASE, grant, privileges, relation } from "../../testing/factories";
import { PG_GRAPHQL } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { extensionResource, grantResource } from "../../testing/twin";
import rule from "./graphql-open-to-signed-in";

const object = { ...relation("orders"), schema: "public" };
const extension = [{ database: DATABASE, name: "pg_graphql" }];
const declaredExtension = extensionResource({ name: "pg_graphql" });

export default defineProof({
  rule,
  bad: { extension, grant: [grant({ object, grantee: "authenticated" })] },
  fixed: {
    extension,
    grant: [
      grant({ object, grantee: "authenticated", privileges: privileges("INSERT", "UPDATE", "DELETE") }),
    ],
  },
  notApplicable: { grant: [grant({ object, grantee: "authenticated" })] },
  key: "graphql-open-to-signed-in:shop:table public.orders to authenticated",
  live: {
    kind: "sql",
    setup: [PG_GRAPHQL, "CREATE ROLE authenticated", "CREATE TABLE public.orders (id bigint)"],
    bad: ["GRANT SELECT ON public.orders TO authenticated"],
    fix: ["REVOKE SELECT ON public.orders FROM authenticated"],
    key: "$db:table public.orders to authenticated",
  },
  declaration: {
    kind: "resources",
    server: ["CREATE ROLE authenticated", "CREATE TABLE public.orders (id bigint)"],
    bad: [
      declaredExtension,
      grantResource({ role: "authenticated", schema: "public", privileges: ["INSERT", "SELECT"] }),
    ],
    fixed: [
      declaredExtension,
      grantResource({ role: "authenticated", schema: "public", privileges: ["INSERT"] }),
    ],
    instead: {
      because: "the servers of the tests do not have pg_graphql",
      bad: [PG_GRAPHQL, "GRANT INSERT, SELECT ON public.orders TO authenticated"],
      fixed: [PG_GRAPHQL, "GRANT INSERT ON public.orders TO authenticated"],
    },
  },
});
