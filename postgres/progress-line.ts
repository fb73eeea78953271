/** Milliseconds before work says what it is doing, and between two such lines. */
const PATIENCE = 2_000;

/** A live progress line: what is being done and for how long, shown while it takes a while. */
export interface ProgressLine {
  /** What is being done from now on. */
  readonly tell: (doing: string) => void;
  /** Nothing more is shown. */
  readonly end: () => void;
}

/** Begins a {@link ProgressLine}. Work that is done before {@link PATIENCE} is over shows none. */
export function progressLine(first: string, show: (sentence: string) => void): ProgressLine {
  const begun = Date.now();
  let doing = first;
  const timer = setInterval(() => show(`${doing} (${Math.round((Date.now() - begun) / 1000)} s)`), PATIENCE);
  return {
    tell: (sentence) => {
      doing = sentence;
    },
    end: () => clearInterval(timer),
  };
}
