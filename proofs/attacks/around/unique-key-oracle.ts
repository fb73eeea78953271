import { defineAttack, EVERYONE } from "../../attack";
import { moot, unable } from "../../observation";
import { insertStatement } from "../../seed/row-maker";
import { whyMissing } from "../../seed/seeds";
import { mayTry, withoutPrivilege } from "../tenant/actions";
import { guessableRows } from "../tenant/keys";

/** Unique keys are checked against every tenant's rows: the refusal itself is the answer. */
export default defineAttack({
  id: "unique-key-oracle",
  title: "Finds out by a unique key whether another tenant has a value",
  family: "ways around",
  severity: "medium",
  as: EVERYONE,
  target: "tenant table",
  breaches: { "23505": "the server said that another tenant's row has this key" },
  why: "A unique e-mail address or number across tenants tells any tenant who else's customer somebody is.",
  defence: "unique keys that hold the tenant column, or that are random uuids which nobody can guess",
  fix: "put the tenant column into the unique key, or make the key a random uuid",
  run: async (context, table) => {
    if (!mayTry(context, table, "insert")) return withoutPrivilege(context, table, "insert");
    const seed = context.seed(table);
    if ("missing" in seed) return unable(whyMissing(seed));
    const rows = guessableRows(context, table, seed);
    if ("missing" in rows) return unable(whyMissing(rows));
    if (rows.length === 0) return moot("every unique key holds the tenant column or is a uuid");
    return context.attempts(
      rows.map(({ values, room }) => ({
        ...room,
        statements: [context.serve(table, seed.own), insertStatement(table.object, values)],
        read: () => unable("the row did not clash, so the key says nothing"),
      })),
    );
  },
});
