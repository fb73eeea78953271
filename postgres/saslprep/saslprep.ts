import {
  LEFT_TO_RIGHT,
  MAPPED_TO_NOTHING,
  NON_ASCII_SPACES,
  PROHIBITED,
  RIGHT_TO_LEFT,
  UNASSIGNED,
} from "./tables";

/**
 * The normal form of a password, or `undefined` where SASLprep (RFC 4013) refuses it, exactly as PostgreSQL does
 * (`pg_saslprep`, src/common/saslprep.c). Two things are PostgreSQL's own and the reason why no library serves: plain
 * ASCII is never looked at, and the checks are made on the characters before normalisation, not after it.
 */
export function saslprep(password: string): string | undefined {
  if (isAscii(password)) return password;
  const table = tables();
  const mapped: string[] = [];
  for (const character of password) {
    if (table.space(character)) mapped.push(" ");
    else if (!table.nothing(character)) mapped.push(character);
  }
  if (mapped.length === 0) return undefined;
  if (mapped.some((character) => table.prohibited(character) || table.unassigned(character)))
    return undefined;
  if (!directionIsClear(mapped, table)) return undefined;
  return mapped.join("").normalize("NFKC");
}

/** RFC 3454, section 6: text from right to left stands alone, and at both ends. */
function directionIsClear(characters: readonly string[], table: Tables): boolean {
  if (!characters.some(table.rightToLeft)) return true;
  if (characters.some(table.leftToRight)) return false;
  return table.rightToLeft(characters[0] ?? "") && table.rightToLeft(characters.at(-1) ?? "");
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x7f) return false;
  return true;
}

type Membership = (character: string) => boolean;

type Tables = Readonly<
  Record<"space" | "nothing" | "prohibited" | "unassigned" | "rightToLeft" | "leftToRight", Membership>
>;

let parsed: Tables | undefined;

/** Parsed at the first password that needs them; few do. */
function tables(): Tables {
  parsed ??= {
    space: membership(NON_ASCII_SPACES),
    nothing: membership(MAPPED_TO_NOTHING),
    prohibited: membership(PROHIBITED),
    unassigned: membership(UNASSIGNED),
    rightToLeft: membership(RIGHT_TO_LEFT),
    leftToRight: membership(LEFT_TO_RIGHT),
  };
  return parsed;
}

function membership(table: string): Membership {
  const ranges = table
    .trim()
    .split(/\s+/)
    .map((range) => {
      const [first = "", last = first] = range.split("-");
      return [Number.parseInt(first, 16), Number.parseInt(last, 16)] as const;
    });
  return (character) => {
    const code = character.codePointAt(0) ?? -1;
    return ranges.some(([first, last]) => code >= first && code <= last);
  };
}
