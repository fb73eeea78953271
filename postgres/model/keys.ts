import { displayIdentifier } from "../sql/quote";
import { PUBLIC } from "./acl";
import type { ObjectName, SecuredObject } from "./objects";

/**
 * The one text for an object: its kind and its name, quoted where needed, so that two objects never share a key
 * (`table "a.b".c` is not `table a."b.c"`). What previews show and what maps are keyed by.
 */
export function objectKey(object: ObjectName): string {
  const column = object.column === undefined ? "" : `.${displayIdentifier(object.column)}`;
  const name = `${displayName(object)}${column}`;
  const qualified = object.schema === undefined ? name : `${displayIdentifier(object.schema)}.${name}`;
  return object.args === undefined
    ? `${object.kind} ${qualified}`
    : `${object.kind} ${qualified}(${object.args})`;
}

function displayName({ kind, name }: ObjectName): string {
  if (kind === "large object") return name;
  // The dots of a parameter's name separate its parts; none of the parts can hold one.
  return kind === "parameter" ? name.split(".").map(displayIdentifier).join(".") : displayIdentifier(name);
}

/** The key of a column's relation. */
export function relationKey({ schema, name, relationKind }: SecuredObject): string {
  return objectKey({ kind: relationKind ?? "table", ...(schema === undefined ? {} : { schema }), name });
}

/** A grantee as people read it. `PUBLIC` is the keyword; a role of that very name is quoted. */
export function granteeText(grantee: string): string {
  return grantee === PUBLIC ? "PUBLIC" : displayIdentifier(grantee);
}
