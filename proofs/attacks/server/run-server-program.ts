import { defineAttack, EVERYONE } from "../../attack";
import { scratchTable } from "../scratch";

/** The program is the shell's own `exit 0`: it does nothing, on every operating system. */
export default defineAttack({
  id: "run-server-program",
  title: "Runs a program on the server (COPY … PROGRAM)",
  family: "server",
  severity: "critical",
  as: EVERYONE,
  target: "database",
  breaches: { "38000": "the program was run" },
  why: "A program run as the server's account is the whole server.",
  defence: "no membership in pg_execute_server_program",
  fix: "REVOKE pg_execute_server_program FROM the role; take SUPERUSER from it",
  run: (context) => {
    const { prepare, table } = scratchTable(context.attacker.role);
    return context.attempts([
      { statements: ["COPY (SELECT WHERE false) TO PROGRAM 'exit 0'"], evidence: "ran a program" },
      { prepare, statements: [`COPY ${table} FROM PROGRAM 'exit 0'`], evidence: "ran a program" },
    ]);
  },
});
