import { declared } from "../../testing/declared";
import { connection } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./connection-tls-unverified";

export default defineProof({
  rule,
  world: "declaration",
  bad: { connection: [connection({ tlsMode: "require" })] },
  fixed: { connection: [connection({ tlsMode: "verify-ca" })] },
  notApplicable: { connection: [connection({ tlsMode: "disable", host: "/var/run/postgresql" })] },
  key: "connection-tls-unverified:connection of provider server",
  live: { kind: "none", because: "a server does not know what a provider verifies" },
  declaration: {
    kind: "resources",
    bad: [declared("pulumi:providers:palisade", "server", { host: "db.example.com", tlsMode: "require" })],
    fixed: [
      declared("pulumi:providers:palisade", "server", { host: "db.example.com", tlsMode: "verify-full" }),
    ],
  },
});
