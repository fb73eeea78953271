import type { DatabaseModel, UnlistedOwnership } from "../model/model";
import type { SecuredObject } from "../model/objects";
import { isPlatformRole } from "../model/platform-roles";
import { FIRST_NORMAL_OID } from "../model/server-facts";
import { displayIdentifier } from "../sql/quote";
import { type AccessIntent, declaredRoles } from "./access-intent";
import { countObjects } from "./summary";

/**
 * Strangers who own something that no declaration names an owner for: what lies in no schema (languages, foreign-data
 * wrappers and servers, large objects, tablespaces), and what has an owner and no access list, in the declared schemas and
 * in none. An owner may do everything with its object; who it should be nobody has said, so it is told and not changed.
 */
export function ownersElsewhere(intent: AccessIntent, model: DatabaseModel): string[] {
  const declared = new Set(declaredRoles(intent));
  const isStranger = (owner: string) =>
    !(declared.has(owner) || intent.ignored.has(owner) || owner === model.reader.name) &&
    !(isPlatformRole(owner) || (model.roles.get(owner)?.oid ?? FIRST_NORMAL_OID) < FIRST_NORMAL_OID);
  const objects = new Map<string, SecuredObject[]>();
  for (const object of model.objects.values()) {
    if (!OUTSIDE.has(object.kind) || object.extension !== undefined || !isStranger(object.owner)) continue;
    const known = objects.get(object.owner);
    if (known === undefined) objects.set(object.owner, [object]);
    else known.push(object);
  }
  const unlisted = (model.unlistedOwners ?? []).filter(
    ({ owner, schema }) => isStranger(owner) && (schema === undefined || intent.schemas.has(schema)),
  );
  return [
    ...[...objects].map(([owner, owned]) => sentence(owner, countObjects(owned))),
    ...unlisted.map((one) => sentence(one.owner, unlistedText(one))),
  ];
}

/** The kinds of the graph that lie in no schema and have an owner. Parameters have none, and the database is judged itself. */
const OUTSIDE: ReadonlySet<SecuredObject["kind"]> = new Set([
  "language",
  "foreign-data wrapper",
  "foreign server",
  "large object",
  "tablespace",
]);

function sentence(owner: string, what: string): string {
  return `${displayIdentifier(owner)} keeps owning ${what}, which is not declared`;
}

/** `publication news`, `5 collations (app.a, app.b, app.c …)`. */
function unlistedText({ kind, count, names }: UnlistedOwnership): string {
  const shown = names.join(", ");
  if (count === 1) return `${kind} ${shown}`;
  return `${count} ${plural(kind)} (${shown}${count > names.length ? ", …" : ""})`;
}

function plural(kind: string): string {
  if (kind.endsWith("family")) return kind.replace(/y$/, "ies");
  return kind.endsWith("class") ? `${kind}es` : `${kind}s`;
}
