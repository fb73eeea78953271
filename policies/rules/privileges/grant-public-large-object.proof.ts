import { DATABASE, grant, PUBLIC, privileges } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import { accessResource, TWIN_SHOP } from "../../testing/twin";
import rule from "./grant-public-large-object";

const object = { kind: "large object", database: DATABASE, name: "16400" };

export default defineProof({
  rule,
  bad: { grant: [grant({ object, grantee: PUBLIC, privileges: privileges("SELECT") })] },
  fixed: { grant: [grant({ object, privileges: privileges("SELECT") })] },
  notApplicable: { grant: [grant({ grantee: PUBLIC })] },
  key: "grant-public-large-object:shop:large object 16400 to PUBLIC",
  live: {
    kind: "sql",
    setup: ["SELECT lo_create(16400)"],
    bad: ["GRANT SELECT ON LARGE OBJECT 16400 TO PUBLIC"],
    fix: ["REVOKE SELECT ON LARGE OBJECT 16400 FROM PUBLIC"],
    key: "$db:large object 16400 to PUBLIC",
  },
  declaration: {
    kind: "resources",
    server: [...TWIN_SHOP, "SELECT lo_create(16400)"],
    bad: [
      accessResource({
        grants: [{ toPublic: true, privileges: ["SELECT"], on: [{ kind: "largeObjects", name: "16400" }] }],
      }),
    ],
    fixed: [accessResource({ grants: [] })],
  },
});
