import { grant, relation, table } from "../../testing/factories";
import { APP, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./foreign-table-exposes-tenants";

const object = relation("archive", "foreign table");
const { rowSecurity: _none, ...foreign } = table({ object });

export default defineProof({
  rule,
  bad: { table: [foreign], grant: [grant({ object })] },
  fixed: { table: [foreign], grant: [] },
  notApplicable: { table: [{ ...foreign, columns: [] }], grant: [grant({ object })] },
  key: "foreign-table-exposes-tenants:shop:foreign table app.archive to app",
  live: {
    kind: "sql",
    setup: [
      ...ROLES,
      "CREATE SCHEMA app",
      "CREATE FOREIGN DATA WRAPPER palisade_proof",
      "CREATE SERVER palisade_proof FOREIGN DATA WRAPPER palisade_proof",
      "CREATE FOREIGN TABLE app.archive (tenant_id uuid) SERVER palisade_proof",
    ],
    bad: [`GRANT SELECT ON app.archive TO ${APP}`],
    fix: [`REVOKE SELECT ON app.archive FROM ${APP}`],
    key: `$db:foreign table app.archive to ${APP}`,
  },
  declaration: {
    kind: "none",
    because:
      "a program declares no tables: of one that RowSecurity protects it does not say whether it is a foreign table",
  },
});
