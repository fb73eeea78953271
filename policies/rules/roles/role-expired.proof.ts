import { role } from "../../testing/factories";
import { APP, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { roleResource } from "../../testing/twin";
import rule from "./role-expired";

export default defineProof({
  rule,
  bad: { role: [role({ validUntil: "2026-12-01T12:00:00Z" })] },
  fixed: { role: [role({ validUntil: "2026-12-01T12:00:01Z" })] },
  notApplicable: { role: [role({ validUntil: null })] },
  key: "role-expired:role app",
  live: {
    kind: "sql",
    setup: ROLES,
    bad: [`ALTER ROLE ${APP} VALID UNTIL '2026-11-30T00:00:00Z'`],
    fix: [`ALTER ROLE ${APP} VALID UNTIL '2027-11-30T00:00:00Z'`],
    key: `role ${APP}`,
  },
  declaration: {
    kind: "resources",
    bad: [roleResource({ validUntil: "2026-11-30" })],
    fixed: [roleResource({ validUntil: "2027-11-30" })],
  },
});
