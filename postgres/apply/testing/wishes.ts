import { readDatabaseModel } from "../../catalog/read-model";
import type { Session } from "../../connect/session";
import type { Plan, PlannedStatement } from "../../plan/plan";

/** A statement of a test's plan, and the question that is answered `true` once it has taken effect. */
export interface Wish extends PlannedStatement {
  /** SQL that yields one row with one boolean. */
  readonly granted: string;
}

/** Test fixture: a planner as small as can be. It plans the statements whose effect is not there. */
export function planFor(wishes: readonly Wish[]): (session: Session) => Promise<Plan> {
  return async (session) => {
    const open: Wish[] = [];
    for (const wish of wishes) {
      const [row] = await session.rows(wish.granted);
      if (row?.[0] !== true) open.push(wish);
    }
    return {
      changes: open.map(({ reason, sql }) => ({ object: "test", text: `${reason}: ${sql}`, reason })),
      statements: open.map(({ granted: _, ...statement }) => statement),
      summary: [],
      model: await readDatabaseModel(session),
    };
  };
}
