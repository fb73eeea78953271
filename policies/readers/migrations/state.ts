import type { Draft } from "../../../postgres/draft";
import { PUBLIC } from "../../../postgres/model/acl";
import type { DefaultKind } from "../../../postgres/model/model";
import { type PrivilegeSet, privilegeSet } from "../../../postgres/model/privileges";
import type { Policy } from "../../../postgres/model/row-security";
import type { RoutineReader } from "../../../postgres/routines/code";
import type { Facts, FactsByType } from "../../facts/facts";
import type { Maybe } from "../../facts/maybe";
import { identityOf, type ObjectRef, type SourcePlace } from "../../facts/object-ref";
import type {
  ColumnFact,
  ExtensionFact,
  ForeignKeyFact,
  FunctionFact,
  LanguageFact,
  SchemaFact,
  TableFact,
  UserMappingFact,
  ViewFact,
} from "../../facts/objects";
import { placeOf } from "../../facts/origin";
import { latestPlace } from "../../facts/place-order";
import { type DefaultPrivilegeFact, type GrantFact, MIGRATING_ROLE } from "../../facts/privileges";
import type { MembershipFact, PasswordInputFact, RoleFact } from "../../facts/roles";
import type { ScriptStepFact } from "../../facts/scripts";
import type { SettingFact } from "../../facts/server";
import { connectionFacts, type ForeignServerDraft } from "./foreign-servers";
import { type IndexDraft, uniqueKeysOf } from "./indexes";
import { publicationsOf } from "./publications";
import { type RewriteRuleDraft, rewriteRuleFacts } from "./rewrite-rules";
import type { ArgumentTypes } from "./routine-refs";
import type { RoutineTraits } from "./routine-traits";
import { databaseFacts, type StoredSettingsDraft } from "./settings";
import { type SubscriptionDraft, subscriptionConnections, subscriptionFacts } from "./subscriptions";
import { type SwitchedOffDraft, switchedOffTriggerFacts } from "./switched-off-triggers";
import { isOfTheServer, systemGrantFacts } from "./system-grants";
import { definerTriggers, eventTriggerFacts } from "./triggers";

/** What one grantee holds on one object so far. */
type GrantDraft = Draft<GrantFact> & {
  privileges: PrivilegeSet;
  grantable: PrivilegeSet;
  place: SourcePlace;
};

/** Keeps which statement made a part of a fact so. */
export function mark(
  fact: { places?: Readonly<Record<string, SourcePlace>> },
  part: string,
  place: SourcePlace,
): void {
  fact.places = { ...fact.places, [part]: place };
}

/** A table as far as the files tell of it. */
export interface TableDraft {
  object: ObjectRef;
  place: SourcePlace;
  places?: Readonly<Record<string, SourcePlace>>;
  owner?: string;
  partition: boolean;
  partitioned: boolean;
  declaredTenant: boolean;
  switchedOff?: boolean;
  enabled: Maybe<boolean>;
  forced: Maybe<boolean>;
  policies?: Draft<Policy>[];
  /** True where it may have policies beside these, because the files do not create it. */
  morePolicies?: boolean;
  columns?: Draft<ColumnFact>[];
  /** True where it has columns beside these that the files do not tell. */
  moreColumns?: boolean;
  /** Of a table that inherits: the columns that it keeps when its parent drops them. */
  ownColumns?: Set<string>;
  /** Its partitions, and the tables that inherit from it. */
  children?: Set<TableDraft>;
  /** Absent where the files do not tell them. */
  indexes?: IndexDraft[];
  /** True where it has indexes beside these that the files do not tell. */
  moreIndexes?: boolean;
  foreignKeys?: Draft<ForeignKeyFact>[];
  /** Absent where no statement switches them. */
  triggersOff?: SwitchedOffDraft;
}

/** A view as far as the files tell of it. */
export type ViewDraft = Draft<ViewFact> & { place: SourcePlace };

/** A function without arguments, by its name. */
export interface CalledFunction {
  readonly schema: string;
  readonly name: string;
}

/** A trigger: of a table, or of an event. */
interface TriggerDraft {
  name: string;
  called: CalledFunction;
  place: SourcePlace;
}

/** What a publication carries, each with the statement that said so. */
interface PublicationDraft {
  readonly allTables?: SourcePlace;
  readonly schemas: Map<string, SourcePlace>;
  readonly tables: Map<string, { readonly place: SourcePlace; readonly filtered: boolean }>;
}

/** Something that was not looked at, and where it stands. */
export interface NotRead {
  readonly place: SourcePlace;
  readonly reason: string;
}

/** What the statements so far have made, in the order in which they would run. */
export class MigrationState {
  /** Where a name without a schema goes. */
  schema = "public";
  /** The whole search path that the file has set; `undefined` before it does. */
  path?: readonly string[];
  /** Temporary tables of the file, by their names. */
  readonly temporary = new Set<string>();
  /** By what they are, so that each is told once. */
  readonly scriptSteps = new Map<string, ScriptStepFact>();
  readonly tables = new Map<string, TableDraft>();
  readonly views = new Map<string, ViewDraft>();
  readonly triggers = new Map<string, TriggerDraft & { table: string }>();
  readonly rules = new Map<string, RewriteRuleDraft>();
  readonly eventTriggers = new Map<
    string,
    TriggerDraft & { event: string; enabled: boolean; owner?: string }
  >();
  readonly publications = new Map<string, PublicationDraft>();
  readonly functions = new Map<string, Draft<FunctionFact>>();
  readonly argumentTypes = new WeakMap<Draft<FunctionFact>, ArgumentTypes>();
  readonly traits = new WeakMap<Draft<FunctionFact>, RoutineTraits>();
  readonly grants = new Map<string, GrantDraft>();
  readonly roles = new Map<string, Draft<RoleFact>>();
  readonly memberships: MembershipFact[] = [];
  readonly passwords: PasswordInputFact[] = [];
  readonly schemas = new Map<string, Draft<SchemaFact>>();
  readonly extensions = new Map<string, ExtensionFact>();
  readonly languages = new Map<string, LanguageFact>();
  readonly userMappings = new Map<string, UserMappingFact>();
  readonly subscriptions = new Map<string, SubscriptionDraft>();
  readonly storedSettings = new Map<string, StoredSettingsDraft>();
  readonly servers = new Map<string, ForeignServerDraft>();
  readonly settings = new Map<string, SettingFact>();
  readonly defaults = new Map<
    string,
    Draft<DefaultPrivilegeFact> & { privileges: PrivilegeSet; grantable: PrivilegeSet }
  >();
  /** Owners, or `*`, whose functions to come PUBLIC may not execute. */
  readonly withheldFunctions = new Set<string>();
  readonly #unknown = new Map<string, NotRead>();
  /** What tells what a routine's code does. */
  readonly readRoutine: RoutineReader;

  constructor(readRoutine: RoutineReader) {
    this.readRoutine = readRoutine;
  }

  /** The privileges of one grantee on one object, nothing at first. */
  grant(object: ObjectRef, grantee: string, place: SourcePlace): GrantDraft {
    const key = `${identityOf(object)}\0${grantee}`;
    const known = this.grants.get(key);
    if (known !== undefined) return known;
    const fresh = { object, grantee, privileges: 0, grantable: 0, place };
    this.grants.set(key, fresh);
    return fresh;
  }

  /** What default privileges give on a new object. Of those FOR another ROLE the files do not tell whether it is the one that migrates. */
  giveDefaults(kind: DefaultKind, object: ObjectRef, place: SourcePlace): void {
    for (const given of this.defaults.values()) {
      const here = given.schema === null || given.schema === object.schema;
      if (given.owner !== MIGRATING_ROLE || given.kind !== kind || !here || given.privileges === 0) continue;
      const held = this.grant(object, given.grantee as string, place);
      held.privileges |= given.privileges;
      held.grantable |= given.grantable;
    }
  }

  /** What was granted on an object that is called otherwise now. */
  moveGrants(from: ObjectRef, to: ObjectRef): void {
    const identity = identityOf(from);
    for (const held of [...this.grants.values()])
      if (identityOf(held.object) === identity) {
        const moved = this.grant(to, held.grantee as string, held.place);
        moved.privileges |= held.privileges;
        moved.grantable |= held.grantable;
      }
    this.forget(from);
  }

  /** Everything granted on an object goes with it; with a grantee, only what that one holds. */
  forget(object: ObjectRef, grantee = ""): void {
    const start = `${identityOf(object)}\0${grantee}`;
    for (const key of [...this.grants.keys()])
      if (grantee === "" ? key.startsWith(start) : key === start) this.grants.delete(key);
  }

  /** Something that is not looked at. What a routine holds is told once, however often it is called. */
  unknown(place: SourcePlace, reason: string): void {
    this.#unknown.set(JSON.stringify([place, reason]), { place, reason });
  }

  get notRead(): readonly NotRead[] {
    return [...this.#unknown.values()];
  }

  facts(): Facts {
    const facts: FactsByType = {
      table: [...this.tables].map(([identity, table]) => this.#table(identity, table)),
      view: [...this.views.values()],
      eventTrigger: eventTriggerFacts(this),
      rewriteRule: rewriteRuleFacts(this),
      switchedOffTriggers: switchedOffTriggerFacts(this),
      scriptStep: [...this.scriptSteps.values()],
      function: [...this.functions.values()],
      grant: [...this.grants.values()]
        .filter((grant) => grant.privileges !== 0 && !isOfTheServer(grant.object))
        .map((grant) => this.#told(grant)),
      systemGrant: systemGrantFacts(this),
      role: [...this.roles.values()],
      membership: this.memberships,
      passwordInput: this.passwords,
      schema: [...this.schemas.values()],
      extension: [...this.extensions.values()],
      language: [...this.languages.values()],
      connection: [...connectionFacts(this), ...subscriptionConnections(this)],
      subscription: subscriptionFacts(this),
      userMapping: [...this.userMappings.values()],
      database: databaseFacts(this),
      setting: [...this.settings.values()],
      // What files do not make: rules look them up, and do without where there are none.
      publication: [],
      server: [],
      defaultPrivilege: [...this.defaults.values()].filter(({ privileges }) => privileges !== 0),
    };
    return { world: "migrations", facts };
  }

  #table(identity: string, draft: TableDraft): TableFact {
    const { enabled, forced, policies, morePolicies, ...rest } = draft;
    const { columns = [], moreColumns, ownColumns, children, ...others } = rest;
    // Of a table from elsewhere only those are told that stand here: that there is none, nobody can say.
    const told =
      policies === undefined || (morePolicies === true && policies.length === 0)
        ? {}
        : { policies, ...(morePolicies === true ? { morePolicies } : {}) };
    const { indexes, moreIndexes, triggersOff: _elsewhere, ...table } = others;
    // They have none, whatever is said of it.
    const rowSecurity =
      table.object.kind === "foreign table" ? {} : { rowSecurity: { enabled, forced, ...told } };
    // Those that are known are judged; that there are more is told by itself.
    const columnsTold = columns.length > 0 || moreColumns !== true;
    return {
      ...table,
      ...(columnsTold ? { columns } : {}),
      ...rowSecurity,
      ...(indexes === undefined ? {} : { uniqueKeys: uniqueKeysOf(indexes) }),
      ...(indexes === undefined || moreIndexes === true
        ? {}
        : {
            leadingIndexColumns: indexes
              .filter(({ partial }) => !partial)
              .map(({ columns: [first = null] }) => first),
          }),
      definerTriggers: definerTriggers(this, identity),
      publications: publicationsOf(this, identity, table.object.schema),
    };
  }

  /** A grant on a function or a table, with what is known of the object. */
  #told(grant: GrantFact): GrantFact {
    const identity = identityOf(grant.object);
    const called = this.functions.get(identity);
    const table = this.tables.get(identity);
    return {
      ...grant,
      ...(called === undefined ? {} : { securityDefiner: called.securityDefiner }),
      // What PUBLIC may execute matters from when it runs with its owner's rights.
      ...(called?.securityDefiner === true ? placed(grant.place, placeOf(called, "securityDefiner")) : {}),
      ...(table === undefined ? {} : { partition: table.partition, rowSecurity: table.enabled }),
    };
  }
}

function placed(...places: readonly (SourcePlace | undefined)[]): { readonly place?: SourcePlace } {
  const place = latestPlace(...places);
  return place === undefined ? {} : { place };
}

/** What PUBLIC has on a new function, as long as nobody took it from the functions to come. */
export function builtInExecute(state: MigrationState, object: ObjectRef, place: SourcePlace): void {
  if (state.withheldFunctions.size > 0) return;
  state.grant(object, PUBLIC, place).privileges |= privilegeSet(["EXECUTE"]);
}
