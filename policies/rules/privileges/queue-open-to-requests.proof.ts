import { grant, privileges, relation, role } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./queue-open-to-requests";

const object = { ...relation("q_mails"), schema: "pgmq" };
const roles = { role: [role({ name: "authenticated", login: false })] };
const held = { object, grantee: "authenticated", rowSecurity: false };

export default defineProof({
  rule,
  bad: { ...roles, grant: [grant({ ...held, privileges: privileges("SELECT") })] },
  fixed: { ...roles, grant: [grant({ ...held, privileges: 0 })] },
  notApplicable: { ...roles, grant: [grant({ rowSecurity: false })] },
  key: "queue-open-to-requests:shop:table pgmq.q_mails to authenticated",
  live: {
    kind: "sql",
    setup: [
      "CREATE ROLE authenticated",
      "CREATE SCHEMA pgmq",
      // As pgmq.create makes it.
      "CREATE TABLE pgmq.q_mails (msg_id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, read_ct int DEFAULT 0 NOT NULL, enqueued_at timestamptz DEFAULT now() NOT NULL, vt timestamptz NOT NULL, message jsonb)",
    ],
    bad: ["GRANT SELECT ON pgmq.q_mails TO authenticated"],
    fix: ["REVOKE SELECT ON pgmq.q_mails FROM authenticated"],
    key: "$db:table pgmq.q_mails to authenticated",
  },
  declaration: {
    kind: "none",
    because:
      "a program declares grants on tables that others make, and nothing of a table that RowSecurity does not protect",
  },
});
