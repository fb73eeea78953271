import type { Draft } from "../../../postgres/draft";
import type { SourcePlace } from "../../facts/object-ref";
import { isPredefined } from "../../facts/role-graph";
import type { RoleFact } from "../../facts/roles";
import { validUntilOf } from "../valid-until";
import { literalPassword } from "./literal-passwords";
import { type MigrationState, mark } from "./state";
import {
  booleanOf,
  fieldsOf,
  integerOf,
  isNode,
  list,
  type Node,
  optionsOf,
  roleOf,
  stringOf,
  textOf,
} from "./tree";

type Attribute =
  | "superuser"
  | "createRole"
  | "createDatabase"
  | "replication"
  | "bypassRowSecurity"
  | "login";

const ATTRIBUTES: Readonly<Record<string, Attribute>> = {
  superuser: "superuser",
  createrole: "createRole",
  createdb: "createDatabase",
  isreplication: "replication",
  bypassrls: "bypassRowSecurity",
  canlogin: "login",
};

/** CREATE ROLE, CREATE USER and CREATE GROUP. */
export function createRole(state: MigrationState, node: Node, place: SourcePlace): void {
  const name = textOf(node["role"]) ?? "";
  const role: Draft<RoleFact> = {
    name,
    bootstrap: false,
    login: node["stmt_type"] === "ROLESTMT_USER",
    superuser: false,
    createRole: false,
    createDatabase: false,
    replication: false,
    bypassRowSecurity: false,
    connectionLimit: -1,
    validUntil: null,
    place,
  };
  state.roles.set(name, role);
  takeOptions(state, role, node["options"], place);
}

/** ALTER ROLE … WITH. */
export function alterRole(state: MigrationState, node: Node, place: SourcePlace): void {
  const name = roleOf(node["role"]);
  if (name === undefined) return;
  takeOptions(state, roleNamed(state, name, place), node["options"], place);
}

/** The value of SET, as it is written; `undefined` for DEFAULT and RESET. */
export function settingText(set: Node): string | undefined {
  if (set["kind"] !== "VAR_SET_VALUE") return undefined;
  return list(set["args"])
    .map((argument) => {
      const constant = fieldsOf(argument, "A_Const") ?? {};
      for (const [kind, value] of Object.entries(constant)) {
        if (!isNode(value)) continue;
        if (kind === "sval") return textOf(value["sval"]) ?? "";
        if (kind === "ival") return String(value["ival"] ?? 0);
        if (kind === "fval") return textOf(value["fval"]) ?? "";
        if (kind === "boolval") return value["boolval"] === true ? "on" : "off";
      }
      return "";
    })
    .join(", ");
}

/** The role; one that the files do not create is known by what they say of it. */
export function roleNamed(state: MigrationState, name: string, place: SourcePlace): Draft<RoleFact> {
  const known = state.roles.get(name);
  if (known !== undefined) return known;
  const fresh: Draft<RoleFact> = { name, bootstrap: false, place };
  state.roles.set(name, fresh);
  return fresh;
}

function takeOptions(
  state: MigrationState,
  role: Draft<RoleFact>,
  options: unknown,
  place: SourcePlace,
): void {
  for (const [option, value] of optionsOf(options)) {
    const attribute = ATTRIBUTES[option];
    if (attribute !== undefined) {
      role[attribute] = booleanOf(value);
      if (booleanOf(value) && role.place !== place) mark(role, attribute, place);
    } else if (option === "connectionlimit") {
      role.connectionLimit = integerOf(value) ?? -1;
      if (role.connectionLimit < 0 && role.place !== place) mark(role, "connectionLimit", place);
    } else if (option === "validUntil") {
      role.validUntil = validUntilOf(stringOf(value), `VALID UNTIL of role ${role.name}`);
      mark(role, "validUntil", place);
    } else if (option === "password")
      literalPassword(state, `role ${role.name}`, "PASSWORD", stringOf(value), place);
    else if (option === "addroleto") for (const other of rolesIn(value)) join(state, other, role.name, place);
    else if (option === "rolemembers" || option === "adminmembers")
      for (const other of rolesIn(value)) join(state, role.name, other, place, option === "adminmembers");
  }
}

function rolesIn(value: unknown): string[] {
  return list(fieldsOf(value, "List")?.["items"]).flatMap((item) => roleOf(item) ?? []);
}

function join(state: MigrationState, role: string, member: string, place: SourcePlace, admin = false): void {
  // Rules look at members: one that the files do not create is one of them all the same.
  if (!isPredefined(member)) roleNamed(state, member, place);
  state.memberships.push({ role, member, admin, inherit: true, set: true, place });
}

/** GRANT and REVOKE of memberships. */
export function grantRole(state: MigrationState, node: Node, place: SourcePlace): void {
  const roles = list(node["granted_roles"]).flatMap(
    (item) => textOf(fieldsOf(item, "AccessPriv")?.["priv_name"]) ?? [],
  );
  const members = list(node["grantee_roles"]).flatMap((item) => roleOf(item) ?? []);
  const admin = optionsOf(node["opt"]).some(([name, value]) => name === "admin" && booleanOf(value));
  for (const role of roles)
    for (const member of members) {
      if (node["is_grant"] === true) join(state, role, member, place, admin);
      else
        for (let at = state.memberships.length - 1; at >= 0; at--) {
          const one = state.memberships[at];
          if (one?.role === role && one.member === member) state.memberships.splice(at, 1);
        }
    }
}
