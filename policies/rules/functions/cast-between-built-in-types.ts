import { OWN_CODE } from "../../examples/not-made";
import { inDatabase } from "../../facts/object-ref";
import { defineRule } from "../../rule";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "cast-between-built-in-types",
  title: "PostgreSQL's own types are taken for each other by a conversion that somebody added",
  severity: "medium",
  topic: "functions",
  scope: "object",
  world: "server",
  facts: ["userCast"],
  about: "implicit and assignment casts that somebody has made",
  why: "It changes what statements of everybody mean that never heard of it: a comparison in a policy that was an error compares something, a function is called with another type, an index is no longer used. What came of it in production comes out at no test without it.",
  fix: "Drop the cast and convert where it is wanted, by CAST or ::.",
  withoutPalisade: OWN_CODE,
  references: ["https://www.postgresql.org/docs/current/sql-createcast.html"],
  catalogue: ["S11"],
  check({ database, source, target, context, builtIn }) {
    if (!builtIn) return pass;
    const cast = `(${source} AS ${target})`;
    return finding(
      { kind: "cast", ...inDatabase(database), name: cast },
      `somebody has added an ${context} cast from ${source} to ${target}`,
      `DROP CAST ${cast};`,
    );
  },
});
