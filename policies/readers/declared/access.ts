import type { AccessIntent } from "../../../postgres/plan/access-intent";
import { ACCESS_PROPERTIES, parseAccess } from "../../../postgres/plan/parse-access";
import type { FactsByType } from "../../facts/facts";
import { isKnown, Unknown } from "../../facts/maybe";
import { declaredPrivileges, definersOpenToPublic } from "./access-declaration";
import { graphPrivileges } from "./access-graph";
import { assertedRoles, undecidedRoles } from "./access-roles";
import { firstUnknown, Inputs } from "./inputs";
import type { ResourceReader } from "./reader";
import { type DeclaredResource, originOf } from "./resource";

/**
 * `palisade:index:Access`. The plugin's check has expanded the declaration against the objects that exist, so that
 * each privilege is a fact of its own object; where it could not, the declaration speaks for all objects of a schema.
 * What is asserted about roles needs no expansion.
 */
export const access: ResourceReader = {
  types: ["palisade:index:Access"],
  makes: ["grant", "defaultPrivilege", "role", "membership"],
  read(resource) {
    const declared = written(resource);
    const missing = firstUnknown(declared);
    if (missing !== undefined) return undecided(resource, missing);
    const { intent, problems } = parseAccess(declared);
    if (intent === undefined) {
      // The plugin refuses the resource with all its problems; here it only must not pass.
      return undecided(resource, new Unknown(`the declaration has mistakes: ${problems[0]?.reason ?? ""}`));
    }
    return { ...privileges(resource, intent), ...assertedRoles(resource, intent) };
  },
};

/** What an `Access` declares, where it is known in full and right; `undefined` for every other resource. */
export function declaredIntent(resource: DeclaredResource): AccessIntent | undefined {
  if (!access.types.includes(resource.type)) return undefined;
  const declared = written(resource);
  return firstUnknown(declared) === undefined ? parseAccess(declared).intent : undefined;
}

/** What the plugin's check adds is no part of the declaration. */
function written({ inputs }: DeclaredResource): Readonly<Record<string, unknown>> {
  return Object.fromEntries(ACCESS_PROPERTIES.map((name) => [name, inputs[name]]));
}

function privileges(resource: DeclaredResource, intent: AccessIntent): FactsByType {
  const graph = new Inputs(resource).graph("privileges");
  const expanded = isKnown(graph) && graph !== undefined;
  const facts = expanded ? graphPrivileges(resource, intent, graph) : declaredPrivileges(resource, intent);
  if (facts instanceof Unknown) return undecidedPrivileges(resource, facts);
  return { ...facts, grant: [...(facts.grant ?? []), ...definersOpenToPublic(resource, intent)] };
}

function undecided(resource: DeclaredResource, reason: Unknown): FactsByType {
  return { ...undecidedPrivileges(resource, reason), ...undecidedRoles(resource, reason) };
}

/** One fact of which nothing is known: rules about privileges then say *unknown* instead of nothing. */
function undecidedPrivileges(resource: DeclaredResource, reason: Unknown): FactsByType {
  const doubtful = {
    origin: originOf(resource),
    grantee: reason,
    privileges: reason,
    grantable: reason,
    doubtful: reason,
    unidentified: reason,
  };
  return {
    grant: [{ ...doubtful, object: { kind: "object", name: resource.name } }],
    defaultPrivilege: [{ ...doubtful, owner: reason, schema: reason, kind: "tables", builtIn: false }],
  };
}
