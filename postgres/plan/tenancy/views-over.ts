import type { DatabaseModel } from "../../model/model";
import type { SecuredObject } from "../../model/objects";

/** The views and materialized views that read one of these relations, directly or through other views. Needs a model read with columns. */
export function viewsOver(model: DatabaseModel, relations: ReadonlySet<string>): [string, SecuredObject][] {
  const reached = new Set(relations);
  const found: [string, SecuredObject][] = [];
  let grew = true;
  while (grew) {
    grew = false;
    for (const [key, object] of model.objects) {
      if (object.reads === undefined || reached.has(key)) continue;
      if (!object.reads.some((source) => reached.has(source))) continue;
      reached.add(key);
      found.push([key, object]);
      grew = true;
    }
  }
  return found;
}
