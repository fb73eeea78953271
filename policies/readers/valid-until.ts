import { type Maybe, Unknown } from "../facts/maybe";

/** A date, and what may follow it: a time, fractions, an offset. PostgreSQL takes a blank for the T as well. */
const ISO = /^(\d{4,}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))? ?(Z|UTC|[+-]\d\d(?::?\d\d)?)?$/i;

/** The last place on Earth where a day ends. Who writes no offset leaves it to the server's TimeZone, which nobody here knows. */
const LAST_OFFSET = "-12:00";

/**
 * What VALID UNTIL says, as `RoleFact` has it. Without an offset it is the latest moment that can be meant, so that nobody
 * counts as expired who may not be. Other forms that PostgreSQL reads (`1 January 2027`, `tomorrow`) are not known.
 */
export function validUntilOf(text: string | undefined, where: string): Maybe<string | null> {
  // The provider's word for no end.
  if (text === undefined || text === "" || text === "NULL") return null;
  if (/^[+-]?infinity$/i.test(text)) return text.toLowerCase().replace("+", "");
  const [, date, time = "00:00", offset = LAST_OFFSET] = ISO.exec(text.trim()) ?? [];
  const moment = new Date(`${date}T${time}${offsetOf(offset)}`);
  if (Number.isNaN(moment.getTime()))
    return new Unknown(
      `the moment of ${where} is not known: it is no date that is written as 2027-06-30T00:00:00Z`,
    );
  return moment.toISOString();
}

/** As ISO 8601 has it. */
function offsetOf(offset: string): string {
  if (/^[A-Z]/i.test(offset)) return "Z";
  return `${offset.slice(0, 3)}:${offset.slice(3).replace(":", "") || "00"}`;
}
