import { type Acl, heldBy, PUBLIC } from "../model/acl";
import { granteeText } from "../model/keys";
import type { DatabaseModel, DefaultKind } from "../model/model";
import { type PrivilegeSet, privilegeNames, privilegesIn, type Rights, rights } from "../model/privileges";
import { alterDefaultPrivileges } from "../sql/alter-default-privileges";
import { displayIdentifier } from "../sql/quote";
import { type AccessIntent, declaredOwners, declaredRoles, modeOf, type SchemaIntent } from "./access-intent";
import { aclLines } from "./acl-lines";
import { builtInGrants } from "./built-in-grants";
import { type AclChange, type AclIntent, diffAcl } from "./diff-acl";
import { heldText, lackText, ownTexts, undeclaredText } from "./graph-text";
import type { SchemaKind } from "./kinds";
import type { ObjectMode } from "./object-mode";
import { ownDefaultPrivileges } from "./own-privileges";
import type { Change, PlannedStatement, PlanPart } from "./plan";
import { isReachable } from "./reachable";
import { isWhole } from "./select";
import { summarizeDefaults } from "./summary";
import type { AccessMode } from "./words";

/** The default privileges of one owner, place and kind, with what is meant for them. */
export interface DesiredDefaults {
  readonly key: string;
  readonly owner: string;
  readonly schema: string | null;
  readonly kind: DefaultKind;
  readonly mode: ObjectMode;
  /** What is stored now, or what the server uses where nothing is stored. */
  readonly acl: Acl;
  readonly grants: ReadonlyMap<string, Rights>;
  /** What a grantee must not have, whatever the mode says. @default nothing */
  readonly denied?: ReadonlyMap<string, PrivilegeSet>;
  /** What the owner itself is to have of its objects to come. @default nothing is said of it */
  readonly own?: PrivilegeSet;
}

const SCHEMA_DEFAULTS: readonly DefaultKind[] = ["tables", "sequences", "functions", "types"];
const NOTHING: ReadonlyMap<string, Rights> = new Map();

/** Plans what objects to come shall be granted. */
export function planDefaults(intent: AccessIntent, model: DatabaseModel): PlanPart {
  return planDesiredDefaults(intent, expandDefaults(intent, model));
}

/** The plan for default privileges that are already expanded. */
export function planDesiredDefaults(
  intent: Pick<AccessIntent, "ignored">,
  desired: readonly DesiredDefaults[],
): PlanPart {
  const changes: Change[] = [];
  const statements: PlannedStatement[] = [];
  const kept: string[] = [];
  const wanted: Record<string, string> = {};
  const live: Record<string, string> = {};
  for (const entry of desired) {
    const aclIntent: AclIntent = { ...entry, denied: entry.denied ?? NOTHING, ignored: intent.ignored };
    const { changes: steps, after } = diffAcl(entry.acl, aclIntent);
    if (steps.length > 0)
      changes.push(...aclLines(entry.acl, after, aclIntent).map((line) => ({ object: entry.key, ...line })));
    statements.push(...steps.map((step) => statement(entry, step)));
    kept.push(
      ...undeclaredText(entry.acl, aclIntent).map((text) => `${text} by ${entry.key}, which is not declared`),
    );
    const [is, meant] = [heldText(entry.acl, aclIntent), heldText([], aclIntent, entry.grants)];
    if (is !== "") live[entry.key] = is;
    if (meant !== "") wanted[entry.key] = meant;
    kept.push(...lackText(entry.acl, aclIntent).map((text) => `${text} by ${entry.key}`));
    const own = ownTexts(entry.acl, aclIntent);
    if (own === undefined) continue;
    live[`owner of ${entry.key}`] = own.live;
    wanted[`owner of ${entry.key}`] = own.desired;
  }
  return {
    changes,
    statements,
    summary: summarizeDefaults(changes),
    kept,
    desired: wanted,
    live,
    problems: [],
  };
}

/**
 * What is meant. For the whole database the owners' defaults shall give nothing to anyone: that takes the built-in
 * EXECUTE on functions and USAGE on types from PUBLIC, which per-schema defaults cannot do because they only add. The owners
 * themselves are to have everything. Per schema, what is declared for every object of a kind where `future` is on. Defaults that other roles stored for a
 * declared schema are meant to be empty; what declared roles that are no owners stored for the whole database, nothing more than
 * PostgreSQL gives by itself. Declared default privileges come on top.
 */
export function expandDefaults(intent: AccessIntent, model: DatabaseModel): DesiredDefaults[] {
  const places = new Map<string, DesiredDefaults>();
  const add = (
    owner: string,
    schema: string | null,
    kind: DefaultKind,
    mode: ObjectMode,
    grants: ReadonlyMap<string, Rights>,
    own: PrivilegeSet = 0,
  ) => {
    const key = defaultsKey(owner, schema, kind);
    const known = places.get(key);
    const both = new Map(known?.grants);
    for (const [grantee, value] of grants) both.set(grantee, (both.get(grantee) ?? 0) | value);
    const acl = known?.acl ?? stored(model, owner, schema, kind);
    places.set(key, {
      key,
      owner,
      schema,
      kind,
      mode: known?.mode ?? mode,
      acl,
      grants: both,
      own: known?.own ?? own,
      denied: known?.denied ?? deniedInAdvance(intent, schema, kind),
    });
  };
  const owners = declaredOwners(intent);
  const globals: readonly DefaultKind[] =
    model.version >= 180000
      ? [...SCHEMA_DEFAULTS, "schemas", "large objects"]
      : [...SCHEMA_DEFAULTS, "schemas"];
  const everywhere = modeOf(intent, "defaultPrivileges");
  for (const owner of owners)
    for (const kind of globals)
      add(owner, null, kind, everywhere, NOTHING, ownDefaultPrivileges(kind, model.version));
  for (const { owner, kind, mode, grants } of globalDefaultsOfOthers(intent, model, owners))
    add(owner, null, kind, mode, grants);
  for (const [name, schema] of intent.schemas) {
    for (const owner of new Set([intent.owner, ...schema.owners]))
      for (const kind of SCHEMA_DEFAULTS)
        add(owner, name, kind, schema.mode, futureGrants(intent, name, schema, kind));
    for (const other of model.defaultPrivileges) {
      const strange = other.owner !== intent.owner && !schema.owners.includes(other.owner);
      if (
        other.schema === name &&
        strange &&
        !other.owner.startsWith("#") &&
        !intent.ignored.has(other.owner)
      )
        // What nobody can take back without being that role is only shown, as it is with the platform's own on a managed one.
        add(
          other.owner,
          name,
          other.kind,
          isReachable(model, other.owner) ? schema.mode : shown(schema.mode),
          NOTHING,
        );
    }
  }
  for (const rule of intent.defaults) {
    const mode = (rule.schema === null ? undefined : intent.schemas.get(rule.schema)?.mode) ?? everywhere;
    add(rule.owner, rule.schema, rule.kind, mode, new Map(rule.grantees.map((name) => [name, rule.rights])));
  }
  return [...places.values()];
}

/**
 * What declared roles that are no owners stored for the whole database. They are meant to give nobody more than PostgreSQL
 * gives by itself; what they hold back of that stays so.
 */
function globalDefaultsOfOthers(intent: AccessIntent, model: DatabaseModel, owners: ReadonlySet<string>) {
  const declared = new Set(declaredRoles(intent));
  const everywhere = modeOf(intent, "defaultPrivileges");
  const isWritten = (owner: string, kind: DefaultKind) =>
    intent.defaults.some((rule) => rule.owner === owner && rule.schema === null && rule.kind === kind);
  return model.defaultPrivileges
    .filter(
      ({ owner, schema, kind }) =>
        schema === null &&
        declared.has(owner) &&
        !(owners.has(owner) || intent.ignored.has(owner) || isWritten(owner, kind)),
    )
    .map(({ owner, kind, acl }) => {
      const toPublic = (builtInGrants(kind).get(PUBLIC) ?? 0) & heldBy(acl, PUBLIC);
      return {
        owner,
        kind,
        mode: isReachable(model, owner) ? everywhere : shown(everywhere),
        grants: toPublic === 0 ? NOTHING : new Map([[PUBLIC, toPublic]]),
      };
    });
}

function shown(mode: AccessMode): AccessMode {
  return mode === "authoritative" ? "adopt" : mode;
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
  return schema === null ? builtIn(owner, kind, model.version) : [];
}

/** acldefault(): the owner has everything, and PUBLIC EXECUTE on every new function and USAGE on every new type. */
function builtIn(owner: string, kind: DefaultKind, version: number): Acl {
  const given = new Map([...builtInGrants(kind), [owner, ownDefaultPrivileges(kind, version)]]);
  return [...given].map(([grantee, privileges]) => ({ grantee, grantor: owner, privileges, grantable: 0 }));
}

const KIND: Readonly<Partial<Record<DefaultKind, SchemaKind>>> = {
  tables: "tables",
  sequences: "sequences",
  functions: "functions",
  types: "types",
};

function futureGrants(
  intent: AccessIntent,
  name: string,
  schema: SchemaIntent,
  kind: DefaultKind,
): ReadonlyMap<string, Rights> {
  const grants = new Map<string, Rights>();
  const property = KIND[kind];
  if (property === undefined || !schema.future) return grants;
  // PUBLIC is granted nothing in advance: what is open to everyone is opened object by object, in sight.
  for (const [grantee, kinds] of schema.grants)
    if (grantee !== PUBLIC) give(grants, grantee, inAdvance(kinds, property));
  for (const rule of intent.rules) {
    // What exceptions and names mean for objects to come, no default privilege can say: they wait for the next update.
    if (!rule.future || rule.except.length > 0) continue;
    const here = rule.on.filter((selector) => selector.schema === name && isWhole(selector));
    const whole = Object.fromEntries(
      here.map((selector) => [selector.kind, rule.rights[selector.kind] ?? 0]),
    );
    for (const grantee of rule.grantees)
      if (grantee !== PUBLIC) give(grants, grantee, inAdvance(whole, property));
  }
  for (const [grantee, denied] of deniedInAdvance(intent, name, kind))
    grants.set(grantee, (grants.get(grantee) ?? 0) & ~rights(denied, denied));
  return grants;
}

/**
 * A denial is meant for objects to come as well, where it is one of every object of the kind. Of functions default
 * privileges know one kind. What owners give everywhere reaches other schemas, too, and is no matter of a denial in one.
 */
function deniedInAdvance(
  intent: AccessIntent,
  schema: string | null,
  kind: DefaultKind,
): ReadonlyMap<string, PrivilegeSet> {
  if (schema === null) return NOTHING;
  const denied = new Map<string, PrivilegeSet>();
  for (const { on, grantees, privileges } of intent.denials)
    for (const selector of on) {
      if (selector.schema !== schema || !isWhole(selector)) continue;
      const about = selector.kind === "securityDefinerFunctions" ? "functions" : selector.kind;
      if (about !== KIND[kind]) continue;
      for (const grantee of grantees)
        denied.set(grantee, (denied.get(grantee) ?? 0) | (privileges ?? privilegesIn(-1)));
    }
  return denied;
}

/** SECURITY DEFINER cannot be told apart in advance, so only what is meant for both kinds of function is given. */
function inAdvance(kinds: Readonly<Partial<Record<SchemaKind, Rights>>>, property: SchemaKind): Rights {
  const value = kinds[property] ?? 0;
  return property === "functions" ? value & (kinds.securityDefinerFunctions ?? 0) : value;
}

function give(grants: Map<string, Rights>, grantee: string, value: Rights): void {
  if (value !== 0) grants.set(grantee, (grants.get(grantee) ?? 0) | value);
}

function statement(entry: DesiredDefaults, change: AclChange): PlannedStatement {
  const verb = change.action === "GRANT" ? "gains" : "loses";
  const option = change.action === "REVOKE GRANT OPTION" ? "the grant option for " : "";
  return {
    sql: alterDefaultPrivileges({
      owner: entry.owner,
      ...(entry.schema === null ? {} : { schema: entry.schema }),
      action: change.action,
      privileges: change.privileges,
      kind: entry.kind,
      grantees: [change.grantee],
      grantOption: change.grantOption,
    }),
    reason: `${granteeText(change.grantee)} ${verb} ${option}${privilegeNames(change.privileges).join(", ")} by ${entry.key}`,
    asOwner: entry.owner,
  };
}
