import type { SecuredObject } from "../../postgres/model/objects";
import { displayIdentifier } from "../../postgres/sql/quote";
import { counted, shortName } from "./words";

/** How many objects of one line are named; JSON and the page have them all. */
const NAMED = 8;

/** `table app.orders`, or `12 tables in app: a, b, …`; in its schema's own section without the schema. */
export function objectsText(objects: readonly SecuredObject[], withSchema: boolean): string {
  const [first] = objects;
  if (first === undefined) return "";
  const schema = withSchema && first.schema !== undefined ? displayIdentifier(first.schema) : undefined;
  if (objects.length === 1)
    return `${first.kind} ${schema === undefined ? "" : `${schema}.`}${shortName(first)}`;
  const named = objects.slice(0, NAMED).map(shortName).join(", ");
  const rest = objects.length > NAMED ? `, … ${objects.length - NAMED} more` : "";
  return `${counted(objects.length, first.kind)}${schema === undefined ? "" : ` in ${schema}`}: ${named}${rest}`;
}

/** Things with one and the same text, together, in the order of their first. */
export function together<T>(things: readonly T[], text: (thing: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const key = text(thing);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [thing]);
    else group.push(thing);
  }
  return groups;
}
