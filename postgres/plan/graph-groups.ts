/**
 * An expanded graph on its way through the engine: what is so → the objects of which it is so, one a line. A thousand
 * tables of which the same is so make one value instead of a thousand, and the engine's time goes by the number of
 * values: it checks, logs and compares each of them in every step.
 */
export type GraphGroups = Readonly<Record<string, string>>;

/** Object → text, the other way round. Objects are in the order of their names. */
export function groupGraph(graph: Readonly<Record<string, string>>): GraphGroups {
  const groups = new Map<string, string[]>();
  for (const object of Object.keys(graph).sort()) {
    const text = graph[object] ?? "";
    const group = groups.get(text);
    if (group === undefined) groups.set(text, [line(object)]);
    else group.push(line(object));
  }
  return Object.fromEntries([...groups].map(([text, objects]) => [text, objects.join("\n")]));
}

/** The graph that {@link groupGraph} has grouped, as pairs of object and text, in the order of the objects. */
export function graphEntries(groups: GraphGroups): [object: string, text: string][] {
  return Object.entries(groups)
    .flatMap(([text, objects]) => objects.split("\n").map((one): [string, string] => [objectOf(one), text]))
    .sort(([one], [other]) => (one < other ? -1 : 1));
}

/** No object's text begins with a quote, so a line that does is one whose name has line breaks. */
function line(object: string): string {
  return /[\n\r]/.test(object) ? JSON.stringify(object) : object;
}

function objectOf(text: string): string {
  return text.startsWith('"') ? (JSON.parse(text) as string) : text;
}
