import { granteeText, objectKey } from "../../../model/keys";
import type { SecuredObject } from "../../../model/objects";
import type { Publication } from "../../../model/surroundings";
import { countObjects } from "../../summary";
import type { Scope } from "./scope";

/**
 * Reports what carries changes of tenant tables out of the database, past every policy: publications, and roles that
 * may replicate. A tenant role among those is refused with its other attributes.
 */
export function reportReplication({ intent, model, selection, surroundings, part }: Scope): void {
  if (selection.tenant.length === 0) return;
  for (const publication of surroundings.publications) {
    const carried = selection.tenant.map(({ table }) => table).filter((table) => carries(publication, table));
    if (carried.length === 0) continue;
    part.report(
      `publication ${publication.name}`,
      `carries ${countObjects(carried)} to its subscribers, and no policy filters it: see that every subscriber may have every tenant's rows`,
    );
  }
  for (const [name, { superuser, replication }] of model.roles)
    if (replication && !superuser && !intent.tenantRoles.includes(name))
      part.report(
        `role ${granteeText(name)}`,
        "has REPLICATION, and reads the rows of every tenant past grants and policies: see that it is meant",
      );
}

function carries({ allTables, schemas, tables }: Publication, table: SecuredObject): boolean {
  if (allTables || schemas.includes(table.schema ?? "")) return true;
  const key = objectKey(table);
  // A partitioned table is carried as its partitions, and they with it.
  return tables.some((one) => one.table === key || (table.parents ?? []).includes(one.table));
}
