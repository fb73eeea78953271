import { certificate } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./server-certificate-expiring";

export default defineProof({
  rule,
  bad: { certificate: [certificate({ validTo: "2026-12-20T00:00:00.000Z" })] },
  fixed: { certificate: [certificate({ validTo: "2027-12-20T00:00:00.000Z" })] },
  notApplicable: {
    certificate: [{ shown: { absent: "the connection is without TLS, so that no certificate was shown" } }],
  },
  key: "server-certificate-expiring:server certificate",
  live: { kind: "certificate", bad: { selfSigned: false, days: 20 }, key: "server certificate" },
  example: {
    language: "text",
    bad: ["a certificate that ends in 20 days"],
    fixed: ["a certificate that ends in 397 days"],
  },
});
