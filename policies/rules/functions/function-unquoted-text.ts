import { unquotedText } from "../../checks/unquoted-text";
import { OWN_CODE } from "../../examples/not-made";
import { known } from "../../facts/maybe";
import { isPlatformRole } from "../../facts/platform-roles";
import { defineRule } from "../../rule";

export default defineRule({
  id: "function-unquoted-text",
  title: "A function runs its caller's text as a statement",
  severity: "medium",
  topic: "functions",
  scope: "object",
  facts: ["function"],
  about: "functions in PL/pgSQL that run as their caller and EXECUTE a text",
  why: "Who calls it may do the same without it; but an application that passes on what its users wrote has an SQL injection that no parameter of its driver can close. Of a function that a trigger calls, the row's values are the text.",
  fix: "Let values go in by EXECUTE … USING, names by format('%I') or quote_ident, literals by format('%L') or quote_literal; or hold a parameter to a list with IF … NOT IN … THEN RAISE EXCEPTION. PostgreSQL's own parser of PL/pgSQL is asked, and the rule follows assignments; what a function of yours returns is believed.",
  withoutPalisade: OWN_CODE,
  references: [
    "https://www.postgresql.org/docs/current/plpgsql-statements.html#PLPGSQL-QUOTE-LITERAL-EXAMPLE",
  ],
  catalogue: ["F07"],
  check(fact) {
    // definer-unquoted-text speaks of those that run as their owner.
    if (fact.code === undefined || known(fact.securityDefiner)) return undefined;
    if (fact.owner !== undefined && isPlatformRole(fact.owner)) return undefined;
    return unquotedText(fact, "as its caller");
  },
});
