import { PUBLIC } from "../../../postgres/model/acl";
import type { DefaultKind } from "../../../postgres/model/model";
import { OBJECT_KINDS, type ObjectKind, type ObjectName } from "../../../postgres/model/objects";
import {
  isPrivilege,
  type Privilege,
  privilegeSet,
  type Rights,
  rights,
} from "../../../postgres/model/privileges";

/** Reads the texts in which `palisade:index:Access` shows its graph: the other way round of `objectKey` and `heldText`. */

const NAME = '(?:"(?:[^"]|"")*"|[a-z_][a-z0-9_$]*)';
const PATH = new RegExp(`^${NAME}(?:\\.${NAME})*$`);
const ONE_NAME = new RegExp(`(?:^|\\.)(${NAME})`, "g");
// The longest first: `foreign table` before `table`, `column` before nothing.
const KINDS = [...OBJECT_KINDS].sort((a, b) => b.length - a.length).join("|");
const OBJECT = new RegExp(`^(${KINDS}) ((?:${NAME}\\.)*${NAME}|[0-9]+)(?:\\((.*)\\))?$`, "s");
const DEFAULTS = new RegExp(`^default privileges of (${NAME}) for ([a-z ]+?)(?: in schema (${NAME}))?$`);
const HOLDING = new RegExp(`(${NAME}|PUBLIC)=([A-Z, ]*?)(?:; |$)`, "gy");
const OTHER = new RegExp(`^(?:role ${NAME}|owner of .+|database ${NAME} settings)$`, "s");
const GRANT_OPTION = / WITH GRANT OPTION$/;

function unquote(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}

/** `table app."Order"` → its parts, or `undefined` where the text is none of an object. */
export function parseObjectKey(key: string): ObjectName | undefined {
  const [, word, path = "", args] = OBJECT.exec(key) ?? [];
  if (word === undefined) return undefined;
  const kind = word as ObjectKind;
  const named = nameOf(kind, path);
  return named === undefined ? undefined : { kind, ...named, ...(args === undefined ? {} : { args }) };
}

/** What stands behind the kind. How many parts it has, and what they mean, is the kind's to say. */
function nameOf(kind: ObjectKind, path: string): Omit<ObjectName, "kind" | "args"> | undefined {
  if (kind === "large object") return /^[0-9]+$/.test(path) ? { name: path } : undefined;
  if (!PATH.test(path)) return undefined;
  const parts = [...path.matchAll(ONE_NAME)].map(([, part = ""]) => unquote(part));
  // The dots of a parameter's name are its own.
  if (kind === "parameter") return { name: parts.join(".") };
  const [first = "", second, third, ...more] = parts;
  if (kind === "column")
    return second === undefined || third === undefined || more.length > 0
      ? undefined
      : { schema: first, name: second, column: third };
  if (third !== undefined) return undefined;
  return second === undefined ? { name: first } : { schema: first, name: second };
}

/**
 * True for the entries of a graph that tell of no privilege: a role, an owner, the settings of the database. What they
 * say stands in the declaration too, and is read there.
 */
export function isOtherKey(key: string): boolean {
  return OTHER.test(key);
}

/** Default privileges as a key of the graph. */
export interface DefaultsKey {
  readonly owner: string;
  readonly schema: string | null;
  readonly kind: DefaultKind;
}

/** `default privileges of owner for tables in schema app` → its parts, or `undefined` where the text is none of them. */
export function parseDefaultsKey(key: string): DefaultsKey | undefined {
  const [, owner, kind, schema] = DEFAULTS.exec(key) ?? [];
  if (owner === undefined || kind === undefined) return undefined;
  return {
    owner: unquote(owner),
    kind: kind as DefaultKind,
    schema: schema === undefined ? null : unquote(schema),
  };
}

/** `app=SELECT, INSERT WITH GRANT OPTION; PUBLIC=USAGE` → grantee by grantee, or `undefined` where the text is not of this form. */
export function parseHoldings(text: string): ReadonlyMap<string, Rights> | undefined {
  const holdings = new Map<string, Rights>();
  let end = 0;
  for (const match of text.matchAll(HOLDING)) {
    const [whole, grantee = "", list = ""] = match;
    const held = parseRights(list);
    if (held === undefined) return undefined;
    holdings.set(grantee === "PUBLIC" ? PUBLIC : unquote(grantee), held);
    end = (match.index ?? 0) + whole.length;
  }
  return end === text.length ? holdings : undefined;
}

function parseRights(list: string): Rights | undefined {
  const held: Privilege[] = [];
  const grantable: Privilege[] = [];
  for (const text of list.split(", ")) {
    const name = text.replace(GRANT_OPTION, "");
    if (!isPrivilege(name)) return undefined;
    held.push(name);
    if (name !== text) grantable.push(name);
  }
  return rights(privilegeSet(held), privilegeSet(grantable));
}
