import { defineAttack, EVERYONE } from "../../attack";

export default defineAttack({
  id: "create-role",
  title: "Creates a role",
  family: "roles",
  severity: "high",
  as: EVERYONE,
  target: "database",
  why: "A role of one's own making is a way back in that nobody watches.",
  defence: "no CREATEROLE for low-trust roles",
  fix: "ALTER ROLE … NOCREATEROLE",
  run: (context) =>
    context.attempt({
      statements: ["CREATE ROLE palisade_proof LOGIN"],
      evidence: "created a login role",
    }),
});
