import { defineAttack, EVERYONE } from "../../attack";

export default defineAttack({
  id: "import-server-file",
  title: "Imports a server's file as a large object",
  family: "server",
  severity: "critical",
  as: EVERYONE,
  target: "database",
  why: "lo_import and lo_export read and write files as the server's account.",
  defence: "no EXECUTE on lo_import and lo_export but for superusers",
  fix: "REVOKE EXECUTE ON FUNCTION lo_import(text), lo_import(text, oid), lo_export(oid, text) FROM the role and from PUBLIC",
  run: (context) =>
    context.attempt({
      statements: ["SELECT pg_catalog.lo_import('/dev/null')"],
      evidence: "read a file of the server",
    }),
});
