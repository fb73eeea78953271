/** Nothing is said about what is done sooner than this, in milliseconds. */
const FIRST = 2_000;

/** Between two lines, in milliseconds. */
const INTERVAL = 5_000;

/**
 * Says what is going on while it takes long: the seconds passed and a count of what was done, both true. There is no
 * percentage, because nobody knows the whole.
 */
export async function withProgress<T>(
  what: string,
  log: (line: string) => void,
  count: () => string,
  work: () => Promise<T>,
): Promise<T> {
  const begun = Date.now();
  const say = () => {
    const counted = count();
    const seconds = Math.round((Date.now() - begun) / 1000);
    log(`${what}: ${seconds} s${counted === "" ? "" : `, ${counted}`}`);
  };
  let interval: NodeJS.Timeout | undefined;
  const first = setTimeout(() => {
    say();
    interval = setInterval(say, INTERVAL);
  }, FIRST);
  try {
    return await work();
  } finally {
    clearTimeout(first);
    clearInterval(interval);
  }
}
