import { DATABASE, grant, PUBLIC, privileges } from "../../testing/factories";
import { SHOP } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { accessResource, TWIN_SHOP } from "../../testing/twin";
import rule from "./grant-public-execute-definer";

const object = { kind: "function", database: DATABASE, schema: "app", name: "total", args: "uuid" };
const open = grant({ object, grantee: PUBLIC, privileges: privileges("EXECUTE"), securityDefiner: true });

export default defineProof({
  rule,
  bad: { grant: [open] },
  fixed: { grant: [{ ...open, grantee: "app" }] },
  notApplicable: { grant: [{ ...open, securityDefiner: false }] },
  key: "grant-public-execute-definer:shop:function app.total(uuid) to PUBLIC",
  live: {
    kind: "sql",
    // PUBLIC may execute a new function without anybody having granted it.
    setup: SHOP,
    bad: [
      "CREATE FUNCTION app.total(uuid) RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM app.orders WHERE tenant_id = $1'",
    ],
    fix: ["REVOKE EXECUTE ON FUNCTION app.total(uuid) FROM PUBLIC"],
    key: "$db:function app.total(uuid) to PUBLIC",
  },
  declaration: {
    kind: "resources",
    server: [
      ...TWIN_SHOP,
      "CREATE FUNCTION app.total(uuid) RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT 1::bigint'",
      "REVOKE EXECUTE ON FUNCTION app.total(uuid) FROM PUBLIC",
    ],
    bad: [
      accessResource({
        grants: [
          {
            toPublic: true,
            to: ["app"],
            privileges: ["EXECUTE"],
            on: [{ kind: "securityDefinerFunctions", schema: "app", name: "total", args: "uuid" }],
          },
        ],
      }),
    ],
    fixed: [
      accessResource({
        grants: [
          {
            to: ["app"],
            privileges: ["EXECUTE"],
            on: [{ kind: "securityDefinerFunctions", schema: "app", name: "total", args: "uuid" }],
          },
        ],
      }),
    ],
  },
});
