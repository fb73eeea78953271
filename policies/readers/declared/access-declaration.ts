import { PUBLIC } from "../../../postgres/model/acl";
import type { AccessIntent, Selector } from "../../../postgres/plan/access-intent";
import type { GrantKind } from "../../../postgres/plan/kinds";
import type { FactsByType } from "../../facts/facts";
import type { ObjectRef } from "../../facts/object-ref";
import type { GrantFact } from "../../facts/privileges";
import { defaultFact, grantFact } from "./access-fact";
import type { DeclaredResource } from "./resource";

/** One object of a kind, in the words of facts. */
const OBJECT_KIND: Readonly<Record<GrantKind, string>> = {
  database: "database",
  schema: "schema",
  tables: "table",
  views: "view",
  materializedViews: "materialized view",
  foreignTables: "foreign table",
  sequences: "sequence",
  functions: "function",
  securityDefinerFunctions: "function",
  types: "type",
  languages: "language",
  foreignDataWrappers: "foreign-data wrapper",
  foreignServers: "foreign server",
  largeObjects: "large object",
  tablespaces: "tablespace",
  parameters: "parameter",
};

/**
 * The declaration itself, where nothing is expanded: `every table of schema app`. What a rule means by a pattern, and
 * what it excepts, nobody knows without the objects; it then counts as all of the kind.
 */
export function declaredPrivileges(resource: DeclaredResource, intent: AccessIntent): FactsByType {
  const grant = declaredGrants(intent)
    // Those of SECURITY DEFINER functions are facts for PUBLIC alone, in definersOpenToPublic.
    .filter(({ kind }) => kind !== "securityDefinerFunctions")
    .map(({ object, grantee, held }) => grantFact(resource, intent, object, grantee, held));
  const defaultPrivilege = intent.defaults.flatMap((rule) =>
    rule.grantees.map((grantee) => defaultFact(resource, intent, placeOf(rule), grantee, rule.rights)),
  );
  return { grant, defaultPrivilege };
}

/**
 * Where PUBLIC is given functions that run as their owner, the graph cannot show which functions these are; the
 * declaration says that all are.
 */
export function definersOpenToPublic(resource: DeclaredResource, intent: AccessIntent): GrantFact[] {
  return declaredGrants(intent)
    .filter(({ kind, grantee }) => kind === "securityDefinerFunctions" && grantee === PUBLIC)
    .map(({ object, held }) => ({
      ...grantFact(resource, intent, object, PUBLIC, held),
      securityDefiner: true,
    }));
}

interface DeclaredGrant {
  readonly kind: GrantKind;
  readonly object: ObjectRef;
  readonly grantee: string;
  readonly held: number;
}

/** What `databasePrivileges`, `schemas` and `grants` say, one by one. */
function declaredGrants(intent: AccessIntent): DeclaredGrant[] {
  const found: DeclaredGrant[] = [];
  const add = (selector: Pick<Selector, "kind"> & Partial<Selector>, grantee: string, held: number) => {
    if (held === 0) return;
    for (const object of objectsOf(selector, intent.database))
      found.push({ kind: selector.kind, object, grantee, held });
  };
  for (const [grantee, held] of intent.databaseGrants) add({ kind: "database" }, grantee, held);
  for (const [schema, { grants }] of intent.schemas)
    for (const [grantee, kinds] of grants)
      for (const [kind, held] of Object.entries(kinds))
        add({ kind: kind as GrantKind, schema }, grantee, held);
  for (const { on, rights, grantees } of intent.rules)
    for (const selector of on)
      for (const grantee of grantees) add(selector, grantee, rights[selector.kind] ?? 0);
  return found;
}

function objectsOf(
  { kind: of, schema, name, args, columns }: Pick<Selector, "kind"> & Partial<Selector>,
  database: string,
): ObjectRef[] {
  const kind = OBJECT_KIND[of];
  if (of === "database") return [{ kind, name: database }];
  if (of === "schema") return schema === undefined ? [] : [{ kind, name: schema }];
  const object = {
    kind,
    ...(schema === undefined ? {} : { schema }),
    ...(name === undefined ? {} : { name }),
    ...(args === undefined ? {} : { args }),
  };
  return columns === undefined ? [object] : columns.map((column) => ({ ...object, kind: "column", column }));
}

function placeOf({ owner, schema, kind }: AccessIntent["defaults"][number]) {
  return { owner, schema, kind };
}
