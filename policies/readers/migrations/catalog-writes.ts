import { displayIdentifier } from "../../../postgres/sql/quote";
import type { SourcePlace } from "../../facts/object-ref";
import type { MigrationState } from "./state";
import { isNode, type Node, textOf } from "./tree";

/** INSERT, UPDATE, DELETE and MERGE: of rows nothing is told, but those of the catalogs are roles, privileges and policies. */
export function reportCatalogWrite(state: MigrationState, node: Node, place: SourcePlace): void {
  const relation = isNode(node["relation"]) ? node["relation"] : {};
  const schema = textOf(relation["schemaname"]);
  const name = textOf(relation["relname"]) ?? "";
  // Without a schema, pg_catalog is looked at before all others.
  if (schema !== "pg_catalog" && !(schema === undefined && name.startsWith("pg_"))) return;
  state.unknown(
    place,
    `writes into the catalog ${displayIdentifier(name)} by hand: what that does is not looked into`,
  );
}
