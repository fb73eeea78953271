import { defineAttack, EVERYONE } from "../../attack";

/** Before PostgreSQL 15 PUBLIC may create in schema public, and upgrades keep that. */
export default defineAttack({
  id: "create-in-public",
  title: "Creates a table in schema public",
  family: "schema changes",
  severity: "high",
  as: EVERYONE,
  target: "schema public",
  why: "Schema public is in everybody's search_path: what anybody puts there is found by name in others' sessions (CVE-2018-1058).",
  defence: "no CREATE privilege on schema public for anybody but its owner",
  fix: "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
  run: (context) =>
    context.attempt({ statements: ["CREATE TABLE public.palisade_proof ()"], evidence: "created a table" }),
});
