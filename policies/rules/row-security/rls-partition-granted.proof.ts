import { grant, relation, table } from "../../testing/factories";
import { APP, OWNER, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./rls-partition-granted";

const bare = { enabled: false, forced: false, policies: [] };
const object = relation("orders_2026");
const partition = table({ object, partition: true, rowSecurity: bare });

export default defineProof({
  rule,
  bad: { table: [partition], grant: [grant({ object, partition: true })] },
  fixed: { table: [partition], grant: [] },
  notApplicable: { table: [{ ...partition, partition: false }], grant: [grant({ object })] },
  key: "rls-partition-granted:shop:table app.orders_2026 to app",
  live: {
    kind: "sql",
    setup: [
      ...ROLES,
      `CREATE SCHEMA app AUTHORIZATION ${OWNER}`,
      "CREATE TABLE app.orders (tenant_id uuid NOT NULL, day date NOT NULL) PARTITION BY RANGE (day)",
      "CREATE TABLE app.orders_2026 PARTITION OF app.orders FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
    ],
    bad: [`GRANT SELECT ON app.orders_2026 TO ${APP}`],
    fix: [`REVOKE SELECT ON app.orders_2026 FROM ${APP}`],
    key: `$db:table app.orders_2026 to ${APP}`,
  },
  declaration: {
    kind: "none",
    because:
      "a program declares no tables: of one that RowSecurity protects it does not say whether it is a partition",
  },
});
