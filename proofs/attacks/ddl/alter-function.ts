import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";

export default defineAttack({
  id: "alter-function",
  title: "Alters a function",
  family: "schema changes",
  severity: "high",
  as: EVERYONE,
  target: "function",
  why: "Whoever may alter a function may replace it, and others call it with their rights.",
  defence: "functions that belong to an owner role of which no low-trust role is a member",
  fix: "ALTER ROUTINE … OWNER TO a role of its own for migrations, and take the role out of the owner's role",
  run: (context, routine) =>
    context.attempt({
      statements: [`ALTER ROUTINE ${quoteObject(routine)} RESET ALL`],
      evidence: "changed the function",
    }),
});
