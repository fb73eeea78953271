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

/**
 * How far the bit of a grant option lies above the bit of its privilege in a {@link Rights} number. Fifteen privileges
 * and fifteen grant options fit a 31-bit integer, so that "may, and may pass on" is still one number.
 */
const GRANT_OPTION_SHIFT = 15;

const PRIVILEGE_BITS = (1 << GRANT_OPTION_SHIFT) - 1;

/**
 * Privileges and grant options in one number: the low 15 bits are a {@link PrivilegeSet}, the next 15 its grant options.
 * Made by {@link rights}; a plain set is the same privileges without any grant option.
 */
export type Rights = number;

/** Privileges together with those of them that may be passed on. A grant option without its privilege adds the privilege. */
export function rights(privileges: PrivilegeSet, grantable: PrivilegeSet = 0): Rights {
  return privileges | grantable | (grantable << GRANT_OPTION_SHIFT);
}

/** The privileges in a {@link Rights} number. */
export function privilegesIn(value: Rights): PrivilegeSet {
  return value & PRIVILEGE_BITS;
}

/** The grant options in a {@link Rights} number, as a set of privileges. */
export function grantableIn(value: Rights): PrivilegeSet {
  return (value >>> GRANT_OPTION_SHIFT) & PRIVILEGE_BITS;
}

/** `SELECT, INSERT WITH GRANT OPTION`: a {@link Rights} number as people write it. Empty for nothing. */
export function rightsText(value: Rights): string {
  const grantable = grantableIn(value);
  return privilegeNames(privilegesIn(value))
    .map((name) => ((grantable & (BIT.get(name) ?? 0)) === 0 ? name : `${name} WITH GRANT OPTION`))
    .join(", ");
}

const LETTERS = "arwdDxtXUCTcsAm";

const BIT = new Map<string, number>(PRIVILEGES.map((privilege, index) => [privilege, 1 << index]));
const LETTER_BIT = new Map<string, number>([...LETTERS].map((letter, index) => [letter, 1 << index]));

/**
 * A set in the letters of `aclitem`, as psql's `\dp` shows it: `arw`, with a `*` after what may be passed on. A grant
 * option without its privilege, which only an owner has, is left out.
 */
export function privilegeLetters(set: PrivilegeSet, grantable: PrivilegeSet = 0): string {
  return [...LETTERS]
    .filter((_, bit) => (set & (1 << bit)) !== 0)
    .map((letter) => ((grantable & (LETTER_BIT.get(letter) ?? 0)) === 0 ? letter : `${letter}*`))
    .join("");
}

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
