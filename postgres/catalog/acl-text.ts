import { type Acl, type AclEntry, PUBLIC } from "../model/acl";
import { bitOfLetter } from "../model/privileges";

/**
 * Reads `aclitem[]` as the server prints it. Texts repeat: a thousand tables of one owner share a handful of access
 * lists, so each distinct text is read once and its list is shared.
 *
 * A grantee that no longer exists is printed as its bare OID; it becomes `#` and the OID, unless a role of that very
 * name (digits only) exists.
 */
export class AclReader {
  readonly #lists = new Map<string, Acl>();
  readonly #isRole: (name: string) => boolean;

  constructor(isRole: (name: string) => boolean) {
    this.#isRole = isRole;
  }

  /** The access list of one `aclitem[]` text such as `{owner=arwdDxt/owner,=r/owner}`. */
  read(text: string): Acl {
    const known = this.#lists.get(text);
    if (known !== undefined) return known;
    const list = splitArrayText(text).map((item) => this.#item(item));
    this.#lists.set(text, list);
    return list;
  }

  #item(text: string): AclEntry {
    const grantee = readName(text, 0);
    if (text[grantee.end] !== "=") throw new Error(`unreadable access list entry: ${JSON.stringify(text)}`);
    let position = grantee.end + 1;
    let privileges = 0;
    let grantable = 0;
    for (; position < text.length && text[position] !== "/"; position++) {
      const letter = text[position] ?? "";
      const bit = bitOfLetter(letter);
      if (bit === undefined)
        throw new Error(`unknown privilege letter ${JSON.stringify(letter)} in ${JSON.stringify(text)}`);
      privileges |= bit;
      if (text[position + 1] === "*") {
        grantable |= bit;
        position++;
      }
    }
    return {
      grantee: grantee.name === "" && !grantee.quoted ? PUBLIC : this.#role(grantee),
      grantor: this.#role(readName(text, position + 1)),
      privileges,
      grantable,
    };
  }

  #role(name: ScannedName): string {
    const bareOid = !name.quoted && /^[0-9]+$/.test(name.name) && !this.#isRole(name.name);
    return bareOid ? `#${name.name}` : name.name;
  }
}

interface ScannedName {
  readonly name: string;
  readonly quoted: boolean;
  readonly end: number;
}

function readName(text: string, start: number): ScannedName {
  if (text[start] !== '"') {
    let end = start;
    while (end < text.length && text[end] !== "=" && text[end] !== "/") end++;
    return { name: text.slice(start, end), quoted: false, end };
  }
  let name = "";
  let position = start + 1;
  for (; position < text.length; position++) {
    if (text[position] !== '"') name += text[position];
    else if (text[position + 1] === '"') {
      name += '"';
      position++;
    } else break;
  }
  return { name, quoted: true, end: position + 1 };
}

/** The elements of a one-dimensional array without NULLs, as PostgreSQL prints it. */
export function splitArrayText(text: string): string[] {
  const items: string[] = [];
  let item = "";
  let quoted = false;
  for (let position = 1; position < text.length - 1; position++) {
    const character = text[position] ?? "";
    if (character === "\\") item += text[++position] ?? "";
    else if (character === '"') quoted = !quoted;
    else if (character === "," && !quoted) {
      items.push(item);
      item = "";
    } else item += character;
  }
  if (text.length > 2) items.push(item);
  return items;
}
