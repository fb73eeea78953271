import { quoteIdentifier } from "../../../postgres/sql/quote";
import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";
import { moot } from "../../observation";
import { SCRATCH, scratchSchema } from "../scratch";

/** With REFERENCES a role may point a foreign key of its own at a table it cannot read, and ask it which keys exist. */
export default defineAttack({
  id: "reference-oracle",
  title: "Finds out which rows exist by a foreign key of its own",
  family: "ways around",
  severity: "medium",
  as: EVERYONE,
  target: "tenant table",
  why: "REFERENCES is not bound by row security: a table of one's own with such a key answers for every tenant.",
  defence: "no REFERENCES privilege for roles that only work with rows",
  fix: "REVOKE REFERENCES on the table; never GRANT ALL on a table with row security",
  run: async (context, { object }) => {
    const shape = context.shape(object);
    const key = shape?.uniqueKeys[0];
    if (shape === undefined || key === undefined)
      return moot("it has no unique key that could be referred to");
    const names = key.map(quoteIdentifier).join(", ");
    const columns = key.map((name) => `${quoteIdentifier(name)} ${shape.columns.get(name)?.type}`);
    return context.attempt({
      prepare: scratchSchema(context.attacker.role),
      statements: [
        // A partitioned table has no file, which would cost more to make and remove than all the rest.
        `CREATE TABLE ${SCRATCH}.oracle ("palisade side" integer, ${columns.join(", ")}, FOREIGN KEY (${names})
           REFERENCES ${quoteObject(object)} (${names})) PARTITION BY LIST ("palisade side")`,
      ],
      evidence: "made a foreign key of its own that points at the table",
    });
  },
});
