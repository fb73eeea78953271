import { type Acl, PUBLIC } from "../../model/acl";
import type { DatabaseModel, DefaultKind } from "../../model/model";
import { builtInGrants } from "../built-in-grants";
import type { SchemaDeclaration } from "./describe-access";
import type { Rule } from "./describe-rules";
import { holdingsOf, listOf } from "./holdings";

const WORD: Readonly<Record<DefaultKind, string>> = {
  tables: "tables",
  sequences: "sequences",
  functions: "functions",
  types: "types",
  schemas: "schemas",
  "large objects": "largeObjects",
};

/** The roles whose objects a declaration speaks about. */
export function ownersIn(
  schemas: Readonly<Record<string, SchemaDeclaration>>,
  owner: string,
): ReadonlySet<string> {
  return new Set([owner, ...Object.values(schemas).flatMap((schema) => schema.owners ?? [])]);
}

/**
 * Default privileges as they are, one by one. For the roles whose objects the declaration speaks about, PostgreSQL's
 * own (EXECUTE on functions and USAGE on types for PUBLIC) are written too, where nobody has revoked them: a
 * declaration that is silent about them takes them away.
 */
export function describeDefaults(
  model: DatabaseModel,
  owner: string,
  schemas: Readonly<Record<string, SchemaDeclaration>>,
): Rule[] {
  const owners = ownersIn(schemas, owner);
  const places = new Map<string, { owner: string; schema: string | null; kind: DefaultKind; acl: Acl }>();
  const key = (role: string, schema: string | null, kind: DefaultKind) =>
    JSON.stringify([role, schema, kind]);
  for (const role of owners)
    for (const kind of ["functions", "types"] as const) {
      const acl = [...builtInGrants(kind)].map(([grantee, privileges]) => ({
        grantee,
        grantor: role,
        privileges,
        grantable: 0,
      }));
      places.set(key(role, null, kind), { owner: role, schema: null, kind, acl });
    }
  for (const entry of model.defaultPrivileges)
    if (!entry.owner.startsWith("#") && (entry.schema === null || entry.schema in schemas))
      places.set(key(entry.owner, entry.schema, entry.kind), entry);
  return [...places.values()].flatMap((place) =>
    [...holdingsOf(place)].map(([grantee, value]) => ({
      ...(place.owner === owner ? {} : { owner: place.owner }),
      ...(place.schema === null ? {} : { schema: place.schema }),
      kind: WORD[place.kind],
      ...(grantee === PUBLIC ? { toPublic: true } : { to: [grantee] }),
      privileges: listOf(value),
    })),
  );
}
