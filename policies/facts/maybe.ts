/**
 * A value that could not be known, and why: an output that exists only after the update, or something that the
 * reading role may not see. It is not an absent value, and no rule may take it for one.
 */
export class Unknown {
  /** What would have to be so for the value to be known. */
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/** A value, or the reason why it is not known. */
export type Maybe<T> = T | Unknown;

/** Thrown by {@link known}; the judge turns it into the verdict *unknown* for the object at hand. */
export class UndecidedError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "UndecidedError";
  }
}

/** The value. Where it is not known, the check ends here with the verdict *unknown*. */
export function known<T>(value: Maybe<T>): T {
  if (value instanceof Unknown) throw new UndecidedError(value.reason);
  return value;
}

/** True where the value is known. */
export function isKnown<T>(value: Maybe<T>): value is T {
  return !(value instanceof Unknown);
}

/**
 * Three-valued AND: one known `false` decides, whatever else is unknown. Only where the unknown ones would decide
 * does the check end with the verdict *unknown*.
 */
export function allOf(...values: readonly Maybe<boolean>[]): boolean {
  if (values.some((value) => value === false)) return false;
  for (const value of values) known(value);
  return true;
}
