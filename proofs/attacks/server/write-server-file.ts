import { defineAttack, EVERYONE } from "../../attack";

/** Nothing is written even where it gets through: no row, into the null device. */
export default defineAttack({
  id: "write-server-file",
  title: "Writes the server's files",
  family: "server",
  severity: "critical",
  as: EVERYONE,
  target: "database",
  why: "Whoever writes files as the server's account owns the server.",
  defence: "no membership in pg_write_server_files",
  fix: "REVOKE pg_write_server_files FROM the role; take SUPERUSER from it",
  run: (context) =>
    context.attempt({
      statements: ["COPY (SELECT WHERE false) TO '/dev/null'"],
      evidence: "may write files of the server",
    }),
});
