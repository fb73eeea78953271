import { quoteIdentifier, quoteQualified } from "../../../postgres/sql/quote";
import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";
import { heldBack, reached, unable } from "../../observation";
import { whyMissing } from "../../seed/seeds";

/** Default privileges on tables hold for views too, and a view is not `security_invoker` unless somebody says so. */
export default defineAttack({
  id: "new-view",
  title: "Reads a view that the owner has just created",
  family: "new objects",
  severity: "high",
  as: EVERYONE,
  target: "tenant schema",
  why: "A new view reads its tables as its owner: default privileges would show every tenant's rows through it.",
  defence: "no default privileges on tables in schemas that hold tenants' rows",
  fix: "ALTER DEFAULT PRIVILEGES FOR ROLE the owner [IN SCHEMA …] REVOKE ALL ON TABLES FROM the role and from PUBLIC; create views WITH (security_invoker = true)",
  run: async (context, { object, owner, sample }) => {
    const seed = context.seed(sample);
    if ("missing" in seed) return unable(whyMissing(seed));
    const view = quoteQualified(object.name, "palisade proof");
    return context.attempt({
      prepareAs: owner,
      prepare: [
        `CREATE VIEW ${view} AS SELECT ${quoteIdentifier(sample.column)} FROM ${quoteObject(sample.object)}`,
      ],
      statements: [context.say(sample, ""), `SELECT EXISTS (SELECT FROM ${view}) AS seen`],
      read: ([row]) =>
        row?.["seen"] === true ? reached("read every tenant's rows") : heldBack("saw no row"),
    });
  },
});
