import { membership, role, table } from "../../testing/factories";
import { APP, OWNER, SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./role-member-of-table-owner";

export default defineProof({
  rule,
  bad: { role: [role()], membership: [membership({ role: "owner" })], table: [table()] },
  fixed: { role: [role()], membership: [membership({ role: "app_rw" })], table: [table()] },
  notApplicable: { role: [role()], membership: [membership({ role: "owner" })], table: [] },
  key: "role-member-of-table-owner:role app via owner",
  live: {
    kind: "sql",
    setup: SHOP,
    bad: [`GRANT ${OWNER} TO ${APP}`],
    fix: [`REVOKE ${OWNER} FROM ${APP}`],
    key: `role ${APP} via ${OWNER}`,
  },
  declaration: {
    kind: "none",
    because: "a program declares no tables: of one that RowSecurity protects it does not say who owns it",
  },
});
