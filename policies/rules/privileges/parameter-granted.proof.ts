import { grant, privileges } from "../../testing/factories";
import { APP, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { accessResource, TWIN_SHOP } from "../../testing/twin";
import rule from "./parameter-granted";

const object = { kind: "parameter", name: "session_replication_role" };

export default defineProof({
  rule,
  bad: { grant: [grant({ object, grantee: "app", privileges: privileges("SET") })] },
  fixed: { grant: [grant({ object, grantee: "app", privileges: 0 })] },
  notApplicable: { grant: [grant()] },
  key: "parameter-granted:parameter session_replication_role to app",
  live: {
    kind: "sql",
    from: 15,
    setup: ROLES,
    bad: [`GRANT SET ON PARAMETER session_replication_role TO ${APP}`],
    fix: [`REVOKE SET ON PARAMETER session_replication_role FROM ${APP}`],
    key: `parameter session_replication_role to ${APP}`,
  },
  declaration: {
    kind: "resources",
    server: TWIN_SHOP,
    bad: [
      accessResource({
        grants: [
          {
            to: ["app"],
            privileges: ["SET"],
            on: [{ kind: "parameters", name: "session_replication_role" }],
          },
        ],
      }),
    ],
    fixed: [accessResource({ grants: [] })],
    from: 15,
  },
});
