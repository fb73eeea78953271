import { quoteIdentifier } from "../../../postgres/sql/quote";
import { quoteObject } from "../../../postgres/sql/target";
import type { Attempt } from "../../arena";
import type { AttackContext } from "../../context";
import { heldBack, type Observation, reached, unable } from "../../observation";
import { whyMissing } from "../../seed/seeds";
import { SCRATCH, scratchSchema } from "../scratch";
import { mayTry } from "../tenant/actions";

/** The body of a function, around the statement that finds a hidden row. */
export type Body = (row: string) => string;

/** A statement that is planned as the administrator and whose function is inlined into the plan. */
function planned(body: string): string[] {
  return [
    `CREATE FUNCTION ${SCRATCH}.hidden() RETURNS SETOF int LANGUAGE sql STABLE AS $function$${body}$function$`,
    "SET LOCAL plan_cache_mode = force_generic_plan",
    "DEALLOCATE ALL",
    `PREPARE palisade_attack AS SELECT EXISTS (SELECT FROM ${SCRATCH}.hidden()) AS seen`,
    "EXECUTE palisade_attack",
  ];
}

/** The stranger executes, on a table of the proof's own, what was planned as the administrator. */
export function inlinedTrial({ stranger: { role } }: AttackContext, body: Body): Attempt {
  const rows = `${SCRATCH}.rows`;
  return {
    prepare: [
      ...scratchSchema(role),
      `CREATE TABLE ${rows} (tenant text)`,
      `INSERT INTO ${rows} VALUES ('own'), ('other')`,
      `ALTER TABLE ${rows} ENABLE ROW LEVEL SECURITY`,
      `CREATE POLICY tenant ON ${rows} USING (tenant = 'own')`,
      `GRANT SELECT ON ${rows} TO ${quoteIdentifier(role)}`,
      ...planned(body(`SELECT 1 FROM ${rows} WHERE tenant <> 'own'`)),
    ],
    statements: ["EXECUTE palisade_attack"],
    read: ([row]) =>
      row?.["seen"] === true ? reached("the other role's plan was used") : heldBack("the plan was made anew"),
  };
}

/** The same by the role itself, on every tenant table that it may read. */
export function inlinedHere(context: AttackContext, body: Body): Promise<Observation[]> {
  const tables = context.privateTables.filter((table) => mayTry(context, table, "read"));
  return Promise.all(
    tables.map(async (table) => {
      const seed = context.seed(table);
      if ("missing" in seed) return unable(whyMissing(seed));
      return context.attempt({
        prepare: [
          ...scratchSchema(context.attacker.role),
          ...planned(body(`SELECT 1 FROM ${quoteObject(table.object)} WHERE ${seed.other.predicate}`)),
        ],
        statements: [context.serve(table, seed.own), "EXECUTE palisade_attack"],
        read: ([row]) =>
          row?.["seen"] === true
            ? reached(`saw rows of another tenant in ${table.key}`)
            : heldBack("saw no row of another tenant"),
      });
    }),
  );
}
