import { settingIs, settingValue } from "../../checks/setting";
import { SERVER_TLS } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { notApplicable } from "../../verdict";

/** Names and classes of OpenSSL's that bring ciphers which are broken, short, or without any authentication. */
const WEAK =
  /^\+?(MEDIUM|LOW|EXP(ORT)?\d*|ALL|COMPLEMENTOF(ALL|DEFAULT)|e?NULL|aNULL|A?DH|RC4|RC2|3?DES|MD5|SEED|IDEA)\b/i;

export default defineRule({
  id: "tls-weak-ciphers",
  title: "The server agrees to weak ciphers",
  severity: "medium",
  topic: "tls",
  scope: "object",
  facts: ["setting"],
  about: "settings called ssl_ciphers",
  why: "PostgreSQL's default list still has 3DES and the class MEDIUM in it. A client that is old, or that was talked into it, then sends rows and verifiers under a cipher that can be broken.",
  fix: "Set ssl_ciphers to 'ECDHE+AESGCM:ECDHE+CHACHA20', which all clients of the last ten years know, or ssl_min_protocol_version to TLSv1.3.",
  withoutPalisade: SERVER_TLS,
  references: ["https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-SSL-CIPHERS"],
  catalogue: ["T03"],
  check(setting, { of }) {
    if (setting.name !== "ssl_ciphers") return undefined;
    const settings = of("setting");
    if (settingValue(settings, "ssl") === "off") return notApplicable("TLS is off, which another rule says");
    if (settingValue(settings, "ssl_min_protocol_version") === "TLSv1.3")
      return notApplicable("TLS 1.3 has only strong ciphers, which the setting does not name");
    const strong = (value: string) => !value.split(/[:, ]+/).some((token) => WEAK.test(token));
    return settingIs(setting, "ssl_ciphers", strong, "ECDHE+AESGCM:ECDHE+CHACHA20");
  },
});
