import { granteeText } from "../model/keys";
import type { ObjectKind, ObjectName } from "../model/objects";
import { privilegeNames } from "../model/privileges";
import { displayIdentifier } from "../sql/quote";
import type { AclStep } from "./acl-step";

const PLURAL: Readonly<Record<ObjectKind, string>> = {
  database: "databases",
  schema: "schemas",
  table: "tables",
  "foreign table": "foreign tables",
  view: "views",
  "materialized view": "materialized views",
  sequence: "sequences",
  function: "functions",
  procedure: "procedures",
  aggregate: "aggregates",
  type: "types",
  domain: "domains",
  column: "columns",
  language: "languages",
  "foreign-data wrapper": "foreign-data wrappers",
  "foreign server": "foreign servers",
  "large object": "large objects",
  tablespace: "tablespaces",
  parameter: "parameters",
};

/** `3 tables in app`, `schema app`, `2 tables and 1 view in app`; several schemas are counted. */
export function countObjects(objects: readonly ObjectName[]): string {
  const [only, second] = objects;
  if (only === undefined) return "nothing";
  if (second === undefined) {
    const place = only.schema === undefined ? "" : `${displayIdentifier(only.schema)}.`;
    return `${only.kind} ${place}${displayIdentifier(only.name)}`;
  }
  const counts = new Map<ObjectKind, number>();
  for (const { kind } of objects) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const parts = [...counts].map(([kind, count]) => `${count} ${count === 1 ? kind : PLURAL[kind]}`);
  const schemas = [
    ...new Set(objects.flatMap((object) => (object.schema === undefined ? [] : [object.schema]))),
  ].sort();
  const place =
    schemas.length === 0
      ? ""
      : schemas.length <= 3
        ? ` in ${schemas.map(displayIdentifier).join(", ")}`
        : ` in ${schemas.length} schemas`;
  return `${parts.join(" and ")}${place}`;
}

/** One sentence per grantee, direction and privileges, such as `shop_readonly gains SELECT on 12 tables in app`. */
export function summarize(steps: readonly AclStep[]): string[] {
  const groups = new Map<string, { head: string; objects: ObjectName[] }>();
  for (const { action, grantee, privileges, object } of steps) {
    const verb = action === "GRANT" ? "gains" : action === "REVOKE" ? "loses" : "loses the grant option for";
    const head = `${granteeText(grantee)} ${verb} ${privilegeNames(privileges).join(", ")}`;
    const group = groups.get(head);
    if (group === undefined) groups.set(head, { head, objects: [object] });
    else group.objects.push(object);
  }
  return [...groups.values()].map(({ head, objects }) => `${head} on ${countObjects(objects)}`);
}
