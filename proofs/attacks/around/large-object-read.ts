import { defineAttack, EVERYONE } from "../../attack";

const ANYONES = "palisade.large_object";

/** Large objects have an access list each and no policy at all. The one that is attacked is made up for it. */
export default defineAttack({
  id: "large-object-read",
  title: "Reads, changes or deletes somebody else's large object",
  family: "ways around",
  severity: "high",
  as: EVERYONE,
  target: "database",
  why: "Files kept as large objects belong to tenants as rows do, but row security does not reach them.",
  defence: "large objects that are granted to nobody, and lo_compat_privileges = off (PostgreSQL's default)",
  fix: "set lo_compat_privileges = off; keep tenants' files in a bytea column under row security",
  run: (context) => {
    const its = `pg_catalog.current_setting('${ANYONES}')::oid`;
    return context.attempts(
      [
        `SELECT pg_catalog.length(pg_catalog.lo_get(${its}))`,
        `SELECT pg_catalog.lo_put(${its}, 0, '')`,
        `SELECT pg_catalog.lo_unlink(${its})`,
      ].map((statement) => ({
        prepare: [`SELECT pg_catalog.set_config('${ANYONES}', pg_catalog.lo_from_bytea(0, '')::text, true)`],
        statements: [statement],
        evidence: "reached a large object of another role",
      })),
    );
  },
});
