import { database, role, setting } from "../../testing/factories";
import { APP, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./role-no-timeouts";

const server = {
  database: [database()],
  setting: [setting("statement_timeout", "0"), setting("idle_in_transaction_session_timeout", "60000")],
};

export default defineProof({
  rule,
  bad: { ...server, role: [role({ settings: { statement_timeout: "0" } })] },
  fixed: { ...server, role: [role({ settings: { statement_timeout: "30s" } })] },
  notApplicable: { ...server, role: [role({ login: false })] },
  key: "role-no-timeouts:role app",
  live: {
    kind: "sql",
    setup: [...ROLES, `ALTER ROLE ${APP} SET idle_in_transaction_session_timeout = '60s'`],
    bad: [`ALTER ROLE ${APP} SET statement_timeout = 0`],
    fix: [`ALTER ROLE ${APP} SET statement_timeout = '30s'`],
    key: `role ${APP}`,
  },
});
