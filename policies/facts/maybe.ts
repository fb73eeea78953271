/**
 * Marks that hold across copies of this module: a rule in a repository of its own brings one copy, and a bundled program
 * that runs the rule has another. By class alone, the rule would take what is not known for a value.
 */
const UNKNOWN = Symbol.for("pulumi-palisade.unknown");
const UNDECIDED = Symbol.for("pulumi-palisade.undecided");

/**
 * A value that could not be known, and why: an output that exists only after the update, or something that the
 * reading role may not see. It is not an absent value, and no rule may take it for one.
 */
export class Unknown {
  /** What would have to be so for the value to be known. */
  readonly reason: string;
  readonly [UNKNOWN] = true;

  constructor(reason: string) {
    this.reason = reason;
  }

  static [Symbol.hasInstance](value: unknown): value is Unknown {
    return typeof value === "object" && value !== null && UNKNOWN in value;
  }
}

/** A value, or the reason why it is not known. */
export type Maybe<T> = T | Unknown;

/** Thrown by {@link known}; the judge turns it into the verdict *unknown* for the object at hand. */
export class UndecidedError extends Error {
  readonly [UNDECIDED] = true;

  constructor(reason: string) {
    super(reason);
    this.name = "UndecidedError";
  }

  static override [Symbol.hasInstance](value: unknown): value is UndecidedError {
    return typeof value === "object" && value !== null && UNDECIDED in value;
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
