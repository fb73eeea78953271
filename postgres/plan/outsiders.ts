import type { DatabaseModel, Membership, Role } from "../model/model";
import { isPlatformRole } from "../model/platform-roles";
import { FIRST_NORMAL_OID, MEMBERSHIP_OPTIONS_VERSION } from "../model/server-facts";
import { ROLE_FLAGS } from "../sql/alter-role";
import { displayIdentifier } from "../sql/quote";
import { type AccessIntent, declaredOwners, declaredRoles } from "./access-intent";
import { isCreatorsGrant } from "./roles/memberships";
import { DANGEROUS_ATTRIBUTES, type DangerousAttribute } from "./roles/role-intent";

/** Predefined roles whose members reach every table: by privilege, or through the server's own files and programs. */
const POWERFUL: readonly string[] = [
  "pg_read_all_data",
  "pg_write_all_data",
  "pg_maintain",
  "pg_read_server_files",
  "pg_write_server_files",
  "pg_execute_server_program",
];

/** Roles that are named in one sentence; the rest is counted. */
const NAMED = 10;

/**
 * Who reaches what is declared without an entry in any access list: by an attribute, as a member of a predefined role, or
 * as a member of a declared role about which `roles` says nothing. One sentence a way. Nothing of it is changed, because a
 * role that is not under `roles` is nobody's to change here; those that are, the chapter about roles asserts.
 */
export function outsiders(intent: AccessIntent, model: DatabaseModel): string[] {
  const ways = new Ways();
  byAttribute(intent, model, ways);
  byMembership(intent, model, ways);
  return ways.sentences();
}

/** What is kept → who keeps it. */
class Ways {
  readonly #ways = new Map<string, { one: string; several: string; names: string[] }>();

  add(name: string, one: string, several = one): void {
    const known = this.#ways.get(one);
    if (known === undefined) this.#ways.set(one, { one, several, names: [name] });
    else known.names.push(name);
  }

  sentences(): string[] {
    return [...this.#ways.values()].map(({ one, several, names }) => {
      const shown = names.slice(0, NAMED).map(displayIdentifier).join(", ");
      const rest = names.length > NAMED ? ` and ${names.length - NAMED} more` : "";
      return `${shown}${rest} ${names.length === 1 ? `keeps ${one}` : `keep ${several}`}, which is not declared`;
    });
  }
}

function byAttribute(intent: AccessIntent, model: DatabaseModel, ways: Ways): void {
  const declared = new Set(declaredRoles(intent));
  const owners = declaredOwners(intent);
  for (const role of model.roles.values()) {
    if (intent.roles.has(role.name) || isNobodysMatter(intent, model, role)) continue;
    const told = DANGEROUS_ATTRIBUTES.filter(
      (attribute) => role[attribute] && (owners.has(role.name) || reaches(role, attribute, model, declared)),
    );
    for (const attribute of told) ways.add(role.name, ROLE_FLAGS[attribute]);
  }
}

/** Whether an attribute opens what is declared to a role that does not own it. To a superuser nothing else adds anything. */
function reaches(
  role: Role,
  attribute: DangerousAttribute,
  model: DatabaseModel,
  declared: ReadonlySet<string>,
): boolean {
  if (role.superuser) return attribute === "superuser";
  // A base backup and a physical replica hold every table of the server.
  if (attribute === "replication") return true;
  // Before PostgreSQL 16 it could grant itself any role that is no superuser.
  if (attribute === "createRole") return model.version < MEMBERSHIP_OPTIONS_VERSION;
  // It gives no privilege, and makes policies void where there is one.
  return attribute === "bypassRowSecurity" && declared.has(role.name);
}

function byMembership(intent: AccessIntent, model: DatabaseModel, ways: Ways): void {
  const members = membersByRole(model);
  const targets = targetsOf(intent, model);
  for (const target of targets) {
    // Its members are asserted, or told with the memberships.
    if (intent.roles.has(target)) continue;
    const seen = new Set([target]);
    const open = [target];
    for (const group of open)
      for (const name of members.get(group) ?? []) {
        const member = model.roles.get(name);
        if (seen.has(name) || intent.roles.has(name) || intent.ignored.has(name)) continue;
        seen.add(name);
        if (member?.superuser === false && !isNobodysMatter(intent, model, member)) {
          const by = group === target ? "" : ` by ${displayIdentifier(group)}`;
          const what = `membership in ${displayIdentifier(target)}${by}`;
          ways.add(name, `its ${what}`, `their ${what}`);
        }
        // Whose members are asked about anyway is not gone through twice.
        if (!targets.has(name)) open.push(name);
      }
  }
}

/** The roles of which nobody else should be a member: what is declared, who has power over it, and the managing role itself. */
function targetsOf(intent: AccessIntent, model: DatabaseModel): ReadonlySet<string> {
  const targets = new Set([...declaredRoles(intent), ...POWERFUL, model.reader.name]);
  for (const { members } of intent.roles.values()) for (const { role } of members) targets.add(role);
  for (const role of model.roles.values())
    if (role.superuser || (role.createRole && model.version < MEMBERSHIP_OPTIONS_VERSION))
      targets.add(role.name);
  return targets;
}

/** Role → its members, by any row that gives something: privileges, SET ROLE, or the right to grant the role to oneself. */
function membersByRole(model: DatabaseModel): ReadonlyMap<string, readonly string[]> {
  const members = new Map<string, string[]>();
  for (const row of model.memberships) {
    if (!(row.inherit || row.set || row.admin) || isOfItsCreator(model, row)) continue;
    const known = members.get(row.role);
    if (known === undefined) members.set(row.role, [row.member]);
    else known.push(row.member);
  }
  return members;
}

/** PostgreSQL's own doing, and no drift as long as that role may create roles. */
function isOfItsCreator(model: DatabaseModel, row: Membership): boolean {
  return isCreatorsGrant(model, row) && model.roles.get(row.member)?.createRole === true;
}

/** The managing role, the server's own roles, the platform's, and those that another tool looks after. */
function isNobodysMatter(intent: AccessIntent, model: DatabaseModel, { name, oid }: Role): boolean {
  return (
    name === model.reader.name || oid < FIRST_NORMAL_OID || intent.ignored.has(name) || isPlatformRole(name)
  );
}
