import { defineAttack } from "../../attack";
import { heldBack, reached } from "../../observation";

/** Asked of the server without drawing a number, because a sequence does not go back when a transaction does. */
export default defineAttack({
  id: "read-only-sequence",
  title: "Draws or sets numbers of a sequence as a role that only reads",
  family: "read-only roles",
  severity: "medium",
  as: ["readonly", "stranger"],
  target: "sequence",
  looks: true,
  why: "nextval and setval are writes: they leave gaps, and can make the next INSERT of the application fail.",
  defence: "no USAGE or UPDATE privilege on sequences for roles that only read",
  fix: "REVOKE USAGE, UPDATE ON SEQUENCE … FROM the role and from PUBLIC",
  run: (context, { oid }) =>
    context.attempt({
      statements: [`SELECT pg_catalog.has_sequence_privilege(${oid}::oid, 'USAGE, UPDATE') AS held`],
      read: ([row]) =>
        row?.["held"] === true
          ? reached("has the USAGE or UPDATE privilege")
          : heldBack("has neither USAGE nor UPDATE"),
    }),
});
