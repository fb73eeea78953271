import type { Draft } from "../draft";
import { type Acl, sameAcl } from "../model/acl";
import { objectKey } from "../model/keys";
import type { ObjectKind, SecuredObject } from "../model/objects";
import type { AclDefaults } from "./acl-defaults";
import type { AclReader } from "./acl-text";
import { type ObjectQuery, type ObjectScope, SYSTEM_SCHEMAS } from "./object-queries";
import type { Origins } from "./origins";
import type { RelationDetails } from "./row-security";

/** What the rows of objects are read with. */
export interface ObjectContext {
  readonly scope: ObjectScope;
  readonly acls: AclReader;
  readonly defaults: AclDefaults;
  readonly origins: Origins;
  /** The name of a role by its OID. */
  readonly roleName: (oid: number) => string;
  /** Row security, columns and sources of relations, where they were asked for. */
  readonly details?: RelationDetails | undefined;
}

/**
 * Makes the objects of a model from the rows of its queries. `ownedSequences` are pairs of OIDs, a sequence and its table.
 */
export function objectsFrom(
  queries: readonly { readonly query: ObjectQuery; readonly rows: readonly unknown[][] }[],
  ownedSequences: readonly unknown[][],
  context: ObjectContext,
): Map<string, SecuredObject> {
  const objects = new Map<string, SecuredObject>();
  const relations = new Map<number, { readonly key: string; readonly object: Draft<SecuredObject> }>();
  const rowTypes: { readonly object: Draft<SecuredObject>; readonly relation: number }[] = [];
  for (const { query, rows } of queries) {
    for (const row of rows) {
      const object = draft(row, query, context);
      if (object.system === true && !isWanted(object, context.scope)) continue;
      const key = objectKey(object);
      objects.set(key, object);
      if (query.catalog === "pg_class" && object.kind !== "column")
        relations.set(object.oid, { key, object });
      if (query.catalog === "pg_type" && typeof row[7] === "number")
        rowTypes.push({ object, relation: row[7] });
    }
  }
  // The server's own relations are not in the model where nothing differs about them.
  for (const { object, relation } of rowTypes) object.ownedBy = relations.get(relation)?.key ?? "";
  for (const [sequence, table] of ownedSequences) {
    const owned = relations.get(sequence as number);
    const owner = relations.get(table as number);
    if (owned !== undefined && owner !== undefined) owned.object.ownedBy = owner.key;
  }
  for (const [oid, reads] of context.details?.reads ?? []) {
    const view = relations.get(oid);
    if (view !== undefined) view.object.reads = reads.flatMap((read) => relations.get(read)?.key ?? []);
  }
  for (const [oid, parents] of context.details?.parents ?? []) {
    const child = relations.get(oid);
    if (child !== undefined)
      child.object.parents = parents.flatMap((parent) => relations.get(parent)?.key ?? []);
  }
  return objects;
}

function draft(
  row: readonly unknown[],
  { catalog }: ObjectQuery,
  context: ObjectContext,
): Draft<SecuredObject> {
  const [oid, kind, schema, name, args, ownerOid, acl] = row as [
    number,
    ObjectKind,
    string | null,
    string,
    string | null,
    number,
    string | null,
  ];
  const { acls, defaults, origins } = context;
  const owner = context.roleName(ownerOid);
  // One after the other, because thousands of objects are made here and spreads cost more than the query.
  const object: Draft<SecuredObject> = { kind, name, oid, owner, acl: NO_ACL, aclIsDefault: acl === null };
  if (schema !== null) object.schema = schema;
  if (args !== null) object.args = args;
  object.acl = acl === null ? defaults.of(kind, owner) : acls.read(acl);
  addFacts(object, row, context.details);
  const extension = origins.extension(catalog, oid);
  if (extension !== undefined) object.extension = extension;
  const system = SYSTEM.has(kind === "schema" ? name : (schema ?? ""));
  if (system) object.system = true;
  if (system || extension !== undefined || kind === "language")
    object.initialAcl = origins.initialAcl(catalog, object, kind === "column" ? (row[8] as number) : 0);
  return object;
}

const SYSTEM: ReadonlySet<string> = new Set(SYSTEM_SCHEMAS);

const NO_ACL: Acl = [];

/** Fills in what only objects of this kind have: the eighth field of the row and those after it. */
function addFacts(
  object: Draft<SecuredObject>,
  row: readonly unknown[],
  details: RelationDetails | undefined,
): void {
  switch (object.kind) {
    case "database":
      object.connectionLimit = row[7] as number;
      if (row[8] === true) object.template = true;
      break;
    case "table":
      addTableFacts(object, row[7] as string, details);
      break;
    case "foreign table":
      object.partition = (row[7] as string).includes("P");
      break;
    case "view":
      object.securityInvoker = ((row[8] as string[] | null) ?? []).some((option) =>
        /^security_invoker=(true|on|yes|1)$/i.test(option),
      );
      break;
    case "function":
    case "procedure":
      object.securityDefiner = row[7] as boolean;
      object.settings = (row[8] as string[] | null) ?? [];
      break;
    case "column":
      object.column = row[7] as string;
      object.relationKind = row[9] as NonNullable<SecuredObject["relationKind"]>;
      break;
  }
  const columns = object.kind === "column" ? undefined : details?.columns.get(object.oid);
  if (columns !== undefined && RELATIONS.has(object.kind)) object.columns = columns;
}

const RELATIONS: ReadonlySet<ObjectKind> = new Set(["table", "foreign table", "view", "materialized view"]);

function addTableFacts(
  object: Draft<SecuredObject>,
  flags: string,
  details: RelationDetails | undefined,
): void {
  object.partitioned = flags.includes("p");
  object.partition = flags.includes("P");
  if (details === undefined) return;
  object.rowSecurity = {
    enabled: flags.includes("E"),
    forced: flags.includes("F"),
    policies: details.policies.get(object.oid) ?? [],
    leadingIndexColumns: details.leadingIndexColumns.get(object.oid) ?? [],
  };
}

/** An object of the server's own is in the model where it differs from what initdb gave, or was asked for by name. */
function isWanted(object: SecuredObject, scope: ObjectScope): boolean {
  return (
    !sameAcl(object.acl, object.initialAcl ?? NO_ACL) ||
    (object.column === undefined && scope.system.includes(object.name))
  );
}
