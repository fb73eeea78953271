import { settingIs } from "../../checks/setting";
import { SERVER_TLS } from "../../examples/not-made";
import { defineRule } from "../../rule";

export default defineRule({
  id: "tls-off",
  title: "The server offers no TLS",
  severity: "high",
  topic: "tls",
  scope: "object",
  facts: ["setting"],
  about: "settings called ssl",
  why: "Without TLS passwords' proofs, statements and rows travel in plain text, and no client can tell the server from somebody in between.",
  fix: "Set ssl to on, with a certificate that clients can verify.",
  withoutPalisade: SERVER_TLS,
  references: ["https://www.postgresql.org/docs/current/ssl-tcp.html"],
  catalogue: ["T01"],
  check: (setting) =>
    settingIs(setting, "ssl", (value) => value === "on", {
      values: ["on"],
      note: "with a certificate and its key in ssl_cert_file and ssl_key_file: without them the server does not start again",
    }),
});
