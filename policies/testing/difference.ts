/**
 * How many changes lead from one value to the other: a leaf that differs counts one, and so does an element or a
 * property that is there on one side only, with everything in it.
 */
export function countDifferences(a: unknown, b: unknown): number {
  if (Array.isArray(a) && Array.isArray(b) && a.length !== b.length) {
    const [shorter, longer] = a.length < b.length ? [a, b] : [b, a];
    const left = longer.filter((item) => !shorter.some((other) => countDifferences(item, other) === 0));
    return left.length;
  }
  if (isObject(a) && isObject(b)) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].reduce((sum, key) => {
      if (!(key in a) || !(key in b)) return sum + 1;
      return sum + countDifferences(a[key], b[key]);
    }, 0);
  }
  return Object.is(a, b) ? 0 : 1;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
