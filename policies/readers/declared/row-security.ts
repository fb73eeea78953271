import { graphEntries } from "../../../postgres/plan/graph-groups";
import { isKnown, type Maybe, Unknown } from "../../facts/maybe";
import type { ObjectRef } from "../../facts/object-ref";
import type { TableFact } from "../../facts/objects";
import { parseObjectKey } from "./graph-text";
import { Inputs } from "./inputs";
import type { ResourceReader } from "./reader";
import { type DeclaredResource, originOf } from "./resource";

/**
 * `palisade:index:RowSecurity`. The plugin's check has found the tables in the live catalog; where it could not, the
 * declaration speaks for all tenants' tables of its schemas.
 */
export const rowSecurity: ResourceReader = {
  types: ["palisade:index:RowSecurity"],
  makes: ["table"],
  read(resource) {
    const inputs = new Inputs(resource);
    const tables = inputs.graph("tables");
    const found =
      isKnown(tables) && tables !== undefined
        ? graphEntries(tables).flatMap(([key, text]) => tableOf(resource, inputs, key, text))
        : [];
    const named = inputs.texts("schemas");
    // Where the schemas are not known, and no table either, nobody knows what is protected.
    if (named instanceof Unknown && found.length === 0)
      return { table: [{ ...fact(resource, { kind: "table" }, named, named), doubtful: named }] };
    const schemas = isKnown(named) ? named.filter(isKnown) : [];
    const forced = inputs.flag("force", true);
    return {
      table: [
        ...found,
        // Of a schema without tenants' tables, as yet, the declaration itself is what there is to judge.
        ...schemas
          .filter((schema) => !found.some(({ object }) => object.schema === schema))
          .map((schema) => fact(resource, { kind: "table", ...inputs.database(), schema }, true, forced)),
      ],
    };
  },
};

/**
 * `enabled, forced; policy to …` → a fact. Views stand in the same map, what is left alone with a reason, and the tables
 * that Palisade itself needs: none of them holds rows that must be protected.
 */
function tableOf(resource: DeclaredResource, inputs: Inputs, key: string, text: string): TableFact[] {
  const object = parseObjectKey(key);
  if (object?.kind !== "table") return [];
  const state = (text.split(";")[0] ?? "").split(", ");
  if (!/^(enabled|disabled)$/.test(state[0] ?? "")) return [];
  return [
    fact(resource, { ...object, ...inputs.database() }, state.includes("enabled"), state.includes("forced")),
  ];
}

function fact(
  resource: DeclaredResource,
  object: ObjectRef,
  enabled: Maybe<boolean>,
  forced: Maybe<boolean>,
): TableFact {
  const { database } = resource.inputs;
  return {
    origin: originOf(resource),
    object,
    partition: false,
    partitioned: false,
    declaredTenant: true,
    rowSecurity: { enabled, forced },
    ...(database instanceof Unknown ? { doubtful: database } : {}),
  };
}
