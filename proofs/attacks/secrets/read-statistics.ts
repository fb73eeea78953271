import type { Row } from "../../arena";
import { defineAttack, EVERYONE } from "../../attack";
import type { AttackContext } from "../../context";
import { heldBack, moot, type Observation, reached } from "../../observation";

/** `pg_stats` hides a table's most common values from roles that its row security binds. */
export default defineAttack({
  id: "read-statistics",
  title: "Reads tenants' values from the planner's statistics",
  family: "secrets",
  severity: "medium",
  as: EVERYONE,
  target: "tenant table",
  looks: true,
  why: "The planner's statistics hold the most common values of each column, of all tenants.",
  defence: "row security that binds the role, and catalogs of statistics that only superusers may read",
  fix: "ENABLE and FORCE ROW LEVEL SECURITY on the table; REVOKE SELECT ON pg_statistic FROM the role and from PUBLIC",
  run: async (context, { object: { schema = "", name } }) => {
    // The catalog's privilege and the view's condition do not depend on the table: both are asked once for all.
    const direct = await context.attemptOnce({
      statements: ["SELECT FROM pg_catalog.pg_statistic WHERE false"],
      evidence: "may read the statistics of every table",
    });
    const collected = await context.once("tables with statistics", async () =>
      namesIn(await context.ask(TABLES_SHOWN)),
    );
    const table = nameOf(schema, name);
    if (!collected.has(table)) return [direct, moot("no statistics of it were collected yet")];
    const { seen, shown } = await context.once("tables whose statistics are shown", () => look(context));
    if (seen.kind !== "silent") return [direct, seen];
    return [direct, shown.has(table) ? reached("saw the table's statistics") : seen];
  },
});

const TABLES_SHOWN = "SELECT DISTINCT schemaname::text, tablename::text FROM pg_catalog.pg_stats";

/** Which tables' statistics the attacker is shown. */
async function look(
  context: AttackContext,
): Promise<{ readonly seen: Observation; readonly shown: ReadonlySet<string> }> {
  let shown: ReadonlySet<string> = new Set();
  const seen = await context.attempt({
    statements: [TABLES_SHOWN],
    read: (rows) => {
      shown = namesIn(rows);
      return heldBack("saw no statistics");
    },
  });
  return { seen, shown };
}

function namesIn(rows: readonly Row[]): ReadonlySet<string> {
  return new Set(rows.map(({ schemaname, tablename }) => nameOf(String(schemaname), String(tablename))));
}

function nameOf(schema: string, table: string): string {
  return JSON.stringify([schema, table]);
}
