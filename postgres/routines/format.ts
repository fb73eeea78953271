/** How `format` puts an argument into a text: as it is (`s`), as an identifier (`I`) or as a literal (`L`). */
export interface Placeholder {
  /** The place of the argument behind the format, from 0. */
  readonly argument: number;
  readonly kind: "s" | "I" | "L";
  /** Where it stands in the format. */
  readonly from: number;
  readonly to: number;
  /** True without flags and width. */
  readonly plain: boolean;
}

/** `%[position$][flags][width]type`: https://www.postgresql.org/docs/current/functions-string.html#FUNCTIONS-STRING-FORMAT */
const PLACEHOLDER = /%(?:(\d+)\$)?-?(?:(\d+)|\*(?:(\d+)\$)?)?([sIL%])/g;

/** The placeholders of a format. A width that is itself an argument takes that argument's turn. */
export function placeholders(format: string): Placeholder[] {
  let next = 0;
  return [...format.matchAll(PLACEHOLDER)].flatMap((match): Placeholder[] => {
    const [text, position, , widthAt, kind] = match;
    if (kind === "%") return [];
    if (text.includes("*") && widthAt === undefined) next += 1;
    const argument = position === undefined ? next : Number(position) - 1;
    next = argument + 1;
    const to = match.index + text.length;
    const plain = /^%(?:\d+\$)?[sIL]$/.test(text);
    return [{ argument, kind: kind as Placeholder["kind"], from: match.index, to, plain }];
  });
}
