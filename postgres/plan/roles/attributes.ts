import type { DatabaseModel, Role } from "../../model/model";
import { BOOTSTRAP_OID } from "../../model/server-facts";
import { alterRole, ROLE_FLAGS, type RoleFlag, type RoleOptions } from "../../sql/alter-role";
import { displayIdentifier } from "../../sql/quote";
import { join } from "../input-reader";
import type { Need } from "../plan";
import { addText, type Draft, roleKey } from "./draft";
import type { RoleAttribute, RoleIntent, RolesScope } from "./role-intent";

/** The order in which attributes are told. */
const ORDER = [...Object.keys(ROLE_FLAGS), "connectionLimit", "validUntil"] as RoleAttribute[];

/** Whether this is the superuser that initdb made. */
export function isBootstrap(role: Role | undefined): boolean {
  return role?.oid === BOOTSTRAP_OID;
}

/** The name of the superuser that initdb made, whatever it is called. */
export function bootstrapName(model: DatabaseModel): string {
  for (const role of model.roles.values()) if (isBootstrap(role)) return role.name;
  return "postgres";
}

/**
 * An attribute as it will be after the plan, which decides about memberships: what is asserted, else what is. A role
 * that does not exist yet has what CREATE ROLE gives.
 */
export function expected(
  scope: RolesScope,
  model: DatabaseModel,
  name: string,
  attribute: "superuser" | "createRole" | "inherit",
): boolean {
  const intent = scope.roles.get(name);
  if (intent !== undefined && isAsserted(scope, intent, attribute)) {
    const asserted = intent.attributes[attribute];
    if (asserted !== undefined) return asserted;
  }
  return model.roles.get(name)?.[attribute] ?? attribute === "inherit";
}

/** Plans the attributes of the declared roles: one ALTER ROLE a role. Those of roles that do not exist yet are left to who creates them. */
export function planAttributes(scope: RolesScope, model: DatabaseModel, draft: Draft): void {
  for (const [name, intent] of scope.roles) {
    const live = model.roles.get(name);
    const differing: RoleAttribute[] = [];
    for (const attribute of ORDER) {
      const wanted = intent.attributes[attribute];
      if (wanted === undefined) continue;
      const differs = live !== undefined && !sameAttribute(attribute, live[attribute], wanted);
      if (!isAsserted(scope, intent, attribute)) {
        if (differs)
          draft.kept.push(
            `${displayIdentifier(name)} keeps ${attributeText(attribute, live[attribute])}, which is not declared`,
          );
        continue;
      }
      describe(draft, name, intent, attribute, differs ? live[attribute] : wanted);
      if (differs) differing.push(attribute);
    }
    if (live === undefined || differing.length === 0) continue;
    if (name === model.reader.name || isBootstrap(live)) refuse(draft, live, intent, differing, model);
    else alter(draft, live, intent, differing, model);
  }
}

function isAsserted(scope: RolesScope, intent: RoleIntent, attribute: RoleAttribute): boolean {
  return scope.mode === "authoritative" || intent.written.has(attribute);
}

/** A dangerous attribute that nobody wrote and nobody has needs no word. */
function describe(
  draft: Draft,
  name: string,
  intent: RoleIntent,
  attribute: RoleAttribute,
  now: Role[RoleAttribute],
): void {
  const key = roleKey(name);
  const wanted = intent.attributes[attribute];
  if (wanted === undefined) return;
  const written = intent.written.has(attribute);
  if (written) addText(draft.desired, key, attributeText(attribute, wanted));
  if (written || now !== wanted) addText(draft.live, key, attributeText(attribute, now));
}

function alter(
  draft: Draft,
  live: Role,
  intent: RoleIntent,
  differing: readonly RoleAttribute[],
  model: DatabaseModel,
): void {
  const object = roleKey(live.name);
  const lines = differing.map((attribute) => changeText(attribute, live, intent));
  for (const [index, attribute] of differing.entries()) {
    const reason = intent.written.has(attribute) ? "declared" : "not declared";
    draft.changes.push({ object, text: lines[index] as string, reason });
  }
  const options = Object.fromEntries(differing.map((name) => [name, intent.attributes[name]])) as RoleOptions;
  draft.statements.push({
    sql: alterRole(live.name, options),
    reason: `${object}: ${lines.join(", ")}`,
    needs: needFor(live, differing, model.version),
  });
}

function changeText(attribute: RoleAttribute, live: Role, intent: RoleIntent): string {
  const wanted = intent.attributes[attribute];
  if (isFlag(attribute)) return `${wanted === true ? "gains" : "loses"} ${ROLE_FLAGS[attribute]}`;
  const was = attribute === "validUntil" ? (live.validUntil ?? "infinity") : live.connectionLimit;
  return `sets ${attributeText(attribute, wanted ?? null)} (was ${was})`;
}

/** An own attribute taken away, or one of the role that the server itself depends on, is no way to converge. */
function refuse(
  draft: Draft,
  live: Role,
  intent: RoleIntent,
  differing: readonly RoleAttribute[],
  model: DatabaseModel,
): void {
  const what =
    live.name === model.reader.name ? "the role that manages the server" : "the bootstrap superuser";
  const lines = differing.map((attribute) => changeText(attribute, live, intent)).join(", ");
  const write = differing
    .map((attribute) => `${attribute}: ${JSON.stringify(live[attribute] ?? "infinity")}`)
    .join(", ");
  draft.problems.push({
    path: join("roles", live.name),
    reason: `is ${what}, whose attributes are never changed, and the declaration means: ${lines}. Write what it has (${write}), or declare nothing about this role`,
  });
}

/**
 * What ALTER ROLE asks for (AlterRole in src/backend/commands/user.c): before PostgreSQL 16 only superusers touch
 * replication roles and BYPASSRLS; since then who has the attribute itself may pass it on.
 */
function needFor(live: Role, differing: readonly RoleAttribute[], version: number): Need {
  const changes = new Set(differing);
  if (live.superuser || changes.has("superuser")) return { kind: "superuser" };
  if (version < 160000) {
    return live.replication || changes.has("replication") || changes.has("bypassRowSecurity")
      ? { kind: "superuser" }
      : { kind: "role admin", role: live.name };
  }
  const attributes = (["createDatabase", "replication", "bypassRowSecurity"] as const)
    .filter((attribute) => changes.has(attribute))
    .map((attribute) => ROLE_FLAGS[attribute]);
  return { kind: "role admin", role: live.name, ...(attributes.length === 0 ? {} : { attributes }) };
}

function isFlag(attribute: RoleAttribute): attribute is RoleFlag {
  return attribute in ROLE_FLAGS;
}

/** A password without an expiry (NULL) is valid until infinity; ALTER ROLE cannot bring NULL back. */
function sameAttribute(attribute: RoleAttribute, live: Role[RoleAttribute], wanted: Role[RoleAttribute]) {
  return attribute === "validUntil" ? (live ?? "infinity") === wanted : live === wanted;
}

function attributeText(attribute: RoleAttribute, value: Role[RoleAttribute]): string {
  if (isFlag(attribute)) return value === true ? ROLE_FLAGS[attribute] : `NO${ROLE_FLAGS[attribute]}`;
  return attribute === "connectionLimit" ? `CONNECTION LIMIT ${value}` : `VALID UNTIL ${value ?? "infinity"}`;
}
