import { PUBLIC } from "../../../postgres/model/acl";
import type { DefaultKind } from "../../../postgres/model/model";
import { isPrivilege, type PrivilegeSet, privilegeSet } from "../../../postgres/model/privileges";
import type { ObjectRef, SourcePlace } from "../../facts/object-ref";
import { MIGRATING_ROLE } from "../../facts/privileges";
import { allPrivileges } from "../all-privileges";
import { relationRef } from "./relations";
import { routineRef } from "./routine-refs";
import { type MigrationState, mark } from "./state";
import { foundFirst } from "./system-grants";
import { fieldsOf, integerOf, list, type Node, namesOf, optionsOf, roleOf, stringOf, textOf } from "./tree";

/** The kinds that the grammar has, as objects are called here. */
const KINDS: Readonly<Record<string, string>> = {
  OBJECT_TABLE: "table",
  OBJECT_SEQUENCE: "sequence",
  OBJECT_SCHEMA: "schema",
  OBJECT_DATABASE: "database",
  OBJECT_FUNCTION: "function",
  OBJECT_PROCEDURE: "procedure",
  OBJECT_ROUTINE: "function",
  OBJECT_TYPE: "type",
  OBJECT_DOMAIN: "domain",
  OBJECT_FDW: "foreign-data wrapper",
  OBJECT_FOREIGN_SERVER: "foreign server",
  OBJECT_PARAMETER_ACL: "parameter",
  OBJECT_LANGUAGE: "language",
  OBJECT_TABLESPACE: "tablespace",
  OBJECT_LARGEOBJECT: "large object",
};

/** Kinds that lie in no schema. */
const OUTSIDE = new Set([
  "schema",
  "database",
  "foreign-data wrapper",
  "foreign server",
  "parameter",
  "language",
  "tablespace",
  "large object",
]);

/** GRANT and REVOKE on objects. */
export function grant(state: MigrationState, node: Node, place: SourcePlace): void {
  const kind = KINDS[textOf(node["objtype"]) ?? ""];
  if (kind === undefined) return;
  const { whole, byColumn } = privilegesIn(node["privileges"], allPrivileges(kind));
  for (const object of objectsOf(state, node, kind))
    for (const grantee of granteesOf(node)) {
      if (whole !== 0) change(state, node, object, grantee, whole, place);
      // What is revoked from a table is revoked from its columns, too.
      if (whole !== 0 && node["is_grant"] !== true)
        for (const column of columnsGranted(state, object, grantee))
          change(state, node, column, grantee, whole, place);
      for (const [column, privileges] of byColumn)
        change(state, node, { ...object, kind: "column", column }, grantee, privileges, place);
    }
}

function columnsGranted(state: MigrationState, { schema, name }: ObjectRef, grantee: string): ObjectRef[] {
  return [...state.grants.values()]
    .filter((held) => held.grantee === grantee && held.object.kind === "column")
    .map(({ object }) => object)
    .filter((object) => object.schema === schema && object.name === name);
}

/** Privileges that a rule speaks about by themselves. */
const BY_THEMSELVES = ["TRUNCATE", "REFERENCES", "TRIGGER"] as const;

function change(
  state: MigrationState,
  node: Node,
  object: ObjectRef,
  grantee: string,
  privileges: PrivilegeSet,
  place: SourcePlace,
): void {
  const held = state.grant(object, grantee, place);
  if (node["is_grant"] === true) {
    for (const name of BY_THEMSELVES)
      if ((privileges & ~held.privileges & privilegeSet([name])) !== 0) mark(held, name, place);
    held.privileges |= privileges;
    if (node["grant_option"] === true) {
      held.grantable |= privileges;
      mark(held, "grantable", place);
    }
    held.place = place;
  } else {
    if (node["grant_option"] !== true) held.privileges &= ~privileges;
    held.grantable &= ~privileges;
  }
}

function granteesOf(node: Node): string[] {
  return list(node["grantees"]).flatMap((item) => roleOf(item) ?? []);
}

function privilegesIn(
  value: unknown,
  all: PrivilegeSet,
): { readonly whole: PrivilegeSet; readonly byColumn: ReadonlyMap<string, PrivilegeSet> } {
  const items = list(value);
  if (items.length === 0) return { whole: all, byColumn: new Map() };
  let whole = 0;
  const byColumn = new Map<string, PrivilegeSet>();
  for (const item of items) {
    const access = fieldsOf(item, "AccessPriv") ?? {};
    const name = textOf(access["priv_name"])
      ?.toUpperCase()
      .replace(/^TEMP$/, "TEMPORARY");
    const set = name === undefined ? all : isPrivilege(name) ? privilegeSet([name]) : 0;
    const columns = namesOf(access["cols"]);
    if (columns.length === 0) whole |= set;
    else for (const column of columns) byColumn.set(column, (byColumn.get(column) ?? 0) | set);
  }
  return { whole, byColumn };
}

function objectsOf(state: MigrationState, node: Node, kind: string): ObjectRef[] {
  const objects = list(node["objects"]);
  if (node["targtype"] === "ACL_TARGET_ALL_IN_SCHEMA")
    return objects.flatMap((item) => {
      const schema = stringOf(item) ?? "";
      return node["is_grant"] === true ? allIn(state, kind, schema) : grantedIn(state, kind, schema);
    });
  return objects.map((item): ObjectRef => {
    const range = fieldsOf(item, "RangeVar");
    if (range !== undefined)
      return kind === "table"
        ? foundFirst(state, relationRef(state, item))
        : { ...relationRef(state, item), kind };
    if (fieldsOf(item, "ObjectWithArgs") !== undefined)
      return foundFirst(state, routineRef(state, item, kind));
    const number = integerOf(item);
    if (number !== undefined) return { kind, name: String(number) };
    const names = namesOf(fieldsOf(item, "List")?.["items"] ?? [item]);
    const name = names.at(-1) ?? "";
    return OUTSIDE.has(kind) ? { kind, name } : { kind, schema: names.at(-2) ?? state.schema, name };
  });
}

/** What the files made in the schema, and one entry for what they did not. */
function allIn(state: MigrationState, kind: string, schema: string): ObjectRef[] {
  const made =
    kind === "table"
      ? [...state.tables.values(), ...state.views.values()]
      : kind === "function"
        ? [...state.functions.values()]
        : [];
  const found = made.map(({ object }) => object).filter((object) => object.schema === schema);
  return found.length > 0 ? found : [{ kind, schema }];
}

/** On what something was granted in the schema, whether the files make it or not. */
function grantedIn(state: MigrationState, kind: string, schema: string): ObjectRef[] {
  const kinds = kind === "table" ? RELATIONS : kind === "function" ? ROUTINES : [kind];
  const granted = [...state.grants.values()].map(({ object }) => object);
  return granted.filter((object) => object.schema === schema && kinds.includes(object.kind));
}

const RELATIONS: readonly string[] = ["table", "foreign table", "view", "materialized view"];

/** ALL ROUTINES means both; what ALL FUNCTIONS leaves alone of procedures is seldom granted at all. */
const ROUTINES: readonly string[] = ["function", "procedure"];

const DEFAULT_KINDS: Readonly<Record<string, DefaultKind>> = {
  OBJECT_TABLE: "tables",
  OBJECT_SEQUENCE: "sequences",
  OBJECT_FUNCTION: "functions",
  OBJECT_ROUTINE: "functions",
  OBJECT_TYPE: "types",
  OBJECT_SCHEMA: "schemas",
  OBJECT_LARGEOBJECT: "large objects",
};

/** ALTER DEFAULT PRIVILEGES. Without FOR ROLE it is for whoever runs the migration. */
export function alterDefaults(state: MigrationState, node: Node, place: SourcePlace): void {
  const action = fieldsOf(node["action"], "GrantStmt") ?? (node["action"] as Node | undefined) ?? {};
  const type = textOf(action["objtype"]) ?? "";
  const kind = DEFAULT_KINDS[type];
  if (kind === undefined) return;
  const options = new Map(optionsOf(node["options"]));
  const items = (name: string) => list(fieldsOf(options.get(name), "List")?.["items"]);
  const owners = items("roles").flatMap((item) => roleOf(item) ?? []);
  const schemas = items("schemas").flatMap((item) => stringOf(item) ?? []);
  const { whole } = privilegesIn(action["privileges"], allPrivileges(KINDS[type] ?? ""));
  const isGrant = action["is_grant"] === true;
  for (const owner of owners.length > 0 ? owners : [MIGRATING_ROLE])
    for (const grantee of granteesOf(action)) {
      if (kind === "functions" && grantee === PUBLIC && schemas.length === 0) {
        if (isGrant) state.withheldFunctions.delete(owner);
        else state.withheldFunctions.add(owner);
      }
      for (const schema of schemas.length > 0 ? schemas : [null]) {
        const key = JSON.stringify([owner, schema, kind, grantee]);
        const held = state.defaults.get(key) ?? {
          owner,
          schema,
          kind,
          grantee,
          privileges: 0,
          grantable: 0,
          builtIn: false,
          place,
        };
        held.privileges = isGrant ? held.privileges | whole : held.privileges & ~whole;
        if (isGrant) held.place = place;
        state.defaults.set(key, held);
      }
    }
}
