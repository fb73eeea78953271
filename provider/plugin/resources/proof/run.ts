import { terminate } from "../../../../postgres/apply/converge";
import { readHead } from "../../../../postgres/catalog/cluster";
import {
  readSecurityFingerprint,
  type SecurityFingerprint,
} from "../../../../postgres/catalog/security-fingerprint";
import { connect, type Session } from "../../../../postgres/connect/session";
import { type ProofReport, runProof } from "../../../../proofs";
import type { ServerSettings } from "../../configuration";
import type { OperationContext } from "../../protocol";
import { server, updateLine } from "../talk";
import type { ProofIntent } from "./intent";

/** What one run of the suite found. */
export interface Ran {
  readonly report: ProofReport;
  /** Read before the first attack: what changes from then on is not proven. */
  readonly fingerprint: SecurityFingerprint;
  /** Whether the managing role is a superuser. */
  readonly superuser: boolean;
}

/**
 * Runs the suite on behalf of an operation: it shows its progress at the resource, and a cancellation ends it at once,
 * on the server too.
 */
export async function runSuite(context: OperationContext<ServerSettings>, intent: ProofIntent): Promise<Ran> {
  const { signal } = context;
  if (signal.aborted) throw cancelled();
  const session = await connect({ ...server(context), database: intent.database });
  const line = updateLine(context);
  const stop = new AbortController();
  const stopped = new Promise<never>((_resolve, reject) => {
    const end = () => void terminate(session).then(() => reject(cancelled()));
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true, signal: stop.signal });
  });
  try {
    return await Promise.race([attack(session, intent, line.tell), stopped]);
  } finally {
    stop.abort();
    line.end();
    await session.end();
  }
}

async function attack(session: Session, intent: ProofIntent, tell: (sentence: string) => void): Promise<Ran> {
  tell("reads the catalog");
  const { reader } = await readHead(session);
  const fingerprint = await readSecurityFingerprint(session, intent.roles);
  const report = await runProof(session, {
    ...intent.options,
    onProgress: (done, total, title) =>
      tell(`attempt ${done} of ${total}: ${title || "looks at connections"}`),
  });
  return { report, fingerprint, superuser: reader.superuser };
}

function cancelled(): Error {
  return new Error("cancelled: everything that the attacks did was rolled back");
}
