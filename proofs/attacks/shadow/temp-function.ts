import { defineAttack, EVERYONE } from "../../attack";

/** A function of one's own is what leaks need that built-in functions do not serve for. */
export default defineAttack({
  id: "temp-function",
  title: "Makes a temporary function of its own",
  family: "shadowing",
  severity: "medium",
  as: EVERYONE,
  target: "database",
  why: "With a function of its own a role can leak what it is shown only in passing (CVE-2026-120154 and its kin), and trap functions that trust the search_path.",
  defence: "no TEMPORARY privilege on the database for low-trust roles (PUBLIC has it by default)",
  fix: "REVOKE TEMPORARY ON DATABASE … FROM PUBLIC and from the role",
  run: (context) =>
    context.attempt({
      statements: ["CREATE FUNCTION pg_temp.palisade_proof() RETURNS int LANGUAGE sql AS 'SELECT 1'"],
      evidence: "made a function",
    }),
});
