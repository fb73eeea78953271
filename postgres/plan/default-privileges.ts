import { type Acl, PUBLIC } from "../model/acl";
import type { DatabaseModel, DefaultKind } from "../model/model";
import { type PrivilegeSet, privilegeSet } from "../model/privileges";
import { displayIdentifier } from "../sql/quote";
import type { AccessIntent, GrantKind, SchemaIntent } from "./access-intent";
import type { AccessMode } from "./words";

/** The default privileges of one owner, place and kind, with what is meant for them. */
export interface DesiredDefaults {
  readonly key: string;
  readonly owner: string;
  readonly schema: string | null;
  readonly kind: DefaultKind;
  readonly mode: AccessMode;
  /** What is stored now, or what the server uses where nothing is stored. */
  readonly acl: Acl;
  readonly grants: ReadonlyMap<string, PrivilegeSet>;
}

const KINDS: readonly DefaultKind[] = ["tables", "sequences", "functions", "types"];
const NOTHING: ReadonlyMap<string, PrivilegeSet> = new Map();

/**
 * What objects to come shall be granted. For the whole database the owner's defaults shall give nothing to anyone: that
 * takes the built-in EXECUTE on functions and USAGE on types from PUBLIC, which per-schema defaults cannot do because
 * they only add. Per schema, the declared privileges where `future` is on. Defaults that other owners stored for a
 * declared schema are meant to be empty.
 */
export function expandDefaults(intent: AccessIntent, model: DatabaseModel): DesiredDefaults[] {
  const desired: DesiredDefaults[] = [];
  const add = (
    owner: string,
    schema: string | null,
    kind: DefaultKind,
    mode: AccessMode,
    grants: DesiredDefaults["grants"],
  ) =>
    desired.push({
      key: defaultsKey(owner, schema, kind),
      owner,
      schema,
      kind,
      mode,
      acl: stored(model, owner, schema, kind),
      grants,
    });
  for (const kind of KINDS) add(intent.owner, null, kind, intent.mode, NOTHING);
  for (const [name, schema] of intent.schemas) {
    for (const kind of KINDS)
      add(intent.owner, name, kind, schema.mode, schema.future ? futureGrants(schema, kind) : NOTHING);
    for (const other of model.defaultPrivileges) {
      if (other.schema === name && other.owner !== intent.owner)
        add(other.owner, name, other.kind, schema.mode, NOTHING);
    }
  }
  return desired;
}

/** How a preview names default privileges. */
export function defaultsKey(owner: string, schema: string | null, kind: DefaultKind): string {
  const place = schema === null ? "" : ` in schema ${displayIdentifier(schema)}`;
  return `default privileges of ${displayIdentifier(owner)} for ${kind}${place}`;
}

function stored(model: DatabaseModel, owner: string, schema: string | null, kind: DefaultKind): Acl {
  const found = model.defaultPrivileges.find(
    (entry) => entry.owner === owner && entry.schema === schema && entry.kind === kind,
  );
  if (found !== undefined) return found.acl;
  return schema === null ? builtIn(owner, kind) : [];
}

/** acldefault(): PUBLIC has EXECUTE on every new function and USAGE on every new type. */
function builtIn(owner: string, kind: DefaultKind): Acl {
  const privileges =
    kind === "functions" ? privilegeSet(["EXECUTE"]) : kind === "types" ? privilegeSet(["USAGE"]) : 0;
  return privileges === 0 ? [] : [{ grantee: PUBLIC, grantor: owner, privileges, grantable: 0 }];
}

const GRANT_KIND: Readonly<Partial<Record<DefaultKind, GrantKind>>> = {
  tables: "tables",
  sequences: "sequences",
  functions: "functions",
  types: "types",
};

function futureGrants(schema: SchemaIntent, kind: DefaultKind): ReadonlyMap<string, PrivilegeSet> {
  const grants = new Map<string, PrivilegeSet>();
  const property = GRANT_KIND[kind];
  if (property === undefined) return grants;
  for (const [grantee, kinds] of schema.grants) {
    // PUBLIC is granted nothing in advance: what is open to everyone is opened object by object, in sight.
    if (grantee === PUBLIC) continue;
    const set = kinds[property] ?? 0;
    // SECURITY DEFINER cannot be told apart in advance, so only what is meant for both kinds is given.
    const given = kind === "functions" ? set & (kinds.securityDefinerFunctions ?? 0) : set;
    if (given !== 0) grants.set(grantee, given);
  }
  return grants;
}
