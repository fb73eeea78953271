import type { DeclaredResource } from "../../readers/declared";
import { declared } from "../../testing/declared";
import { DATABASE } from "../../testing/factories";
import { APP, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import { TWIN_ROLES } from "../../testing/twin";
import rule from "./user-mapping-without-password";

const MAPPING = { database: DATABASE, server: "archive", user: "app" };

export default defineProof({
  rule,
  bad: { userMapping: [{ ...MAPPING, passwordRequired: false }] },
  fixed: { userMapping: [{ ...MAPPING, passwordRequired: true }] },
  notApplicable: { userMapping: [] },
  key: "user-mapping-without-password:shop:user mapping archive to app",
  live: {
    kind: "sql",
    setup: [
      ...ROLES,
      "CREATE EXTENSION postgres_fdw",
      "CREATE SERVER palisade_proof FOREIGN DATA WRAPPER postgres_fdw",
    ],
    bad: [
      `CREATE USER MAPPING FOR ${APP} SERVER palisade_proof OPTIONS (user 'x', password_required 'false')`,
    ],
    fix: [`ALTER USER MAPPING FOR ${APP} SERVER palisade_proof OPTIONS (SET password_required 'true')`],
    key: `$db:user mapping palisade_proof to ${APP}`,
  },
  declaration: {
    kind: "resources",
    server: [
      ...TWIN_ROLES,
      "CREATE FOREIGN DATA WRAPPER wrapper",
      "CREATE SERVER archive FOREIGN DATA WRAPPER wrapper",
    ],
    bad: [mapping("false")],
    fixed: [mapping("true")],
  },
});

/** The resource has no input for its database: the provider's says it. */
function mapping(required: string): DeclaredResource {
  const inputs = {
    serverName: "archive",
    userName: "app",
    options: { user: "x", password_required: required },
  };
  const resource = declared("postgresql:index/userMapping:UserMapping", "mapping", inputs);
  return { ...resource, provider: { database: DATABASE } };
}
