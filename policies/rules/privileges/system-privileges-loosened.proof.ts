import { DATABASE, privileges } from "../../testing/factories";
import { APP, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./system-privileges-loosened";

const object = {
  kind: "function",
  database: DATABASE,
  schema: "pg_catalog",
  name: "pg_ls_dir",
  args: "text",
};

export default defineProof({
  rule,
  bad: { systemGrant: [{ object, grantee: "app", gained: privileges("EXECUTE") }] },
  fixed: { systemGrant: [{ object, grantee: "app", gained: 0 }] },
  notApplicable: { systemGrant: [{ object, grantee: "pg_monitor", gained: privileges("SELECT") }] },
  key: "system-privileges-loosened:shop:function pg_catalog.pg_ls_dir(text) to app",
  live: {
    kind: "sql",
    setup: ROLES,
    bad: [`GRANT EXECUTE ON FUNCTION pg_catalog.pg_ls_dir(text) TO ${APP}`],
    fix: [`REVOKE EXECUTE ON FUNCTION pg_catalog.pg_ls_dir(text) FROM ${APP}`],
    key: `$db:function pg_catalog.pg_ls_dir(text) to ${APP}`,
  },
});
