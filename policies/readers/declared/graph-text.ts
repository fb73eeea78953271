import { PUBLIC } from "../../../postgres/model/acl";
import type { DefaultKind } from "../../../postgres/model/model";
import { OBJECT_KINDS, type ObjectName } from "../../../postgres/model/objects";
import {
  isPrivilege,
  type Privilege,
  type PrivilegeSet,
  privilegeSet,
} from "../../../postgres/model/privileges";

/** Reads the texts in which `palisade:index:Access` shows its graph: the other way round of `objectKey` and `granteeText`. */

const NAME = '(?:"(?:[^"]|"")*"|[a-z_][a-z0-9_$]*)';
const KINDS = [...OBJECT_KINDS].sort((a, b) => b.length - a.length).join("|");
const OBJECT = new RegExp(`^(${KINDS}) (?:(${NAME})\\.)?(${NAME})(?:\\((.*)\\))?$`, "s");
const DEFAULTS = new RegExp(`^default privileges of (${NAME}) for ([a-z ]+?)(?: in schema (${NAME}))?$`);
const HOLDING = new RegExp(`(${NAME}|PUBLIC)=([A-Z, ]*?)(?:; |$)`, "gy");

function unquote(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}

/** `table app."Order"` → its parts, or `undefined` where the text is none of an object. */
export function parseObjectKey(key: string): ObjectName | undefined {
  const match = OBJECT.exec(key);
  const [, kind, schema, name, args] = match ?? [];
  if (kind === undefined || name === undefined) return undefined;
  return {
    kind: kind as ObjectName["kind"],
    ...(schema === undefined ? {} : { schema: unquote(schema) }),
    name: unquote(name),
    ...(args === undefined ? {} : { args }),
  };
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

/** `app=SELECT, INSERT; PUBLIC=USAGE` → grantee by grantee, or `undefined` where the text is not of this form. */
export function parseHoldings(text: string): ReadonlyMap<string, PrivilegeSet> | undefined {
  const holdings = new Map<string, PrivilegeSet>();
  let end = 0;
  for (const match of text.matchAll(HOLDING)) {
    const [whole, grantee = "", list = ""] = match;
    const names = list.split(", ");
    if (!names.every(isPrivilege)) return undefined;
    holdings.set(grantee === "PUBLIC" ? PUBLIC : unquote(grantee), privilegeSet(names as Privilege[]));
    end = (match.index ?? 0) + whole.length;
  }
  return end === text.length ? holdings : undefined;
}
