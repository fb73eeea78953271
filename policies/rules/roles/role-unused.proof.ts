import { role } from "../../testing/factories";
import { APP, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./role-unused";

export default defineProof({
  rule,
  bad: { role: [role({ unused: true })] },
  fixed: { role: [role({ unused: false })] },
  notApplicable: { role: [role({ unused: true, login: false })] },
  key: "role-unused:role app",
  live: { kind: "sql", bad: ROLES, fix: [`GRANT pg_monitor TO ${APP}`], key: `role ${APP}` },
  declaration: {
    kind: "none",
    because: "what a role owns and holds in all databases of a server no program says",
  },
});
