import { defineAttack, EVERYONE } from "../../attack";

/** The library is one that every server has loaded anyway. */
export default defineAttack({
  id: "load-library",
  title: "Loads a library into the server",
  family: "server",
  severity: "critical",
  as: EVERYONE,
  target: "database",
  looks: true,
  why: "A library is code inside the server process.",
  defence: "LOAD of arbitrary libraries is for superusers",
  fix: "take SUPERUSER from the role",
  run: (context) => context.attempt({ statements: ["LOAD '$libdir/plpgsql'"], evidence: "loaded a library" }),
});
