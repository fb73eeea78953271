import { admits, hbaFinding } from "../../checks/hba";
import { HBA_FILE } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { pass } from "../../verdict";

/** Methods that need the password in clear at the server (auth.c, recv_password_packet). */
const FORWARDING: ReadonlySet<string> = new Set(["ldap", "pam", "radius", "bsd"]);

export default defineRule({
  id: "hba-password-forwarded",
  title: "A line in pg_hba.conf makes the server learn the password",
  severity: "medium",
  topic: "authentication",
  scope: "object",
  facts: ["hba"],
  about: "lines in pg_hba.conf that let somebody in",
  why: "With ldap, pam, radius and bsd the client sends the password itself to the server, which passes it on. Whoever gets into the server, or poses as it, collects passwords that often open more than the database.",
  fix: "Use scram-sha-256, a certificate, or Kerberos (gss), where the server never sees the password.",
  withoutPalisade: HBA_FILE,
  references: ["https://www.postgresql.org/docs/current/auth-pg-hba-conf.html"],
  catalogue: ["H07"],
  check(rule) {
    if (!admits(rule)) return undefined;
    return FORWARDING.has(rule.method ?? "")
      ? hbaFinding(rule, `has the password sent to the server, which hands it on by ${rule.method}`)
      : pass;
  },
});
