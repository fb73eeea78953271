import { quoteIdentifier } from "../../../postgres/sql/quote";
import { defineAttack, EVERYONE } from "../../attack";
import { heldBack, moot, reached, unable } from "../../observation";
import { insertStatement } from "../../seed/row-maker";
import { whyMissing } from "../../seed/seeds";
import { mayTry, withoutPrivilege } from "../tenant/actions";
import { guessableRows } from "../tenant/keys";

/** As `unique-key-oracle`, without any error: the count of rows that were added is the answer. */
export default defineAttack({
  id: "conflict-do-nothing-oracle",
  title: "Finds out by ON CONFLICT DO NOTHING whether another tenant has a value",
  family: "side channels",
  severity: "medium",
  as: EVERYONE,
  target: "tenant table",
  why: "It asks for any value without an error in any log, thousands of times a second.",
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
      rows.map(({ key, values, room }) => ({
        ...room,
        statements: [
          context.serve(table, seed.own),
          `${insertStatement(table.object, values)} ON CONFLICT (${key.map(quoteIdentifier).join(", ")}) DO NOTHING`,
        ],
        read: (_, count) =>
          count === 0
            ? reached("the server added nothing, which says that another tenant's row has this key")
            : heldBack("the row was added"),
      })),
    );
  },
});
