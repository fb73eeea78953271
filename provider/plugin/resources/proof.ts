import { readSecurityFingerprint } from "../../../postgres/catalog/security-fingerprint";
import { ConnectionError } from "../../../postgres/connect/errors";
import { withSession } from "../../../postgres/connect/session";
import type { ServerSettings } from "../configuration";
import {
  containsUnknown,
  type DiffResult,
  isProperties,
  type OperationContext,
  PartialFailure,
  type Properties,
  type PropertyChange,
  propertyPath,
  type ResourceImplementation,
  reveal,
  revealAll,
  sameValue,
  UNKNOWN,
  type Value,
} from "../protocol";
import { failures, kindOf, pick } from "./changes";
import { NO_SUCH_DATABASE } from "./live";
import { PROOF_PROPERTIES, type ProofIntent, parseProof } from "./proof/intent";
import { runSuite } from "./proof/run";
import { judgeReport } from "./proof/verdict";
import { changesOf } from "./run-changes";

/** What only a run knows. */
const RESULTS = [
  "attackers",
  "attacks",
  "attempts",
  "defended",
  "gotThrough",
  "notRun",
  "waived",
  "provenAt",
  "serverVersion",
  "fingerprint",
] as const;

/**
 * `palisade:index:Proof`: runs the attack suite at Create and Update. Check adds to the inputs what the live database is
 * (`fingerprint`) and which resources changed it before in the same run (`rerun`); Diff compares that with what was
 * proven. A run that fails is saved without a fingerprint, so that the next update runs it again whatever else is so.
 */
export const proofResource: ResourceImplementation<ServerSettings> = {
  async check({ news, context }) {
    const declared = pick(news, PROOF_PROPERTIES);
    // What a trigger holds is nobody's concern here, so it may be unknown.
    const { triggers: _, ...own } = declared;
    if (containsUnknown(own)) return { inputs: { ...declared, fingerprint: UNKNOWN }, failures: [] };
    const { intent, problems } = parseProof(revealAll({ ...own, triggers: {} }));
    if (intent === undefined) return { inputs: declared, failures: failures(problems) };
    const rerun = context.config === undefined ? {} : changesOf(context.config, intent.database);
    return {
      inputs: {
        ...declared,
        fingerprint: await liveFingerprint(context.config, intent),
        ...(Object.keys(rerun).length === 0 ? {} : { rerun }),
      },
      failures: [],
    };
  },

  diff: async ({ oldInputs, olds, news }) => diffProof(oldInputs, olds, news),

  async create({ inputs, preview, context }) {
    const declared = pick(inputs, PROOF_PROPERTIES);
    if (preview) return { id: "", outputs: planned(declared, context) };
    const intent = intentOf(declared);
    return { id: intent.database, outputs: await prove(declared, intent, context) };
  },

  async read({ id, inputs, state }) {
    if (Object.keys(inputs).length === 0)
      throw new Error("a proof is not imported: declare a Proof, and the next update runs the attacks");
    return { id, inputs, outputs: state };
  },

  async update({ id, olds, news, preview, context }) {
    const declared = pick(news, PROOF_PROPERTIES);
    if (preview) return { outputs: planned(declared, context) };
    try {
      return { outputs: await prove(declared, intentOf(declared), context) };
    } catch (error) {
      if (error instanceof PartialFailure) throw error;
      // The run could not be made. What was proven before says nothing about what is there now.
      const { provenAt: _, ...before } = pick(olds, RESULTS);
      const reason = error instanceof Error ? error.message : String(error);
      throw new PartialFailure({
        id,
        outputs: { ...declared, ...before, fingerprint: {} },
        reasons: [reason],
      });
    }
  },

  async delete() {
    // A proof leaves nothing behind.
  },
};

function intentOf(declared: Properties): ProofIntent {
  const { intent, problems } = parseProof(revealAll(declared));
  if (intent === undefined)
    throw new Error(problems.map(({ path, reason }) => `${path}: ${reason}`).join("; "));
  return intent;
}

/** Unknown where there is nobody to ask yet, or no database. */
async function liveFingerprint(config: ServerSettings | undefined, intent: ProofIntent): Promise<Value> {
  if (config === undefined) return UNKNOWN;
  const { database, roles } = intent;
  try {
    return {
      ...(await withSession({ ...config, database }, (session) => readSecurityFingerprint(session, roles))),
    };
  } catch (error) {
    if (error instanceof ConnectionError && error.code === NO_SUCH_DATABASE) return UNKNOWN;
    throw error;
  }
}

function planned(declared: Properties, context: OperationContext<ServerSettings>): Properties {
  context.log(
    "info",
    "the update will attack the database as its roles, in a transaction that is rolled back",
  );
  return { ...declared, ...Object.fromEntries(RESULTS.map((name) => [name, UNKNOWN])) };
}

/** Runs the suite. Throws a {@link PartialFailure} with what was found where it was not good enough. */
async function prove(
  declared: Properties,
  intent: ProofIntent,
  context: OperationContext<ServerSettings>,
): Promise<Properties> {
  const { report, fingerprint, superuser } = await runSuite(context, intent);
  const { tally, failure, warnings } = judgeReport(report, intent, superuser);
  for (const warning of warnings) context.log("warning", warning);
  const outputs = {
    ...declared,
    ...tally,
    attackers: report.attackers.map(({ role }) => role),
    serverVersion: report.target.serverVersion,
  };
  if (failure !== undefined)
    throw new PartialFailure({
      id: intent.database,
      outputs: { ...outputs, fingerprint: {} },
      reasons: [failure],
    });
  return { ...outputs, fingerprint: { ...fingerprint }, provenAt: new Date().toISOString() };
}

/** One line for each argument, each trigger, each resource that changes the database before, and each part of it that is not what was proven. */
function diffProof(oldInputs: Properties, olds: Properties, news: Properties): DiffResult {
  const detailedDiff: Record<string, PropertyChange> = {};
  for (const name of PROOF_PROPERTIES) {
    if (name === "triggers" || sameValue(oldInputs[name], news[name])) continue;
    const kind = kindOf(oldInputs[name], news[name]);
    detailedDiff[name] = { kind: name === "database" ? "update-replace" : kind, inputDiff: true };
  }
  compare(detailedDiff, "triggers", oldInputs["triggers"], news["triggers"], true);
  compare(detailedDiff, "rerun", {}, news["rerun"], true);
  compare(detailedDiff, "fingerprint", olds["fingerprint"], news["fingerprint"], false);
  return { changes: Object.keys(detailedDiff).length > 0, detailedDiff };
}

function compare(
  diff: Record<string, PropertyChange>,
  property: string,
  before: Value | undefined,
  after: Value | undefined,
  inputDiff: boolean,
): void {
  const [old, wanted] = [reveal(before) ?? {}, reveal(after) ?? {}];
  if (!isProperties(old) || !isProperties(wanted)) {
    if (!sameValue(old, wanted)) diff[property] = { kind: kindOf(before, after), inputDiff };
    return;
  }
  for (const name of new Set([...Object.keys(old), ...Object.keys(wanted)])) {
    if (sameValue(old[name], wanted[name])) continue;
    diff[propertyPath(property, name)] = { kind: kindOf(old[name], wanted[name]), inputDiff };
  }
}
