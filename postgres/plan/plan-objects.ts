import type { Acl } from "../model/acl";
import { relationKey } from "../model/keys";
import type { ObjectName, SecuredObject } from "../model/objects";
import type { PrivilegeSet, Rights } from "../model/privileges";
import { type AclLine, aclLines } from "./acl-lines";
import { AclState } from "./acl-state";
import type { AclStep } from "./acl-step";
import { compact } from "./compact";
import { type AclChange, type AclDiff, type AclIntent, diffAcl } from "./diff-acl";
import type { DesiredObject } from "./expand-access";
import { cureOf, heldText, lackText, ownTexts, undeclaredText } from "./graph-text";
import type { ObjectMode } from "./object-mode";
import type { Change, PlanPart } from "./plan";
import { countObjects, summarize } from "./summary";

/**
 * Plans the privileges on objects. A relation comes directly before its columns, because revoking a privilege on a table
 * takes the same privilege on its columns along.
 */
export function planObjects(
  objects: readonly DesiredObject[],
  ignored: ReadonlyMap<string, string>,
): PlanPart {
  const changes: Change[] = [];
  const steps: AclStep[] = [];
  const kept = new Map<string, ObjectName[]>();
  const live: [string, string][] = [];
  const desired: [string, string][] = [];
  const memo = new Memo(ignored);
  const said = new Map<readonly AclLine[], ObjectName[]>();
  let relation: { readonly key: string; readonly diff: AclDiff } | undefined;
  for (const entry of objects) {
    const { key, object } = entry;
    const known = memo.of(entry);
    const isColumn = object.kind === "column";
    const carried = isColumn && relation?.key === relationKey(object) ? relation.diff.removals : [];
    const diff = carried.length === 0 ? known.diff : diffAcl(object.acl, known.intent, carried);
    if (!isColumn) relation = { key, diff };
    const lines = carried.length === 0 ? known.lines : aclLines(object.acl, diff.after, known.intent);
    if (lines.length > 0) append(said, lines, object);
    for (const { text, reason } of lines) changes.push({ object: key, text, reason });
    for (const change of diff.changes) steps.push(stepOf(change, object));
    if (carried.length > 0) cascadeToColumns(steps, entry, carried);
    for (const text of known.kept) append(kept, text, object);
    if (known.live !== "") live.push([key, known.live]);
    if (known.desired !== "") desired.push([key, known.desired]);
    if (known.own === undefined) continue;
    live.push([`owner of ${key}`, known.own.live]);
    desired.push([`owner of ${key}`, known.own.desired]);
  }
  return {
    changes,
    statements: compact(steps),
    summary: summarize(said),
    // Counted where somebody asks: row security, which takes a few privileges from every table, does not.
    get kept() {
      return [...kept].map(
        ([text, names]) => `${text} on ${countObjects(names)}, which is not declared${cureOf(text)}`,
      );
    },
    desired: Object.fromEntries(desired),
    live: Object.fromEntries(live),
    problems: [],
  };
}

/** Filled in rather than spread: there are thousands. */
function stepOf(change: AclChange, object: SecuredObject): AclStep {
  const { action, grantee, grantor, privileges, grantOption, cascade } = change;
  return { action, grantee, grantor, privileges, grantOption, cascade, object, owner: object.owner };
}

/** What is meant for an object, as its access list is compared with it. */
export function aclIntent(
  { object, grants, denied, mode, own = 0 }: DesiredObject,
  ignored: ReadonlyMap<string, string>,
): AclIntent {
  return { owner: object.owner, grants, denied, mode, own, ignored };
}

/** A table's REVOKE fails where a column's grant depends on it, unless it says CASCADE. */
function cascadeToColumns(steps: AclStep[], { object }: DesiredObject, carried: AclDiff["removals"]): void {
  for (const removal of carried) {
    const dependents = new AclState(object.acl).remove(removal);
    if (dependents.length === 0) continue;
    const index = steps.findIndex(
      (step) =>
        step.object.schema === object.schema &&
        step.object.name === object.name &&
        step.object.column === undefined &&
        step.grantee === removal.grantee &&
        step.grantor === removal.grantor &&
        step.action !== "GRANT",
    );
    const step = steps[index];
    if (step !== undefined) steps[index] = { ...step, cascade: true };
  }
}

function append<Key>(groups: Map<Key, ObjectName[]>, key: Key, object: ObjectName): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [object]);
  else group.push(object);
}

interface Known {
  readonly grants: ReadonlyMap<string, Rights>;
  readonly denied: ReadonlyMap<string, PrivilegeSet>;
  readonly mode: ObjectMode;
  readonly owner: string;
  readonly intent: AclIntent;
  readonly diff: AclDiff;
  readonly lines: readonly AclLine[];
  readonly kept: readonly string[];
  readonly live: string;
  readonly desired: string;
  readonly own: { readonly live: string; readonly desired: string } | undefined;
}

const NO_LINES: readonly AclLine[] = [];

/** Equal access lists with equal intents are compared once: a thousand tables of one owner share a handful of both. */
class Memo {
  readonly #known = new Map<Acl, Known[]>();
  readonly #ignored: ReadonlyMap<string, string>;

  constructor(ignored: ReadonlyMap<string, string>) {
    this.#ignored = ignored;
  }

  of(desired: DesiredObject): Known {
    const { object, grants, denied, mode, own = 0 } = desired;
    const list = this.#known.get(object.acl) ?? [];
    for (const known of list)
      if (
        known.grants === grants &&
        known.denied === denied &&
        known.mode === mode &&
        known.intent.own === own &&
        known.owner === object.owner
      )
        return known;
    const intent = aclIntent(desired, this.#ignored);
    const diff = diffAcl(object.acl, intent);
    const known: Known = {
      grants,
      denied,
      mode,
      owner: object.owner,
      intent,
      diff,
      lines: diff.changes.length === 0 ? NO_LINES : aclLines(object.acl, diff.after, intent),
      kept: [...undeclaredText(object.acl, intent), ...lackText(object.acl, intent)],
      live: heldText(object.acl, intent),
      desired: heldText([], intent, grants),
      own: ownTexts(object.acl, intent),
    };
    this.#known.set(object.acl, [...list, known]);
    return known;
  }
}
