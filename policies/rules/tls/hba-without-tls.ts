import { admits, hbaFinding, isLocal } from "../../checks/hba";
import { HBA_FILE } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { notApplicable, pass } from "../../verdict";

export default defineRule({
  id: "hba-without-tls",
  title: "A line in pg_hba.conf lets unencrypted connections in",
  severity: "high",
  topic: "tls",
  scope: "object",
  facts: ["hba"],
  about: "lines in pg_hba.conf that let somebody in over the network",
  why: "A line of type host takes connections with and without TLS. A client that does not insist on TLS sends its statements and rows in plain text, and nobody notices.",
  fix: "Make it a hostssl line.",
  withoutPalisade: HBA_FILE,
  references: ["https://www.postgresql.org/docs/current/auth-pg-hba-conf.html"],
  catalogue: ["T04"],
  check(rule) {
    if (!admits(rule)) return undefined;
    if (isLocal(rule)) return notApplicable("there are only lines for this machine itself");
    // hostgssenc is encrypted by Kerberos.
    return rule.type === "hostssl" || rule.type === "hostgssenc"
      ? pass
      : hbaFinding(rule, "takes connections without TLS");
  },
});
