import { grant, privileges, relation, view } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./view-exposes-users";

const people = { object: relation("people", "view"), securityInvoker: false };
const open = grant({ object: people.object, grantee: "anon", privileges: privileges("SELECT") });

export default defineProof({
  rule,
  bad: { view: [view({ ...people, reads: ["shop:table auth.users"] })], grant: [open] },
  fixed: {
    view: [view({ ...people, reads: ["shop:table auth.users"] })],
    grant: [{ ...open, privileges: privileges("INSERT") }],
  },
  notApplicable: { view: [view(people)], grant: [open] },
  key: "view-exposes-users:shop:view app.people",
  live: {
    kind: "sql",
    setup: [
      "CREATE ROLE anon",
      "CREATE ROLE authenticated",
      "CREATE SCHEMA auth",
      "CREATE TABLE auth.users (id uuid PRIMARY KEY, email text)",
      // The table is read through another view.
      "CREATE VIEW auth.known AS SELECT * FROM auth.users",
      "CREATE VIEW public.people AS SELECT id, email FROM auth.known",
    ],
    bad: ["GRANT SELECT ON public.people TO anon, authenticated"],
    fix: ["REVOKE SELECT ON public.people FROM anon, authenticated"],
    key: "$db:view public.people",
  },
});
