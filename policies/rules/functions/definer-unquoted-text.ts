import { unquotedText } from "../../checks/unquoted-text";
import { OWN_CODE } from "../../examples/not-made";
import { known } from "../../facts/maybe";
import { isPlatformRole } from "../../facts/platform-roles";
import { defineRule } from "../../rule";
import { sqlObject } from "../../sql-text";

export default defineRule({
  id: "definer-unquoted-text",
  title: "A function runs its caller's text as a statement, with its owner's rights",
  severity: "critical",
  topic: "functions",
  scope: "object",
  facts: ["function"],
  about: "functions in PL/pgSQL that run as their owner and EXECUTE a text",
  why: "SQL injection inside of the server: who calls the function writes a statement into a parameter, and it runs with the owner's rights, past what the caller was granted and past row security.",
  fix: "Let values go in by EXECUTE … USING, names by format('%I') or quote_ident, literals by format('%L') or quote_literal; or hold a parameter to a list with IF … NOT IN … THEN RAISE EXCEPTION. PostgreSQL's own parser of PL/pgSQL is asked, and the rule follows assignments; what a function of yours returns is believed.",
  withoutPalisade: OWN_CODE,
  references: [
    "https://www.postgresql.org/docs/current/plpgsql-statements.html#PLPGSQL-QUOTE-LITERAL-EXAMPLE",
    "https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY",
  ],
  catalogue: ["F07"],
  check(fact) {
    if (fact.code === undefined || !known(fact.securityDefiner)) return undefined;
    if (fact.owner !== undefined && isPlatformRole(fact.owner)) return undefined;
    return unquotedText(
      fact,
      "as its owner",
      `ALTER ${sqlObject(fact.object)} SECURITY INVOKER; -- and put the text together by format with %I and %L, or with EXECUTE … USING`,
    );
  },
});
