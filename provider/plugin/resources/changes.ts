import { inert } from "../../../postgres/inert";
import type { Change, Problem } from "../../../postgres/plan/plan";
import {
  type DiffResult,
  type InputFailure,
  isProperties,
  type Properties,
  type PropertyChange,
  propertyPath,
  reveal,
  sameValue,
  setProperty,
  type Value,
} from "../protocol";

/**
 * The lines of a preview as inputs: object → { "shop_readonly gains SELECT": "declared" }, with what is lost in an input
 * of its own. Check adds them, so that the engine has something to show for differences of the live server that are in
 * no state yet. They are only read, never compared, so names in them are inert: the engine writes keys as they are.
 */
export function changesInput(changes: readonly Change[]): Properties {
  if (changes.length === 0) return {};
  const lost = changes.filter(({ text }) => isLoss(text));
  const others = changes.filter(({ text }) => !isLoss(text));
  return {
    ...(lost.length === 0 ? {} : { losses: linesByObject(lost) }),
    ...(others.length === 0 ? {} : { changes: linesByObject(others) }),
    comparedAt: new Date().toISOString(),
  };
}

/** The inputs that {@link changesInput} adds. Read hands them back as they are, so that a refresh shows no change of them. */
export const CHANGES_INPUTS = ["changes", "losses", "comparedAt"] as const;

/** Whether a line or a sentence about a change tells of something taken away: a privilege, an attribute, a membership, an owner's place. */
export function isLoss(text: string): boolean {
  return /(?:^|[ :])loses |(?:^|[ :])is no longer a member(?:$| )/.test(text);
}

/**
 * Where a preview shows what is lost. The engine marks a line as deleted, red and with a minus, only where neither the
 * state nor the inputs have anything at its path; so this is the name of no property. It sorts before `changes`.
 */
const LOST = "access lost";

function linesByObject(changes: readonly Change[]): Properties {
  const result: Properties = {};
  for (const change of changes) {
    const [object, text, reason] = [change.object, change.text, change.reason].map(inert) as [
      string,
      string,
      string,
    ];
    const lines = result[object];
    if (isProperties(lines)) setProperty(lines, text, reason);
    else setProperty(result, object, { [text]: reason });
  }
  return result;
}

/** Problems of a declaration as the engine wants them. */
export function failures(problems: readonly Problem[]): InputFailure[] {
  return problems.map(({ path, reason }) => ({ path: inert(path), reason: inert(reason) }));
}

/** What a diff is made from. */
export interface DiffInputs {
  readonly oldInputs: Properties;
  /** The state, refreshed or not. */
  readonly olds: Properties;
  readonly news: Properties;
  /** The inputs that a user writes, without what Check adds. */
  readonly declared: readonly string[];
  /** The input that holds the expanded graph, for example `privileges`. */
  readonly graph: string;
}

/**
 * Compares by the lines that Check found on the live server. Where there are none, a refreshed state that differs from
 * the graph and a declaration that was reworded still count. A change of the database replaces the resource.
 */
export function diffByChanges({ oldInputs, olds, news, declared, graph }: DiffInputs): DiffResult {
  const detailedDiff: Record<string, PropertyChange> = {};
  const moved = !sameValue(oldInputs["database"], news["database"]);
  if (moved) detailedDiff["database"] = { kind: "update-replace", inputDiff: true };
  let shown = 0;
  // A refresh compares the last update's inputs, whose lines are done.
  if (!sameValue(oldInputs["comparedAt"], news["comparedAt"])) {
    for (const { object, text, reason } of linesIn(news["losses"])) {
      // The engine has no value to show beside a line that never stood anywhere, so the reason belongs to the line.
      const path = propertyPath(LOST, object, `${text} (${reason})`);
      detailedDiff[path] = { kind: "delete", inputDiff: true };
      shown++;
    }
    for (const { object, text } of linesIn(news["changes"])) {
      detailedDiff[propertyPath("changes", object, text)] = { kind: "add", inputDiff: true };
      shown++;
    }
  }
  for (const name of declared) {
    if (name === "database" || sameValue(oldInputs[name], news[name])) continue;
    // The lines above say what a reworded declaration does; whole sections of it would only hide them.
    if (shown > 0 && isProperties(reveal(news[name]))) continue;
    detailedDiff[name] = { kind: kindOf(oldInputs[name], news[name]), inputDiff: true };
  }
  if (shown === 0) addGraphDrift(detailedDiff, graph, olds[graph], news[graph]);
  return { changes: Object.keys(detailedDiff).length > 0, detailedDiff };
}

/** The lines that {@link linesByObject} has written. */
function linesIn(input: Value | undefined): Change[] {
  const objects = reveal(input);
  if (!isProperties(objects)) return [];
  return Object.entries(objects).flatMap(([object, lines]) =>
    isProperties(lines)
      ? Object.entries(lines).map(([text, reason]) => ({ object, text, reason: String(reason) }))
      : [],
  );
}

/** A refreshed state shows each object whose protection is not what is meant. */
function addGraphDrift(
  diff: Record<string, PropertyChange>,
  graph: string,
  before: Value | undefined,
  after: Value | undefined,
): void {
  const old = reveal(before);
  const wanted = reveal(after);
  if (!isProperties(old) || !isProperties(wanted)) {
    if (!sameValue(before, after) && after !== undefined) diff[graph] = { kind: kindOf(before, after) };
    return;
  }
  for (const object of new Set([...Object.keys(old), ...Object.keys(wanted)])) {
    if (sameValue(old[object], wanted[object])) continue;
    diff[propertyPath(graph, object)] = { kind: kindOf(old[object], wanted[object]) };
  }
}

/** What happens to a property that had one value and gets another. */
export function kindOf(before: Value | undefined, after: Value | undefined): PropertyChange["kind"] {
  if (before === undefined) return "add";
  return after === undefined ? "delete" : "update";
}

/** Only these properties, absent ones left out. */
export function pick(properties: Properties, names: readonly string[]): Properties {
  const result: Properties = {};
  for (const name of names) if (properties[name] !== undefined) result[name] = properties[name];
  return result;
}
