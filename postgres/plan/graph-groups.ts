import { inert, inertJson } from "../inert";

/**
 * An expanded graph on its way through the engine: what is so → the objects of which it is so, one a line. A thousand
 * tables of which the same is so make one value instead of a thousand, and the engine's time goes by the number of
 * values: it checks, logs and compares each of them in every step.
 */
export type GraphGroups = Readonly<Record<string, string>>;

/** Object → text, the other way round. Objects are in the order of their names. What a terminal would obey is written as JSON. */
export function groupGraph(graph: Readonly<Record<string, string>>): GraphGroups {
  const groups = new Map<string, string[]>();
  for (const object of Object.keys(graph).sort()) {
    const text = graph[object] ?? "";
    const group = groups.get(text);
    if (group === undefined) groups.set(text, [written(object, BEGUN)]);
    else group.push(written(object, BEGUN));
  }
  return Object.fromEntries([...groups].map(([text, objects]) => [written(text, WHOLE), objects.join("\n")]));
}

/** The graph that {@link groupGraph} has grouped, as pairs of object and text, in the order of the objects. */
export function graphEntries(groups: GraphGroups): [object: string, text: string][] {
  return Object.entries(groups)
    .flatMap(([text, objects]) =>
      objects.split("\n").map((one): [string, string] => [read(one, BEGUN), read(text, WHOLE)]),
    )
    .sort(([one], [other]) => (one < other ? -1 : 1));
}

/** No object's text begins with a quote, so a line that does is JSON. */
const BEGUN = /^"/;

/** What is so may begin with a quoted role, so only a text that ends with a quote too is JSON. */
const WHOLE = /^".*"$/;

/**
 * Names hold what they like, and the engine shows keys as they are: a text with line breaks or with characters that a
 * terminal obeys is written as JSON, and so is one that would be taken for JSON.
 */
function written(text: string, json: RegExp): string {
  return inert(text) !== text || json.test(text) ? inertJson(JSON.stringify(text)) : text;
}

function read(text: string, json: RegExp): string {
  return json.test(text) ? (JSON.parse(text) as string) : text;
}
