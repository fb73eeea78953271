import { SERVER_TLS } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { finding, notApplicable, pass } from "../../verdict";

export default defineRule({
  id: "server-certificate-self-signed",
  title: "The server's certificate is signed by no authority",
  severity: "medium",
  topic: "tls",
  scope: "object",
  facts: ["certificate"],
  about: "certificates that the audit's own connection was shown",
  why: "A client can only verify such a certificate with a copy of it. Copies are forgotten when it is renewed, and whoever then cannot connect switches the verification off, with which anybody in between can pose as the server.",
  fix: "Have the certificate issued by an authority, and give clients that authority's certificate (sslrootcert) with sslmode=verify-full.",
  withoutPalisade: SERVER_TLS,
  references: ["https://www.postgresql.org/docs/current/ssl-tcp.html#SSL-CERTIFICATE-CREATION"],
  catalogue: ["T06"],
  check({ shown }) {
    if ("absent" in shown) return notApplicable(shown.absent);
    if (!shown.selfSigned) return pass;
    return finding(
      { kind: "server", name: "certificate" },
      `the certificate that the server showed (${shown.subject}) is signed by its own key`,
    );
  },
});
