import { defineAttack, EVERYONE } from "../../attack";
import { SCRATCH, scratchSchema } from "../scratch";

export default defineAttack({
  id: "create-event-trigger",
  title: "Puts an event trigger on the database",
  family: "schema changes",
  severity: "critical",
  as: EVERYONE,
  target: "database",
  why: "An event trigger runs in everybody's session, the administrator's included, with that session's rights.",
  defence: "event triggers are for superusers (on managed services: for the administrator's role)",
  fix: "take SUPERUSER from the role, and take it out of the service's administrator role",
  run: (context) =>
    context.attempt({
      prepare: [
        ...scratchSchema(context.attacker.role),
        `CREATE FUNCTION ${SCRATCH}.guard() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'`,
        `GRANT EXECUTE ON FUNCTION ${SCRATCH}.guard() TO PUBLIC`,
      ],
      statements: [
        `CREATE EVENT TRIGGER palisade_proof ON ddl_command_end EXECUTE FUNCTION ${SCRATCH}.guard()`,
      ],
      evidence: "made an event trigger",
    }),
});
