import { quoteLiteral } from "../../../sql/quote";
import { GUARD_STATES } from "./watched";

/** A text with `%s`, `%I` for the SQL expressions that follow it; a bare `%` is written `%%`. */
export type Sentence = readonly [format: string, ...expressions: string[]];

/** A refusal or a warning of the guard. */
export interface Raise {
  readonly level: "EXCEPTION" | "WARNING";
  readonly state: keyof typeof GUARD_STATES;
  readonly message: Sentence;
  /** What to do instead. */
  readonly hint: Sentence;
}

/** `RAISE … USING` of PL/pgSQL, without anything that a name could change. */
export function raise({ level, state, message, hint }: Raise): string {
  return `RAISE ${level} USING ERRCODE = ${quoteLiteral(GUARD_STATES[state])}, MESSAGE = ${formatted(message)}, HINT = ${formatted(hint)};`;
}

/** A name of the declaration inside a {@link Sentence}. */
export function sentencePart(text: string): string {
  return text.replaceAll("%", "%%");
}

function formatted([format, ...expressions]: Sentence): string {
  return `pg_catalog.format(${[quoteLiteral(format), ...expressions].join(", ")})`;
}
