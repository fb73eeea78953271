import { SERVER_TLS } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { finding, notApplicable, pass } from "../../verdict";

const DAY = 24 * 60 * 60 * 1000;

export default defineRule({
  id: "server-certificate-expiring",
  title: "The server's certificate ends soon, or has ended",
  severity: "medium",
  topic: "tls",
  scope: "object",
  facts: ["certificate"],
  about: "certificates that the audit's own connection was shown",
  why: "From the moment of its end every client that verifies the server is locked out. What gets them in again within minutes is switching the verification off.",
  fix: "Have the certificate renewed, put it into ssl_cert_file, and call pg_reload_conf(): sessions that stand go on.",
  withoutPalisade: SERVER_TLS,
  references: ["https://www.postgresql.org/docs/current/ssl-tcp.html#SSL-SERVER-FILES"],
  catalogue: ["T07"],
  options: {
    days: {
      type: "integer",
      default: 30,
      description: "How many days before its end a certificate is to be renewed.",
    },
  },
  check({ shown }, { now, options }) {
    if ("absent" in shown) return notApplicable(shown.absent);
    const left = Math.floor((Date.parse(shown.validTo) - now.getTime()) / DAY);
    if (left >= options.days) return pass;
    const end = shown.validTo.slice(0, 10);
    return finding(
      { kind: "server", name: "certificate" },
      `the certificate that the server showed (${shown.subject}) ${left < 0 ? `ended on ${end}` : `ends on ${end}, in ${left} days`}`,
    );
  },
});
