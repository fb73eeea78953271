import { OWN_CODE } from "../../examples/not-made";
import { known } from "../../facts/maybe";
import { displayObject } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { isPlatformRole } from "../../facts/platform-roles";
import { defineRule } from "../../rule";
import { sqlObject } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "function-to-review",
  title: "A function with others' rights runs texts or reaches out of the database",
  severity: "info",
  topic: "functions",
  scope: "object",
  facts: ["function"],
  about: "functions that run with others' rights and whose code was looked into",
  why: "Functions that run as their owner, and those that triggers call in the sessions of others, deserve a reader where they EXECUTE texts, run programs by COPY, or read and write the server's files: what they do is not what their definition shows.",
  fix: "Read it. Let it run as its caller where the caller may do all that; else waive the finding with what you have seen.",
  withoutPalisade: OWN_CODE,
  references: [
    "https://www.postgresql.org/docs/current/plpgsql-statements.html#PLPGSQL-STATEMENTS-EXECUTING-DYN",
  ],
  catalogue: ["F04", "F14"],
  options: {
    schemas: {
      type: "strings",
      default: ["palisade_guard"],
      description: "Schemas whose functions the rule leaves alone; by default that of Palisade's own guard.",
    },
  },
  check(fact, { options }) {
    if (fact.code === undefined || options.schemas.includes(fact.object.schema ?? "")) return undefined;
    if (fact.owner !== undefined && isPlatformRole(fact.owner)) return undefined;
    const definer = known(fact.securityDefiner);
    if (!definer && fact.trigger !== true) return undefined;
    const { reaches, texts } = known(fact.code);
    // What is wrong with a text is the business of definer-unquoted-text and function-unquoted-text.
    if (reaches.length === 0 || texts.some(({ unquoted }) => unquoted.length > 0)) return pass;
    return finding(
      locate(fact.object, fact, "securityDefiner"),
      `${displayObject(fact.object)} runs ${definer ? "as its owner" : "in the sessions of others"} and uses ${reaches.join(", ")}`,
      definer
        ? `ALTER ${sqlObject(fact.object)} SECURITY INVOKER; -- where its callers may do all that; else waive the finding once you have read it`
        : undefined,
    );
  },
});
