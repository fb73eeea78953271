import { ROLES_WITH_VERIFIERS } from "../../examples/programs";
import { known } from "../../facts/maybe";
import { displayObject, roleRef } from "../../facts/object-ref";
import { defineRule } from "../../rule";
import { sqlName } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "role-password-guessable",
  title: "A role's password is one that everybody tries first",
  severity: "high",
  topic: "roles",
  scope: "object",
  world: "server",
  ofPlatformsToo: true,
  facts: ["role"],
  about: "login roles with a password",
  why: "The first hundred tries of every attack are the role's own name and the passwords of tutorials. SCRAM makes each try dear; it does not help where one of a hundred is right.",
  fix: "Give the role a password made of chance: RoleSet does, and hands over nothing but its verifier.",
  palisade: ROLES_WITH_VERIFIERS,
  references: ["https://www.postgresql.org/docs/current/auth-password.html"],
  catalogue: ["H30"],
  check(role) {
    if (role.login === false || role.guessed === undefined) return undefined;
    const guess = known(role.guessed);
    if (guess === false) return pass;
    const ref = roleRef(role.name);
    return finding(
      ref,
      `the password of ${displayObject(ref)} is ${guess}`,
      `ALTER ROLE ${sqlName(role.name)} NOLOGIN; -- until it has a new password: \\password ${sqlName(role.name)} in psql`,
    );
  },
});
