/**
 * PostgreSQL's privileges as bits, in the order and with the letters of its own `aclitem` text
 * (src/include/utils/acl.h, ACL_ALL_RIGHTS_STR). A set of privileges is one number, so that two access
 * lists are compared with one operation and a thousand tables cost nothing.
 */

/** Every privilege that PostgreSQL 14–18 knows, in the server's own bit order. */
export const PRIVILEGES = [
  "INSERT",
  "SELECT",
  "UPDATE",
  "DELETE",
  "TRUNCATE",
  "REFERENCES",
  "TRIGGER",
  "EXECUTE",
  "USAGE",
  "CREATE",
  "TEMPORARY",
  "CONNECT",
  "SET",
  "ALTER SYSTEM",
  "MAINTAIN",
] as const;

/** The name of one privilege, as it stands in GRANT. */
export type Privilege = (typeof PRIVILEGES)[number];

/** A set of privileges: the sum of their bits. */
export type PrivilegeSet = number;

const LETTERS = "arwdDxtXUCTcsAm";

const BIT = new Map<string, number>(PRIVILEGES.map((privilege, index) => [privilege, 1 << index]));
const LETTER_BIT = new Map<string, number>([...LETTERS].map((letter, index) => [letter, 1 << index]));

/** The bit of a privilege letter in `aclitem` text, or `undefined` for a letter that no supported server prints. */
export function bitOfLetter(letter: string): PrivilegeSet | undefined {
  return LETTER_BIT.get(letter);
}

/** The set that holds exactly these privileges. `TEMP` is accepted for `TEMPORARY`, as PostgreSQL does. */
export function privilegeSet(names: Iterable<Privilege>): PrivilegeSet {
  let set = 0;
  for (const name of names) set |= BIT.get(name) ?? 0;
  return set;
}

/** The names in a set, in the order in which people write them (SELECT before INSERT). */
export function privilegeNames(set: PrivilegeSet): Privilege[] {
  return WRITTEN_ORDER.filter((name) => (set & (BIT.get(name) ?? 0)) !== 0);
}

/** True where the text is the name of a privilege. */
export function isPrivilege(text: string): text is Privilege {
  return BIT.has(text);
}

const WRITTEN_ORDER: readonly Privilege[] = [
  "SELECT",
  "INSERT",
  "UPDATE",
  "DELETE",
  "TRUNCATE",
  "REFERENCES",
  "TRIGGER",
  "MAINTAIN",
  "USAGE",
  "CREATE",
  "CONNECT",
  "TEMPORARY",
  "EXECUTE",
  "SET",
  "ALTER SYSTEM",
];
