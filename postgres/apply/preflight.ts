import { inert } from "../inert";
import { objectKey } from "../model/keys";
import type { DatabaseModel } from "../model/model";
import { privilegeSet } from "../model/privileges";
import { membershipGraph } from "../model/reach";
import { MEMBERSHIP_OPTIONS_VERSION } from "../model/server-facts";
import type { Plan, PlannedStatement } from "../plan/plan";
import { type Acting, actorOf, grantorFor, has } from "./acting";
import * as cures from "./cures";
import { Entrance } from "./entrance";

/** A right that the managing role lacks, as {@link preflight} reports it. */
export interface MissingRight {
  /** By name, for example `the rights of role shop_owner`. */
  readonly what: string;
  /** How many statements need it. */
  readonly statements: number;
  /** What the first of them is for, for example `shop_readonly gains SELECT on 12 tables in app`. */
  readonly first: string;
  /** The statement that gives it, or those that need it where only a superuser has it; ready to be made. */
  readonly fix: readonly string[];
  /** Who can make them. */
  readonly by: string;
}

/** Whether a statement may store a setting, beside its right on the role or database; see `readSettingRights`. */
export type MayStore = (setting: string) => boolean;

/** A right that is missing, and the statements that lack it. */
export interface Missing {
  readonly right: MissingRight;
  readonly needed: readonly PlannedStatement[];
  /** Whether PostgreSQL's rule is the last word, so that no attempt need show it. */
  readonly certain: boolean;
}

/** What {@link judge} found: how each statement is to be made, and what is lacking. */
export interface Judgement {
  /** By statement; a statement that lacks something is not in it. */
  readonly acting: ReadonlyMap<PlannedStatement, Acting>;
  /** By what is lacking: the statements that lack it. */
  readonly missing: readonly Missing[];
}

const FLAG = {
  CREATEDB: "createDatabase",
  REPLICATION: "replication",
  BYPASSRLS: "bypassRowSecurity",
} as const;

const CREATE = privilegeSet(["CREATE"]);

/**
 * What the managing role must be given before this plan can be carried out, all of it at once. Pure: what the model
 * cannot tell, which settings are a superuser's, is answered by `mayStore`. PostgreSQL's own rules are meant; a managed
 * platform may allow more, which only an attempt shows.
 */
export function preflight(
  model: DatabaseModel,
  plan: Pick<Plan, "statements">,
  mayStore: MayStore = () => true,
): MissingRight[] {
  return judge(model, plan.statements, mayStore).missing.map(({ right }) => right);
}

/** Statements of one cure in a message. */
const SHOWN = 3;

/** One line for each missing right: what, what for, and the statements that mend it. */
export function missingLines(missing: readonly MissingRight[]): string[] {
  return missing.map(({ what, statements, first, fix, by }) => {
    const rest = statements === 1 ? "" : `, and ${statements - 1} more`;
    const shown = fix.slice(0, SHOWN).join("; ");
    const hidden = fix.length > SHOWN ? `, and ${fix.length - SHOWN} more statements` : "";
    return inert(`${what} (for: ${first}${rest}): ${shown};  -- by ${by}${hidden}`);
  });
}

/** Finds the way of every statement, or what bars it. */
export function judge(
  model: DatabaseModel,
  statements: readonly PlannedStatement[],
  mayStore: MayStore,
): Judgement {
  const actor = actorOf(model, statements);
  const acting = new Map<PlannedStatement, Acting>();
  const lacks = new Map<string, { lack: cures.Lack; needed: PlannedStatement[] }>();
  const heirs = new Set<string>();
  const entrance = new Entrance(model);
  for (const statement of statements) {
    const way = actor.actingFor(statement);
    const found = [
      ...("borrow" in way ? [] : way.map((one) => cures.unreachable(model, one))),
      ...lacking(model, statement, mayStore, heirs),
      ...("borrow" in way && way.become !== undefined && statement.on !== undefined
        ? entrance.barred(way.become, statement.on)
        : []),
    ];
    if (statement.on !== undefined) entrance.pass(statement.on);
    // A schema that got a new owner before lets that owner create in it.
    if (statement.needs?.kind === "new owner" && statement.needs.schema === undefined)
      heirs.add(statement.needs.role);
    for (const lack of found) {
      const known = lacks.get(lack.what);
      if (known === undefined) lacks.set(lack.what, { lack, needed: [statement] });
      else known.needed.push(statement);
    }
    if (found.length === 0) acting.set(statement, way as Acting);
  }
  return {
    acting,
    missing: [...lacks.values()].map(({ lack, needed }) => ({
      right: {
        what: lack.what,
        ...cures.cureOf(lack, needed),
        statements: needed.length,
        first: (needed[0] as PlannedStatement).reason,
      },
      needed,
      certain: lack.certain === true,
    })),
  };
}

/** What a statement needs beside the right of an owner. */
function lacking(
  model: DatabaseModel,
  { needs, actAs }: PlannedStatement,
  mayStore: MayStore,
  heirs: ReadonlySet<string>,
): cures.Lack[] {
  if (needs === undefined || model.reader.superuser) return [];
  // Who makes the statement is judged, not who logs in.
  const who = actAs ?? model.reader.name;
  if (model.roles.get(who)?.superuser === true) return [];
  const lacks: cures.Lack[] = [];
  const setting = "setting" in needs ? needs.setting : undefined;
  if (setting !== undefined && !mayStore(setting)) lacks.push(cures.parameter(model, who, setting));
  switch (needs.kind) {
    case "superuser":
      return [cures.superuser(who)];
    case "role admin":
      return [...lacks, ...roleAdmin(model, who, needs.role, needs.attributes ?? [])];
    case "membership":
      return mayGrant(model, who, needs.role) ? lacks : [...lacks, cures.admin(model, who, needs.role)];
    case "database owner":
      // Whose right it is, `actorOf` has decided.
      return lacks;
    case "new owner":
      if (needs.database === true)
        return model.roles.get(who)?.createDatabase === true
          ? lacks
          : [...lacks, cures.attribute(who, "createDatabase")];
      return [...lacks, ...creation(model, who, needs.role, needs.schema, heirs)];
    default:
      return needs satisfies never;
  }
}

/** ALTER ROLE (AlterRole and AlterRoleSet in src/backend/commands/user.c). */
function roleAdmin(
  model: DatabaseModel,
  who: string,
  role: string,
  attributes: readonly (keyof typeof FLAG)[],
): cures.Lack[] {
  const own = model.roles.get(who);
  if (model.roles.get(role)?.superuser === true) return [cures.superuser(who)];
  const lacks: cures.Lack[] = [];
  if (who !== role || attributes.length > 0) {
    if (own?.createRole !== true) lacks.push(cures.attribute(who, "createRole"));
    if (
      model.version >= MEMBERSHIP_OPTIONS_VERSION &&
      !membershipGraph(model).canAdminister(who, role) &&
      who !== role
    )
      lacks.push(cures.admin(model, who, role));
  }
  for (const attribute of attributes) {
    if (model.version < MEMBERSHIP_OPTIONS_VERSION) {
      // Before 16 CREATEDB is any CREATEROLE's to give, and the other two are a superuser's.
      if (attribute !== "CREATEDB") return [cures.superuser(who)];
      continue;
    }
    const flag = FLAG[attribute];
    if (own?.[flag] !== true) lacks.push(cures.attribute(who, flag));
  }
  return lacks;
}

/** GRANT of a role (check_role_membership_authorization and check_role_grantor in src/backend/commands/user.c). */
function mayGrant(model: DatabaseModel, who: string, role: string): boolean {
  const graph = membershipGraph(model);
  if (model.version >= MEMBERSHIP_OPTIONS_VERSION)
    return model.roles.get(role)?.superuser !== true && grantorFor(model, graph, who, role) !== undefined;
  const superuser = model.roles.get(role)?.superuser === true;
  return !superuser && (graph.canAdminister(who, role) || model.roles.get(who)?.createRole === true);
}

/** A new owner must be able to create where the object lies. */
function creation(
  model: DatabaseModel,
  who: string,
  heir: string,
  schema: string | undefined,
  heirs: ReadonlySet<string>,
): cures.Lack[] {
  if (schema === undefined) {
    // For a schema it is who gives it away that must be able to create one (AlterSchemaOwner_internal in schemacmds.c).
    const name = { kind: "database", name: model.database } as const;
    const database = model.objects.get(objectKey(name));
    return database === undefined || has(model, who, database.acl, CREATE)
      ? []
      : [cures.create(who, database.owner, name)];
  }
  const name = { kind: "schema", name: schema } as const;
  const place = model.objects.get(objectKey(name));
  if (place === undefined || heirs.has(heir) || has(model, heir, place.acl, CREATE)) return [];
  return [cures.create(heir, place.owner, name)];
}
