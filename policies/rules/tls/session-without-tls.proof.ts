import { session } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./session-without-tls";

export default defineProof({
  rule,
  bad: { session: [session({ encrypted: false })] },
  fixed: { session: [session()] },
  notApplicable: { session: [session({ encrypted: false, address: null })] },
  key: "session-without-tls:shop:session app@10.0.0.7",
  live: {
    kind: "as-is",
    provenBy: "own-server",
    because: "test servers refuse sessions without TLS",
    finds: () => false,
  },
  example: {
    language: "sh",
    bad: ['psql "host=db.example.com dbname=shop user=app sslmode=disable"'],
    fixed: ['psql "host=db.example.com dbname=shop user=app sslmode=verify-full sslrootcert=root.crt"'],
  },
});
