import { admits, asksForCertificate } from "../../checks/hba";
import { settingIs, settingValue } from "../../checks/setting";
import { SERVER_TLS } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { notApplicable } from "../../verdict";

export default defineRule({
  id: "client-certificate-revocation-missing",
  title: "Client certificates are asked for, and none of them can be revoked",
  severity: "low",
  topic: "tls",
  scope: "object",
  facts: ["setting", "hba"],
  about: "settings called ssl_crl_file where client certificates are asked for",
  why: "A certificate whose key was stolen, or whose owner has left, lets its holder in until its end. Without a list of revoked certificates nothing but a new authority for everybody stops it.",
  fix: "Keep the authority's list of revoked certificates in ssl_crl_file or ssl_crl_dir, and renew it before it runs out.",
  withoutPalisade: SERVER_TLS,
  references: ["https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-SSL-CRL-FILE"],
  catalogue: ["T09"],
  check(setting, { of }) {
    if (setting.name !== "ssl_crl_file") return undefined;
    if (!of("hba").some((line) => admits(line) && asksForCertificate(line)))
      return notApplicable("no line of pg_hba.conf asks for a client's certificate");
    const directory = settingValue(of("setting"), "ssl_crl_dir") ?? "";
    return settingIs(setting, "ssl_crl_file", (file) => file !== "" || directory !== "", {
      values: ["root.crl"],
      note: "once the list lies there, in the folder of the data: without it the server does not start again",
    });
  },
});
