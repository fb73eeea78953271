import { quoteLiteral } from "../../../postgres/sql/quote";
import { defineAttack, EVERYONE } from "../../attack";
import { heldBack, reached } from "../../observation";

/** Functions that act on the whole server and that PostgreSQL gives to nobody by default. */
const FUNCTIONS = [
  "pg_reload_conf",
  "pg_rotate_logfile",
  "pg_promote",
  "pg_switch_wal",
  "pg_create_restore_point",
  "pg_wal_replay_pause",
  "pg_stat_reset",
  "pg_stat_reset_shared",
] as const;

/** Asked of the server without calling: none of them can be taken back. */
export default defineAttack({
  id: "control-server",
  title: "Calls functions that control the whole server",
  family: "server",
  severity: "high",
  as: EVERYONE,
  target: "database",
  looks: true,
  why: "Reloading, promoting, switching files and wiping statistics stop or blind the whole server, not one database.",
  defence: "no EXECUTE on control functions but for superusers and monitoring",
  fix: "REVOKE EXECUTE ON FUNCTION pg_reload_conf(), … FROM the role and from PUBLIC",
  run: (context) =>
    context.attempt({
      statements: [
        `SELECT coalesce(bool_or(pg_catalog.has_function_privilege(p.oid, 'EXECUTE')), false) AS held
           FROM pg_catalog.pg_proc p
          WHERE p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace
            AND p.proname IN (${FUNCTIONS.map((name) => quoteLiteral(name)).join(", ")})`,
      ],
      read: ([row]) =>
        row?.["held"] === true
          ? reached("may call a function that controls the server")
          : heldBack("may call none of them"),
    }),
});
