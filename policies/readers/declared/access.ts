import { PUBLIC } from "../../../postgres/model/acl";
import { type PrivilegeSet, privilegeSet } from "../../../postgres/model/privileges";
import type { AccessIntent, GrantKind } from "../../../postgres/plan/access-intent";
import { parseAccess } from "../../../postgres/plan/parse-access";
import type { FactsByType } from "../../facts/facts";
import { isKnown, Unknown } from "../../facts/maybe";
import type { ObjectRef } from "../../facts/object-ref";
import type { DefaultPrivilegeFact, GrantFact } from "../../facts/privileges";
import { parseDefaultsKey, parseHoldings, parseObjectKey } from "./graph-text";
import { firstUnknown, Inputs } from "./inputs";
import type { ResourceReader } from "./reader";
import { type DeclaredResource, originOf } from "./resource";

/** What a user writes; the plugin's check adds the rest. */
const DECLARED = ["database", "owner", "mode", "databasePrivileges", "schemas", "roles"] as const;

/**
 * `palisade:index:Access`. The plugin's check has expanded the declaration against the objects that exist, so that
 * each privilege is a fact of its own object; where it could not, the declaration speaks for all objects of a schema.
 */
export const access: ResourceReader = {
  types: ["palisade:index:Access"],
  makes: ["grant", "defaultPrivilege"],
  read(resource) {
    const declared = Object.fromEntries(DECLARED.map((name) => [name, resource.inputs[name]]));
    const missing = firstUnknown(declared);
    if (missing !== undefined) return undecided(resource, missing);
    const { intent, problems } = parseAccess(declared);
    if (intent === undefined) {
      // The plugin refuses the resource with all its problems; here it only must not pass.
      return undecided(resource, new Unknown(`the declaration has mistakes: ${problems[0]?.reason ?? ""}`));
    }
    const graph = new Inputs(resource).textMap("privileges");
    const expanded =
      isKnown(graph) && graph !== undefined && firstUnknown(graph) === undefined
        ? readGraph(resource, intent, graph)
        : declaredFacts(resource, intent);
    return { ...expanded, grant: [...(expanded.grant ?? []), ...definersOpenToPublic(resource, intent)] };
  },
};

/** One unknown fact of each kind: rules about it then say *unknown* instead of nothing. */
function undecided(resource: DeclaredResource, reason: Unknown): FactsByType {
  const origin = originOf(resource);
  return {
    grant: ["database", "schema", "table", "function"].map((kind) => ({
      origin,
      object: { kind, name: resource.name },
      grantee: reason,
      privileges: reason,
      grantable: reason,
    })),
    defaultPrivilege: [
      {
        origin,
        owner: reason,
        schema: reason,
        kind: "tables",
        grantee: reason,
        privileges: reason,
        grantable: reason,
        builtIn: false,
      },
    ],
  };
}

function readGraph(
  resource: DeclaredResource,
  intent: AccessIntent,
  graph: Readonly<Record<string, unknown>>,
): FactsByType {
  const grant: GrantFact[] = [];
  const defaultPrivilege: DefaultPrivilegeFact[] = [];
  for (const [key, text] of Object.entries(graph)) {
    const holdings = typeof text === "string" ? parseHoldings(text) : undefined;
    const object = parseObjectKey(key);
    const defaults = object === undefined ? parseDefaultsKey(key) : undefined;
    if (holdings === undefined || (object === undefined && defaults === undefined)) {
      const reason = new Unknown(
        `the entry ${key} of privileges is of a form that this version does not know`,
      );
      return undecided(resource, reason);
    }
    for (const [grantee, privileges] of holdings) {
      if (object !== undefined) {
        grant.push(
          grantFact(resource, intent, { ...object, database: intent.database }, grantee, privileges),
        );
      } else if (defaults !== undefined) {
        defaultPrivilege.push(defaultFact(resource, intent, { ...defaults, grantee, privileges }));
      }
    }
  }
  return { grant, defaultPrivilege };
}

function grantFact(
  resource: DeclaredResource,
  intent: AccessIntent,
  object: ObjectRef,
  grantee: string,
  privileges: PrivilegeSet,
): GrantFact {
  return {
    origin: originOf(resource),
    object,
    grantee,
    privileges,
    // Access grants nothing that could be passed on.
    grantable: 0,
    owner: intent.owner,
    // Functions that run as their owner are declared apart: see definersOpenToPublic.
    ...(object.kind === "function" || object.kind === "procedure" ? { securityDefiner: false } : {}),
  };
}

function defaultFact(
  resource: DeclaredResource,
  intent: AccessIntent,
  fact: Pick<DefaultPrivilegeFact, "owner" | "schema" | "kind" | "grantee" | "privileges">,
): DefaultPrivilegeFact {
  return {
    origin: originOf(resource),
    database: intent.database,
    ...fact,
    grantable: 0,
    builtIn: false,
  };
}

const KIND_OF: Readonly<Record<Exclude<GrantKind, "securityDefinerFunctions" | "schema">, string>> = {
  tables: "table",
  views: "view",
  materializedViews: "materialized view",
  foreignTables: "foreign table",
  sequences: "sequence",
  functions: "function",
  types: "type",
};

/** The declaration itself, where nothing is expanded: `every table of schema app`. */
function declaredFacts(resource: DeclaredResource, intent: AccessIntent): FactsByType {
  const { database } = intent;
  const grant = [...intent.databaseGrants].map(([grantee, privileges]) =>
    grantFact(resource, intent, { kind: "database", database, name: database }, grantee, privileges),
  );
  for (const [schema, { grants }] of intent.schemas) {
    for (const [grantee, kinds] of grants) {
      if (kinds.schema !== undefined) {
        const ref = { kind: "schema", database, name: schema };
        grant.push(grantFact(resource, intent, ref, grantee, kinds.schema));
      }
      for (const [property, kind] of Object.entries(KIND_OF)) {
        const privileges = kinds[property as keyof typeof KIND_OF];
        if (privileges === undefined) continue;
        grant.push(grantFact(resource, intent, { kind, database, schema }, grantee, privileges));
      }
    }
  }
  return { grant, defaultPrivilege: [] };
}

const EXECUTE = privilegeSet(["EXECUTE"]);

/**
 * Where PUBLIC is given functions that run as their owner, the graph cannot show which functions these are; the
 * declaration says that all are.
 */
function definersOpenToPublic(resource: DeclaredResource, intent: AccessIntent): GrantFact[] {
  return [...intent.schemas].flatMap(([schema, { grants }]) => {
    const given = (grants.get(PUBLIC)?.securityDefinerFunctions ?? 0) & EXECUTE;
    if (given === 0) return [];
    const object = { kind: "function", database: intent.database, schema };
    return [{ ...grantFact(resource, intent, object, PUBLIC, given), securityDefiner: true }];
  });
}
