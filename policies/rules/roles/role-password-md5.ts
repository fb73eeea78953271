import { ROLES_WITH_VERIFIERS } from "../../examples/programs";
import { displayObject, roleRef } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { sqlName } from "../../sql-text";
import { finding, notApplicable, pass, unknown } from "../../verdict";

export default defineRule({
  id: "role-password-md5",
  title: "A password is stored as an MD5 hash",
  severity: "high",
  topic: "roles",
  scope: "object",
  world: "server",
  ofPlatformsToo: true,
  facts: ["role"],
  about: "roles with a password",
  why: "The MD5 hash is itself the secret that logs in: who reads it from a backup or a dump needs no password. It is salted with the role's name only and is guessed at billions of tries a second. PostgreSQL 18 calls it deprecated.",
  fix: "Set password_encryption to scram-sha-256 and set the password anew; a SCRAM verifier computed by the client never shows the password to the server.",
  palisade: ROLES_WITH_VERIFIERS,
  references: ["https://www.postgresql.org/docs/current/auth-password.html"],
  catalogue: ["H16"],
  check(role) {
    switch (role.password) {
      case undefined:
        return undefined;
      case "none":
        return notApplicable("no role has a password");
      case "unreadable":
        return unknown("how passwords are stored is shown to superusers only");
      case "md5":
      case "plain":
        return finding(
          locate(roleRef(role.name), role),
          `the password of ${displayObject(roleRef(role.name))} is stored ${role.password === "md5" ? "as an MD5 hash" : "in plain text"}`,
          `ALTER ROLE ${sqlName(role.name)} PASSWORD NULL; -- then set it anew with psql's \\password, which sends a SCRAM verifier`,
        );
      case "scram-sha-256":
        return pass;
      default:
        return role.password satisfies never;
    }
  },
});
