import type { PolicyRead } from "../../../postgres/catalog/server-code";
import type { JudgedPolicies } from "../../../postgres/expression";
import { objectKey } from "../../../postgres/model/keys";
import type { DatabaseModel } from "../../../postgres/model/model";
import type { SecuredObject } from "../../../postgres/model/objects";
import type { Publication } from "../../../postgres/model/surroundings";
import type { FactsByType } from "../../facts/facts";
import { identityOf } from "../../facts/object-ref";
import type { TableFact } from "../../facts/objects";
import { judgedObjects } from "./judged-objects";
import { referTo } from "./reference";

/** The tables, with what lies around them. */
export function tableFacts(
  model: DatabaseModel,
  judged: JudgedPolicies,
  policyReads: readonly PolicyRead[],
): FactsByType {
  const around = surroundingsOf(model);
  const reads = grouped(
    policyReads.map((one) => ({ ...one, table: objectKey({ kind: "table", ...one.table }) })),
  );
  return {
    table: judgedObjects(model)
      .filter(({ kind }) => kind === "table" || kind === "foreign table")
      .map((object) => tableFact(model, object, judged, around, reads)),
  };
}

type Around = (key: string, schema: string | undefined) => Partial<TableFact>;

function tableFact(
  model: DatabaseModel,
  object: SecuredObject,
  judged: JudgedPolicies,
  around: Around,
  reads: ReadonlyMap<string, readonly Pick<PolicyRead, "policy" | "read">[]>,
): TableFact {
  const { rowSecurity } = object;
  const key = objectKey(object);
  const said = judged.findings.get(key);
  return {
    object: referTo(model.database, object),
    owner: object.owner,
    ...(object.extension === undefined ? {} : { extension: object.extension }),
    partition: object.partition === true,
    partitioned: object.partitioned === true,
    declaredTenant: false,
    ...(rowSecurity === undefined
      ? {}
      : {
          rowSecurity: {
            enabled: rowSecurity.enabled,
            forced: rowSecurity.forced,
            policies: rowSecurity.policies,
            passes: judged.passes,
            policyReads: rowSecurity.policies.map(({ name }) => ({
              policy: name,
              relations: (reads.get(key) ?? [])
                .filter(({ policy }) => policy === name)
                .map(({ read }) => identityOf(referTo(model.database, read))),
            })),
            ...(said === undefined ? {} : { judged: said }),
          },
        }),
    ...(object.columns === undefined
      ? {}
      : { columns: object.columns.map(({ name, notNull, type }) => ({ name, notNull, type })) }),
    ...(rowSecurity?.leadingIndexColumns === undefined
      ? {}
      : { leadingIndexColumns: rowSecurity.leadingIndexColumns }),
    ...around(key, object.schema),
  };
}

/** What the model's surroundings say of each table. Indexed once: they are lists over all tables. */
function surroundingsOf(model: DatabaseModel): Around {
  const { surroundings } = model;
  if (surroundings === undefined) return () => ({});
  const indexes = grouped(
    surroundings.indexes.filter(
      // What a partition has of its parent is the parent's.
      ({ unique, valid, parent }) => unique && valid && parent === undefined,
    ),
  );
  const constraints = grouped(surroundings.constraints);
  const triggers = grouped(surroundings.triggers);
  const identity = (key: string) => {
    const object = model.objects.get(key);
    return object === undefined ? key : identityOf(referTo(model.database, object));
  };
  return (key, schema) => {
    const keys = constraints.get(key) ?? [];
    return {
      uniqueKeys: (indexes.get(key) ?? []).map(({ name, columns, ofConstraint }) => ({
        name,
        columns,
        ofConstraint,
        primary: keys.some((one) => one.kind === "primary key" && one.name === name),
      })),
      foreignKeys: keys.flatMap(({ name, columns, target }) =>
        target === undefined
          ? []
          : [{ name, columns, target: identity(target.table), targetColumns: target.columns }],
      ),
      definerTriggers: (triggers.get(key) ?? []).map(({ name, function: called }) => ({
        name,
        function: called,
      })),
      publications: surroundings.publications
        .filter((publication) => carries(publication, key, schema))
        .map((publication) => ({ name: publication.name, whole: carriesWhole(publication, schema) })),
    };
  };
}

function carries(publication: Publication, key: string, schema: string | undefined): boolean {
  return (
    carriesWhole(publication, schema) ||
    publication.tables.some(({ table, filter }) => table === key && filter === undefined)
  );
}

function carriesWhole(publication: Publication, schema: string | undefined): boolean {
  return publication.allTables || (schema !== undefined && publication.schemas.includes(schema));
}

function grouped<T extends { readonly table: string }>(items: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const list = groups.get(item.table);
    if (list === undefined) groups.set(item.table, [item]);
    else list.push(item);
  }
  return groups;
}
