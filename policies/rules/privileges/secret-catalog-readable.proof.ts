import { DATABASE, privileges } from "../../testing/factories";
import { APP, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./secret-catalog-readable";

const object = { kind: "table", database: DATABASE, schema: "pg_catalog", name: "pg_authid" };

export default defineProof({
  rule,
  bad: { systemGrant: [{ object, grantee: "app", gained: privileges("SELECT") }] },
  fixed: { systemGrant: [{ object, grantee: "app", gained: 0 }] },
  notApplicable: { systemGrant: [{ object, grantee: "pg_monitor", gained: privileges("SELECT") }] },
  key: "secret-catalog-readable:shop:table pg_catalog.pg_authid to app",
  live: {
    kind: "sql",
    setup: ROLES,
    bad: [`GRANT SELECT ON pg_catalog.pg_authid TO ${APP}`],
    fix: [`REVOKE SELECT ON pg_catalog.pg_authid FROM ${APP}`],
    key: `$db:table pg_catalog.pg_authid to ${APP}`,
  },
});
