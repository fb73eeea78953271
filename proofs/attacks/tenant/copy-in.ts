import { quoteIdentifier } from "../../../postgres/sql/quote";
import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE, INSUFFICIENT_PRIVILEGE } from "../../attack";
import { moot, reached, unable } from "../../observation";
import { whyMissing } from "../../seed/seeds";
import { mayTry, withoutPrivilege } from "./actions";

/** What the driver answers a server that is ready for rows: none is ever sent. */
const READY = /No source stream defined/;

/** COPY FROM checks no policy: the server refuses it (0A000) to whom row security binds, and asks everybody else for rows. */
export default defineAttack({
  id: "tenant-copy-in",
  title: "Adds rows to any tenant by COPY … FROM",
  family: "tenant isolation",
  severity: "critical",
  as: EVERYONE,
  target: "tenant table",
  refusals: [INSUFFICIENT_PRIVILEGE, "0A000"],
  why: "COPY FROM looks at no policy: where it is allowed, rows of any tenant come in.",
  defence: "row security that binds the role: the server then refuses COPY FROM altogether",
  fix: "ENABLE and FORCE ROW LEVEL SECURITY on the table, and take BYPASSRLS from the role; load rows by INSERT",
  run: async (context, table) => {
    if (!mayTry(context, table, "insert")) return withoutPrivilege(context, table, "insert");
    const seed = context.seed(table);
    if ("missing" in seed) return unable(whyMissing(seed));
    const { made } = seed.own;
    if (made === undefined) return unable(whyMissing({ missing: "existing rows are not copied" }));
    const columns = [...made.written.keys()].map(quoteIdentifier).join(", ");
    const seen = await context.attempt({
      alone: true,
      statements: [
        context.serve(table, seed.own),
        `COPY ${quoteObject(table.object)} (${columns}) FROM STDIN`,
      ],
      read: () => moot("it took no row"),
    });
    return seen.kind === "refused" && READY.test(seen.message)
      ? reached("the server was ready to take rows of any tenant")
      : seen;
  },
});
