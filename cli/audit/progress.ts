/** Milliseconds after which a line says what takes so long, and then again each time. */
const PATIENCE = 2_000;

/**
 * Does work of several steps and tells, as long as it is not done, now and then what it is doing and since when. Work that
 * is done sooner than that says nothing.
 */
export async function withProgress<T>(
  tell: (line: string) => void,
  work: (now: (doing: string) => void) => Promise<T>,
): Promise<T> {
  const begun = Date.now();
  let doing = "connecting";
  const timer = setInterval(() => tell(`${doing} (${Math.round((Date.now() - begun) / 1000)} s)`), PATIENCE);
  try {
    return await work((sentence) => {
      doing = sentence;
    });
  } finally {
    clearInterval(timer);
  }
}
