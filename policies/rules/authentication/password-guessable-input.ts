import { ROLES_WITH_VERIFIERS } from "../../examples/programs";
import { known } from "../../facts/maybe";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "password-guessable-input",
  title: "A password in a program is one that everybody tries first",
  severity: "high",
  topic: "authentication",
  scope: "object",
  world: "declaration",
  facts: ["passwordInput"],
  about: "passwords that a program gives to roles, subscriptions, user mappings and providers",
  why: "The first hundred tries of every attack are the name of the user and the passwords of tutorials. One of these is known to everybody, also where it is kept as a secret.",
  fix: "Draw the password at random (RandomPassword of @pulumi/random), change it where it is in use, and hand it over as a secret. RoleSet does so for the roles that it makes.",
  palisade: ROLES_WITH_VERIFIERS,
  references: ["https://www.postgresql.org/docs/current/auth-password.html"],
  catalogue: ["H30"],
  check({ guessed, owner, property, ...input }) {
    if (guessed === undefined) return undefined;
    const guess = known(guessed);
    if (guess === false) return pass;
    return finding(
      locate({ kind: "password", name: owner }, input),
      `the password in the input ${property} of ${owner} is ${input.connects === true ? guess.replace(/^its /, "its user's ") : guess}`,
      "draw it at random, and change it where it is in use",
    );
  },
});
