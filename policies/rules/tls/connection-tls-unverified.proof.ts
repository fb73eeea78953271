import type { DeclaredResource } from "../../readers/declared";
import { declared } from "../../testing/declared";
import { connection, DATABASE } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./connection-tls-unverified";

const { origin: _ofProvider, ...made } = connection();
const toOther = {
  ...made,
  database: DATABASE,
  madeFor: { kind: "foreign server", name: "other" },
  provider: "postgresql",
} as const;

export default defineProof({
  rule,
  bad: { connection: [{ ...toOther, tlsMode: "require" }] },
  fixed: { connection: [{ ...toOther, tlsMode: "verify-ca" }] },
  notApplicable: { connection: [{ ...toOther, tlsMode: "disable", host: "/var/run/postgresql" }] },
  key: "connection-tls-unverified:shop:connection of foreign server other",
  live: {
    kind: "sql",
    setup: [
      "CREATE EXTENSION postgres_fdw",
      "CREATE SERVER palisade_proof FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'db.example.com')",
    ],
    bad: ["ALTER SERVER palisade_proof OPTIONS (ADD sslmode 'require')"],
    fix: ["ALTER SERVER palisade_proof OPTIONS (SET sslmode 'verify-full')"],
    key: "$db:connection of foreign server palisade_proof",
  },
  declaration: {
    kind: "resources",
    server: ["CREATE EXTENSION postgres_fdw"],
    bad: [server("require")],
    fixed: [server("verify-full")],
  },
});

/** The resource has no input for its database: the provider's says it. */
function server(sslmode: string): DeclaredResource {
  const options = { host: "db.example.com", sslmode };
  const inputs = { serverName: "other", fdwName: "postgres_fdw", options };
  const resource = declared("postgresql:index/server:Server", "other", inputs);
  return { ...resource, provider: { database: DATABASE } };
}
