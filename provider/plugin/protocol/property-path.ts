/**
 * The path of a property as the engine writes and reads it: `schemas.sales`, `privileges["table sales.orders"]`,
 * `roles[0]`. Needed as a key of a detailed diff, where the engine looks the value up by it.
 *
 * The grammar has no way to write a name that ends in a backslash and has a dot or bracket too
 * (sdk/go/common/resource/properties_path.go); such a path ends at the parent, which shows more than it needs to,
 * but nothing wrong.
 */
export function propertyPath(...segments: readonly (string | number)[]): string {
  let path = "";
  for (const segment of segments) {
    if (typeof segment === "number") {
      path += `[${segment}]`;
    } else if (/^\w+$/.test(segment)) {
      path += path === "" ? segment : `.${segment}`;
    } else if (!segment.endsWith("\\")) {
      path += `["${segment.replaceAll('"', '\\"')}"]`;
    } else if (!/[.[]/.test(segment)) {
      path += path === "" ? segment : `.${segment}`;
    } else {
      return path;
    }
  }
  return path;
}

/** The first segment of a path: the name of the input or output that it lies in. */
export function rootOfPath(path: string): string {
  if (!path.startsWith('["')) return /^[^.[]*/.exec(path)?.[0] ?? path;
  let name = "";
  for (let index = 2; index < path.length && path[index] !== '"'; index += 1) {
    if (path[index] === "\\" && path[index + 1] === '"') index += 1;
    name += path[index];
  }
  return name;
}
