import { DATABASE, role } from "../../testing/factories";
import { APP, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./event-trigger-stranger";

const trigger = {
  database: DATABASE,
  name: "watch",
  owner: "dba",
  event: "ddl_command_end",
  enabled: true,
  extension: null,
  function: { schema: "app", name: "watch", owner: "dba" },
};

export default defineProof({
  rule,
  bad: { eventTrigger: [trigger], role: [role({ name: "dba", superuser: false })] },
  fixed: { eventTrigger: [trigger], role: [role({ name: "dba", superuser: true })] },
  notApplicable: { eventTrigger: [{ ...trigger, extension: "pg_graphql" }] },
  key: "event-trigger-stranger:shop:event trigger watch",
  live: {
    kind: "sql",
    setup: SHOP,
    bad: [
      "CREATE FUNCTION app.watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
      `ALTER FUNCTION app.watch() OWNER TO ${APP}`,
      "CREATE EVENT TRIGGER palisade_proof ON ddl_command_end EXECUTE FUNCTION app.watch()",
    ],
    fix: ["ALTER FUNCTION app.watch() OWNER TO CURRENT_USER"],
    key: "$db:event trigger palisade_proof",
  },
});
