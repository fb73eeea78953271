import { SCHEMA_KINDS } from "../../../postgres/plan/kinds";
import { ACCESS_AREAS } from "../../../postgres/plan/words";
import { either, flag, integer, listOf, mapOf, objectType, ref, replaces, type Shape, text } from "./shapes";

const names = listOf(text);
const selectors = listOf(ref("AccessSelector"));

const byKind = Object.fromEntries(SCHEMA_KINDS.map((kind) => [kind, names]));

/** The types that an Access declaration is made of. What they mean stands at the classes of provider/sdk. */
export const accessTypes: Readonly<Record<string, Shape>> = {
  SchemaPrivileges: objectType("What one role may do in one schema, by kind of object.", {
    profiles: names,
    ...byKind,
  }),
  AccessSchema: objectType("The declared access of one schema.", {
    roles: mapOf(ref("SchemaPrivileges")),
    public: ref("SchemaPrivileges"),
    future: flag,
    viewsRunAs: text,
    mode: text,
    owners: names,
  }),
  AccessSelector: objectType(
    "Which objects a rule is about.",
    { kind: text, schema: text, name: text, pattern: text, args: text, columns: names },
    ["kind"],
  ),
  AccessGrant: objectType(
    "Privileges on objects by kind, name or pattern.",
    {
      to: names,
      toPublic: flag,
      privileges: names,
      profiles: names,
      on: selectors,
      except: selectors,
      future: flag,
    },
    ["on"],
  ),
  AccessDenial: objectType(
    "What roles must not have.",
    { from: names, fromPublic: flag, privileges: names, on: selectors, except: selectors },
    ["on"],
  ),
  AccessDefaultPrivileges: objectType(
    "Default privileges.",
    { owner: text, schema: text, kind: text, to: names, toPublic: flag, privileges: names },
    ["kind", "privileges"],
  ),
  AccessMembership: objectType("A membership.", { role: text, admin: flag, inherit: flag, set: flag }, [
    "role",
  ]),
  RoleAssertion: objectType("What is asserted about a role.", {
    settings: mapOf(text),
    allDatabases: mapOf(text),
    memberOf: listOf(either(text, ref("AccessMembership"))),
    members: listOf(either(text, ref("AccessMembership"))),
    superuser: flag,
    createRole: flag,
    createDatabase: flag,
    replication: flag,
    bypassRowSecurity: flag,
    login: flag,
    inherit: flag,
    connectionLimit: integer,
    validUntil: text,
    managed: flag,
  }),
  IgnoredGrantee: objectType("A grantee that another tool looks after.", { grantee: text, reason: text }, [
    "grantee",
    "reason",
  ]),
  AccessModes: objectType(
    "Modes of single areas.",
    Object.fromEntries(ACCESS_AREAS.map((area) => [area, text])),
  ),
};

const inputs: Readonly<Record<string, Shape>> = {
  database: replaces(text),
  owner: text,
  mode: text,
  modes: ref("AccessModes"),
  profiles: mapOf(ref("SchemaPrivileges")),
  databasePrivileges: mapOf(names),
  databaseSettings: mapOf(text),
  connectionLimit: integer,
  schemas: mapOf(ref("AccessSchema")),
  grants: listOf(ref("AccessGrant")),
  denials: listOf(ref("AccessDenial")),
  defaultPrivileges: listOf(ref("AccessDefaultPrivileges")),
  roles: mapOf(ref("RoleAssertion")),
  ignore: listOf(ref("IgnoredGrantee")),
  restorePublic: flag,
  ownsDatabase: flag,
  rolesAlsoIn: listOf(text),
  databasesAlsoRemoved: listOf(text),
  createdRoles: listOf(text),
};

/** The resource `palisade:index:Access`. */
export const accessSchema: Shape = {
  description: "The access graph of one database, converged as a whole.",
  inputProperties: inputs,
  requiredInputs: ["database", "owner", "schemas"],
  properties: { ...inputs, privileges: mapOf(text) },
  required: ["database", "owner", "schemas", "privileges"],
};
