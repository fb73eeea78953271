import { certificate } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./server-certificate-self-signed";

export default defineProof({
  rule,
  bad: { certificate: [certificate({ selfSigned: true })] },
  fixed: { certificate: [certificate()] },
  notApplicable: {
    certificate: [
      { shown: { absent: "the connection goes over a Unix socket, where no certificate is shown" } },
    ],
  },
  key: "server-certificate-self-signed:server certificate",
  live: { kind: "certificate", bad: { selfSigned: true, days: 397 }, key: "server certificate" },
  example: {
    language: "text",
    bad: ["a certificate that is signed by itself"],
    fixed: ["a certificate that an authority has signed, whose own certificate the clients have"],
  },
});
