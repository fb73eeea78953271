import { DatabaseError } from "pg";
import { type Converged, converge } from "../../../postgres/apply/converge";
import { OutcomeUnknown } from "../../../postgres/apply/errors";
import type { Session } from "../../../postgres/connect/session";
import { inert } from "../../../postgres/inert";
import type { Plan } from "../../../postgres/plan/plan";
import type { ServerSettings } from "../configuration";
import { type OperationContext, OutcomeUnknownError } from "../protocol";
import { server, updateLine } from "./talk";

/**
 * Brings a database to a plan on behalf of an operation: it is cancelled with it and shows its progress at the resource.
 *
 * @throws OutcomeUnknownError where nobody can tell what came of it; every other error says that nothing was changed.
 */
export async function carryOut<P extends Plan>(
  context: OperationContext<ServerSettings>,
  database: string,
  plan: (session: Session) => Promise<P>,
): Promise<Converged<P>> {
  const line = updateLine(context);
  try {
    return await converge({ ...server(context), database }, plan, {
      signal: context.signal,
      progress: line.tell,
    });
  } catch (error) {
    if (error instanceof OutcomeUnknown) throw new OutcomeUnknownError(error.message, { cause: error });
    // The server's own words, those of a trigger at COMMIT for example, may hold anything.
    throw error instanceof DatabaseError ? new Error(inert(error.message), { cause: error }) : error;
  } finally {
    line.end();
  }
}
