import { PUBLIC } from "../../../postgres/model/acl";
import type { DefaultKind } from "../../../postgres/model/model";
import { isPrivilege, type PrivilegeSet, privilegeSet } from "../../../postgres/model/privileges";
import { isKnown, type Maybe, Unknown } from "../../facts/maybe";
import type { ObjectRef } from "../../facts/object-ref";
import type { GrantFact } from "../../facts/privileges";
import { allPrivileges } from "../all-privileges";
import { firstUnknown, Inputs } from "./inputs";
import type { ResourceReader } from "./reader";
import { type DeclaredResource, originOf } from "./resource";

/** The provider's words for kinds of object, and ours. */
const KINDS: Readonly<Record<string, string>> = {
  database: "database",
  schema: "schema",
  table: "table",
  column: "column",
  sequence: "sequence",
  function: "function",
  procedure: "procedure",
  routine: "function",
  foreign_data_wrapper: "foreign-data wrapper",
  foreign_server: "foreign server",
};

/** `postgresql.Grant`: the privileges of one role on one object, a list of them, or all of a kind in a schema. */
export const postgresqlGrant: ResourceReader = {
  types: ["postgresql:index/grant:Grant"],
  makes: ["grant"],
  read(resource) {
    const inputs = new Inputs(resource);
    const origin = originOf(resource);
    const held = privileges(inputs, kindOf(inputs));
    const withOption = inputs.flag("withGrantOption", false);
    const grantable = isKnown(withOption) ? (withOption ? held : 0) : withOption;
    const doubts = doubtsOf(resource);
    return {
      grant: objects(inputs).map(
        (object): GrantFact => ({
          origin,
          object,
          grantee: grantee(inputs),
          privileges: held,
          grantable,
          ...doubts,
        }),
      ),
    };
  },
};

/** Where the kind of object is not known, nothing is; where only the object is not, no other fact of it can be found. */
function doubtsOf({ inputs }: DeclaredResource): Pick<GrantFact, "doubtful" | "unidentified"> {
  const { objectType, database, schema, objects, columns } = inputs;
  if (objectType instanceof Unknown) return { doubtful: objectType, unidentified: objectType };
  const unidentified = firstUnknown({ database, schema, objects, columns });
  return unidentified === undefined ? {} : { unidentified };
}

function kindOf(inputs: Inputs): string {
  const type = inputs.name("objectType", "object");
  return KINDS[type] ?? type.replaceAll("_", " ");
}

function objects(inputs: Inputs): ObjectRef[] {
  const kind = kindOf(inputs);
  const database = inputs.database();
  const schema = inputs.name("schema", "public");
  if (kind === "database") return [{ kind, ...database, ...nameOf(database.database) }];
  if (kind === "schema") return [{ kind, ...database, name: schema }];
  const place = kind.startsWith("foreign") ? { kind, ...database } : { kind, ...database, schema };
  const names = knownTexts(inputs, "objects");
  if (names.length === 0) return [place];
  if (kind !== "column") return names.map((name) => ({ ...place, name }));
  const columns = knownTexts(inputs, "columns");
  return names.flatMap((name) =>
    columns.length === 0 ? [{ ...place, name }] : columns.map((column) => ({ ...place, name, column })),
  );
}

function knownTexts(inputs: Inputs, name: string): string[] {
  const texts = inputs.texts(name);
  return isKnown(texts) ? texts.filter(isKnown) : [];
}

function nameOf(database: string | undefined): { readonly name?: string } {
  return database === undefined ? {} : { name: database };
}

/** PUBLIC is written `public` here. */
export function grantee(inputs: Inputs): Maybe<string> {
  const role = inputs.text("role");
  if (!isKnown(role)) return role;
  return role === undefined || role.toLowerCase() === "public" ? PUBLIC : role;
}

/** The privileges by name; `ALL` is all that an object of the kind can carry. */
function privileges(inputs: Inputs, kind: string): Maybe<PrivilegeSet> {
  const names = inputs.texts("privileges");
  if (!isKnown(names)) return names;
  let set = 0;
  for (const name of names) {
    if (!isKnown(name)) return name;
    const upper = name.toUpperCase();
    if (upper === "ALL" || upper === "ALL PRIVILEGES") set |= allPrivileges(kind);
    else if (upper === "TEMP") set |= privilegeSet(["TEMPORARY"]);
    else if (isPrivilege(upper)) set |= privilegeSet([upper]);
  }
  return set;
}

const DEFAULT_KINDS: Readonly<Record<string, DefaultKind>> = {
  table: "tables",
  sequence: "sequences",
  function: "functions",
  routine: "functions",
  type: "types",
  schema: "schemas",
};

/** `postgresql.DefaultPrivileges`: what one role will have on what another creates. */
export const postgresqlDefaultPrivileges: ResourceReader = {
  types: [
    "postgresql:index/defaultPrivileges:DefaultPrivileges",
    // The name of earlier versions of the provider.
    "postgresql:index/defaultPrivileg:DefaultPrivileg",
  ],
  makes: ["defaultPrivilege"],
  read(resource) {
    const inputs = new Inputs(resource);
    const owner = inputs.text("owner");
    const schema = inputs.text("schema");
    const type = inputs.name("objectType", "table");
    const held = privileges(inputs, KINDS[type] ?? type);
    const withOption = inputs.flag("withGrantOption", false);
    return {
      defaultPrivilege: [
        {
          origin: originOf(resource),
          ...inputs.database(),
          owner: isKnown(owner) ? (owner ?? "?") : owner,
          schema: isKnown(schema) ? (schema ?? null) : schema,
          kind: DEFAULT_KINDS[type] ?? "tables",
          grantee: grantee(inputs),
          privileges: held,
          grantable: isKnown(withOption) ? (withOption ? held : 0) : withOption,
          builtIn: false,
        },
      ],
    };
  },
};
