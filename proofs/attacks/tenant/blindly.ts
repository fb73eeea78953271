import type { AttackContext } from "../../context";
import { type Observation, silent } from "../../observation";
import type { TenantTable } from "../../scene/scene";
import { mayTry, withoutPrivilege } from "./actions";
import { atMostRows } from "./statements";
import { failingClosed } from "./states";

/** The trap of {@link atMostRows} sprang: the statement reached a row that it should not. */
export const REACHED_TOO_MANY: Readonly<Record<string, string>> = {
  "22012": "it reached rows beyond its own tenant's",
};

/**
 * A write without any column in its condition, once with no tenant and once as a tenant with its one made-up row. It never
 * changes anything: the condition is false for rows that are allowed and fails at the first one that is not.
 */
export async function blindAttempts(
  context: AttackContext,
  table: TenantTable,
  action: "update" | "delete",
  statement: (condition: string) => string,
): Promise<Observation | Observation[]> {
  if (!mayTry(context, table, action)) return withoutPrivilege(context, table, action);
  const seed = context.seed(table);
  const sessions = [{ session: context.say(table, ""), rows: 0, named: false }];
  // How many rows an existing tenant has is not known, so it cannot be told what is beyond them.
  if (!("missing" in seed) && seed.own.made !== undefined)
    sessions.push({
      session: context.serve(table, seed.own),
      rows: seed.own.rows,
      named: true,
    });
  return Promise.all(
    sessions.map(async ({ session, rows, named }) => {
      const seen = await context.attempt({
        statements: [session, statement(atMostRows(rows))],
        read: () => silent("reached no row beyond its own"),
      });
      return named ? seen : failingClosed(seen);
    }),
  );
}
