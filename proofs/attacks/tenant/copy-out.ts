import { quoteIdentifier } from "../../../postgres/sql/quote";
import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";
import { heldBack, moot, reached, silent, unable } from "../../observation";
import { whyMissing } from "../../seed/seeds";
import { mayTry, withoutPrivilege } from "./actions";
import { belongsTo, onlyFor } from "./statements";

/** COPY (query) and COPY table: the second is turned into a query by row security, or it copies everything. */
export default defineAttack({
  id: "tenant-copy-out",
  title: "Reads another tenant's rows by COPY … TO",
  family: "tenant isolation",
  severity: "critical",
  as: EVERYONE,
  target: "tenant table",
  looks: true,
  breaches: { "22012": "its query in COPY was evaluated on rows of another tenant" },
  control: "read",
  why: "COPY takes a whole table in one statement: without row security it is every tenant's.",
  defence: "row security, which filters COPY TO as it filters SELECT",
  fix: "ENABLE and FORCE ROW LEVEL SECURITY on the table, and take BYPASSRLS from the role",
  run: async (context, table) => {
    if (!mayTry(context, table, "read")) return withoutPrivilege(context, table, "read");
    const seed = context.seed(table);
    if ("missing" in seed) return unable(whyMissing(seed));
    const { own } = seed;
    const name = quoteObject(table.object);
    const tenant = context.serve(table, own);
    const byQuery = await context.attempt({
      statements: [tenant, `COPY (SELECT FROM ${name} WHERE ${onlyFor(belongsTo(table, own))}) TO STDOUT`],
      read: () => silent("its query met no row of another tenant"),
    });
    // How many rows an existing tenant has is not known; and what gets through need not be copied in full.
    if (own.made === undefined || (byQuery.kind === "refused" && byQuery.sqlstate === "22012"))
      return byQuery;
    const { rows } = own;
    const byTable = await context.attempt({
      statements: [tenant, `COPY ${name} (${quoteIdentifier(table.column)}) TO STDOUT`],
      read: (_, count) =>
        count === null
          ? unable("the server did not say how many rows it copied")
          : count > rows
            ? reached("copied rows of another tenant")
            : count === 0
              ? silent("copied no row")
              : heldBack("copied its own rows only"),
    });
    // Without row security a partitioned table cannot be copied by its name; the query has said it all.
    return byTable.kind === "refused" && byTable.sqlstate === "42809"
      ? [byQuery, moot("it cannot be copied by its name")]
      : [byQuery, byTable];
  },
});
