import { defineAttack, EVERYONE } from "../../attack";
import { SCRATCH, scratchSchema } from "../scratch";

/** The planner evaluates what is LEAKPROOF before row security, because it believes the word. */
export default defineAttack({
  id: "create-leakproof-function",
  title: "Declares a function of its own LEAKPROOF",
  family: "schema changes",
  severity: "high",
  as: EVERYONE,
  target: "database",
  why: "A condition that claims to leak nothing is evaluated on every tenant's rows, and may then tell of them.",
  defence: "LEAKPROOF is for superusers to say",
  fix: "take SUPERUSER from the role",
  run: (context) =>
    context.attempt({
      prepare: scratchSchema(context.attacker.role),
      statements: [
        `CREATE FUNCTION ${SCRATCH}.leak(text) RETURNS boolean LANGUAGE sql IMMUTABLE LEAKPROOF AS 'SELECT true'`,
      ],
      evidence: "made a function that the planner trusts with every row",
    }),
});
