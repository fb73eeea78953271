import type { DeclaredResource } from "../../readers/declared";
import { declared } from "../../testing/declared";
import { DATABASE, PUBLIC } from "../../testing/factories";
import { APP, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { TWIN_ROLES } from "../../testing/twin";
import rule from "./user-mapping-public";

export default defineProof({
  rule,
  bad: { userMapping: [{ database: DATABASE, server: "archive", user: PUBLIC, passwordRequired: true }] },
  fixed: { userMapping: [{ database: DATABASE, server: "archive", user: "app", passwordRequired: true }] },
  notApplicable: { userMapping: [] },
  key: "user-mapping-public:shop:user mapping archive to PUBLIC",
  live: {
    kind: "sql",
    setup: [
      ...ROLES,
      "CREATE FOREIGN DATA WRAPPER palisade_proof",
      "CREATE SERVER palisade_proof FOREIGN DATA WRAPPER palisade_proof",
      `CREATE USER MAPPING FOR ${APP} SERVER palisade_proof`,
    ],
    bad: ["CREATE USER MAPPING FOR PUBLIC SERVER palisade_proof"],
    fix: ["DROP USER MAPPING FOR PUBLIC SERVER palisade_proof"],
    key: "$db:user mapping palisade_proof to PUBLIC",
  },
  declaration: {
    kind: "resources",
    server: [
      ...TWIN_ROLES,
      "CREATE FOREIGN DATA WRAPPER wrapper",
      "CREATE SERVER archive FOREIGN DATA WRAPPER wrapper",
    ],
    bad: [mapping("public")],
    fixed: [mapping("app")],
  },
});

/** The resource has no input for its database: the provider's says it. */
function mapping(userName: string): DeclaredResource {
  const inputs = { serverName: "archive", userName };
  const resource = declared("postgresql:index/userMapping:UserMapping", "mapping", inputs);
  return { ...resource, provider: { database: DATABASE } };
}
