import { readDatabaseModel } from "../catalog/read-model";
import type { Session } from "../connect/session";
import type { Plan, PlannedStatement } from "../plan/plan";
import { beginTrial, endTrial } from "../sql/transaction";
import type { Task } from "./carry-out";
import { isWarning, rightsMissing } from "./errors";
import { judge, type MissingRight } from "./preflight";
import { readSettingRights } from "./setting-rights";

/**
 * Decides how each statement of a plan is made, before the first one is.
 *
 * @throws ApplyError that names all rights which are missing.
 */
export async function prepare(session: Session, plan: Plan): Promise<Task> {
  const model = plan.model ?? (await readDatabaseModel(session));
  const { statements } = plan;
  const { name, superuser } = model.reader;
  const mayStore = superuser ? () => true : await readSettingRights(session, plan);
  const { acting, missing } = judge(model, statements, mayStore);
  const refused: MissingRight[] = [];
  for (const { right, needed, certain } of missing)
    if (certain || !(await isAllowed(session, needed))) refused.push(right);
  if (refused.length > 0) throw rightsMissing(name, refused);
  return { statements, acting, member: name, version: model.version };
}

/**
 * Managed platforms allow more than PostgreSQL's rules, by extensions that nothing in a catalog tells of. So what seems
 * to be missing is tried once and undone; a statement that the server only warns about is not allowed.
 */
async function isAllowed(session: Session, [statement]: readonly PlannedStatement[]): Promise<boolean> {
  if (statement === undefined) return true;
  session.takeNotices();
  await session.query(beginTrial());
  try {
    await session.query(statement.sql);
    return !session.takeNotices().some(isWarning);
  } catch {
    return false;
  } finally {
    await session.query(endTrial());
  }
}
