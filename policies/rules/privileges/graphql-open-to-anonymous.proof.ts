import { DATABASE, grant, privileges, relation } from "../../testing/factories";
import { PG_GRAPHQL } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { extensionResource, grantResource } from "../../testing/twin";
import rule from "./graphql-open-to-anonymous";

const object = { ...relation("orders"), schema: "public" };
const extension = [{ database: DATABASE, name: "pg_graphql" }];
const declaredExtension = extensionResource({ name: "pg_graphql" });

export default defineProof({
  rule,
  bad: { extension, grant: [grant({ object, grantee: "anon" })] },
  fixed: {
    extension,
    grant: [grant({ object, grantee: "anon", privileges: privileges("INSERT", "UPDATE", "DELETE") })],
  },
  notApplicable: { grant: [grant({ object, grantee: "anon" })] },
  key: "graphql-open-to-anonymous:shop:table public.orders to anon",
  live: {
    kind: "sql",
    setup: [PG_GRAPHQL, "CREATE ROLE anon", "CREATE TABLE public.orders (id bigint)"],
    bad: ["GRANT SELECT ON public.orders TO anon"],
    fix: ["REVOKE SELECT ON public.orders FROM anon"],
    key: "$db:table public.orders to anon",
  },
  declaration: {
    kind: "resources",
    server: ["CREATE ROLE anon", "CREATE TABLE public.orders (id bigint)"],
    bad: [
      declaredExtension,
      grantResource({ role: "anon", schema: "public", privileges: ["INSERT", "SELECT"] }),
    ],
    fixed: [declaredExtension, grantResource({ role: "anon", schema: "public", privileges: ["INSERT"] })],
    instead: {
      because: "the servers of the tests do not have pg_graphql",
      bad: [PG_GRAPHQL, "GRANT INSERT, SELECT ON public.orders TO anon"],
      fixed: [PG_GRAPHQL, "GRANT INSERT ON public.orders TO anon"],
    },
  },
});
