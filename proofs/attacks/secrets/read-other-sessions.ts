import { defineAttack, EVERYONE } from "../../attack";
import { heldBack, reached } from "../../observation";

/**
 * The session that makes the proof belongs to the administrator, so to the attacker it is somebody else's: what it sees
 * of its own statement is what it would see of others'.
 */
export default defineAttack({
  id: "read-other-sessions",
  title: "Reads other roles' running statements",
  family: "secrets",
  severity: "medium",
  as: EVERYONE,
  target: "database",
  looks: true,
  why: "Statements hold what they are about: names, numbers, sometimes passwords.",
  defence: "no membership in pg_read_all_stats or pg_monitor",
  fix: "REVOKE pg_monitor, pg_read_all_stats FROM the role",
  run: (context) =>
    context.attempt({
      statements: [
        `SELECT coalesce(query <> '<insufficient privilege>', false) AS seen
           FROM pg_catalog.pg_stat_activity WHERE pid = pg_catalog.pg_backend_pid()`,
      ],
      read: ([row]) =>
        row?.["seen"] === true
          ? reached("saw another role's statement")
          : heldBack("saw that there is a session, not what it runs"),
    }),
});
