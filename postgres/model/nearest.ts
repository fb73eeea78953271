/** The candidates that differ least from what was written, nearest first; those that are too different are left out. */
export function nearest(written: string, candidates: Iterable<string>, limit = 3): string[] {
  const most = Math.max(2, Math.floor(written.length / 4));
  return [...candidates]
    .map((candidate) => ({
      candidate,
      distance: distance(written.toLowerCase(), candidate.toLowerCase(), most),
    }))
    .filter((one) => one.distance <= most)
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}

/** How many letters must be put in, taken out or replaced; `most + 1` where it is certainly more than `most`. */
function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before = [...Array(b.length + 1).keys()];
  for (let row = 1; row <= a.length; row++) {
    const now = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (before[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      now.push(Math.min(replaced, (before[column] ?? 0) + 1, (now[column - 1] ?? 0) + 1));
    }
    before = now;
  }
  return before[b.length] ?? most + 1;
}
