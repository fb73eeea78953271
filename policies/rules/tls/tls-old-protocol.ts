import { settingIs } from "../../checks/setting";
import { SERVER_TLS } from "../../examples/not-made";
import { defineRule } from "../../rule";

export default defineRule({
  id: "tls-old-protocol",
  title: "The server accepts TLS below 1.2",
  severity: "high",
  topic: "tls",
  scope: "object",
  facts: ["setting"],
  about: "settings called ssl_min_protocol_version",
  why: "TLS 1.0 and 1.1 are broken and withdrawn (RFC 8996). A client in between talks both sides down to the lowest version that they accept.",
  fix: "Set ssl_min_protocol_version to TLSv1.2 or TLSv1.3.",
  withoutPalisade: SERVER_TLS,
  references: [
    "https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-SSL-MIN-PROTOCOL-VERSION",
  ],
  catalogue: ["T02"],
  check: (setting) =>
    settingIs(
      setting,
      "ssl_min_protocol_version",
      (value) => ["TLSv1.2", "TLSv1.3"].includes(value),
      "TLSv1.2",
    ),
});
