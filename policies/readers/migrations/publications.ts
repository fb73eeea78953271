import { identityOf, type SourcePlace } from "../../facts/object-ref";
import type { CarryingPublicationFact } from "../../facts/objects";
import { relationRef } from "./relations";
import type { MigrationState } from "./state";
import { fieldsOf, isNode, list, type Node, textOf } from "./tree";

/** CREATE PUBLICATION. */
export function createPublication(state: MigrationState, node: Node, place: SourcePlace): void {
  const publication = {
    ...(node["for_all_tables"] === true ? { allTables: place } : {}),
    schemas: new Map<string, SourcePlace>(),
    tables: new Map<string, { readonly place: SourcePlace; readonly filtered: boolean }>(),
  };
  state.publications.set(textOf(node["pubname"]) ?? "", publication);
  change(state, node, place);
}

/** ALTER PUBLICATION … ADD, DROP and SET. */
export function alterPublication(state: MigrationState, node: Node, place: SourcePlace): void {
  const publication = state.publications.get(textOf(node["pubname"]) ?? "");
  if (publication === undefined) {
    // One that the files do not make: what they add to it is told all the same.
    createPublication(state, node, place);
    return;
  }
  if (node["action"] === "AP_SetObjects") {
    publication.schemas.clear();
    publication.tables.clear();
  }
  change(state, node, place);
}

function change(state: MigrationState, node: Node, place: SourcePlace): void {
  const publication = state.publications.get(textOf(node["pubname"]) ?? "");
  if (publication === undefined) return;
  const taken = node["action"] === "AP_DropObjects";
  for (const item of list(node["pubobjects"])) {
    const object = fieldsOf(item, "PublicationObjSpec") ?? {};
    const table = isNode(object["pubtable"]) ? object["pubtable"] : undefined;
    const schema =
      object["pubobjtype"] === "PUBLICATIONOBJ_TABLES_IN_CUR_SCHEMA" ? state.schema : textOf(object["name"]);
    if (table !== undefined) {
      const identity = identityOf(relationRef(state, table["relation"]));
      if (taken) publication.tables.delete(identity);
      else publication.tables.set(identity, { place, filtered: table["whereClause"] !== undefined });
    } else if (schema !== undefined) {
      if (taken) publication.schemas.delete(schema);
      else publication.schemas.set(schema, place);
    }
  }
}

/** The publications that carry a table without a row filter. */
export function publicationsOf(
  state: MigrationState,
  table: string,
  schema: string | undefined,
): CarryingPublicationFact[] {
  return [...state.publications].flatMap(
    ([name, { allTables, schemas, tables }]): CarryingPublicationFact[] => {
      const whole = allTables ?? schemas.get(schema ?? "");
      const single = tables.get(table);
      if (whole !== undefined) return [{ name, whole: true, place: whole }];
      return single === undefined || single.filtered ? [] : [{ name, whole: false, place: single.place }];
    },
  );
}
