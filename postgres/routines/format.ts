/** How `format` puts an argument into a text: as it is (`s`), as an identifier (`I`) or as a literal (`L`). */
export interface Placeholder {
  /** The place of the argument behind the format, from 0. */
  readonly argument: number;
  readonly kind: "s" | "I" | "L";
}

/** `%[position$][flags][width]type`: https://www.postgresql.org/docs/current/functions-string.html#FUNCTIONS-STRING-FORMAT */
const PLACEHOLDER = /%(?:(\d+)\$)?-?(?:(\d+)|\*(?:(\d+)\$)?)?([sIL%])/g;

/** The placeholders of a format. A width that is itself an argument takes that argument's turn. */
export function placeholders(format: string): Placeholder[] {
  let next = 0;
  return [...format.matchAll(PLACEHOLDER)].flatMap(([text, position, , widthAt, kind]): Placeholder[] => {
    if (kind === "%") return [];
    if (text.includes("*") && widthAt === undefined) next += 1;
    const argument = position === undefined ? next : Number(position) - 1;
    next = argument + 1;
    return [{ argument, kind: kind as Placeholder["kind"] }];
  });
}
