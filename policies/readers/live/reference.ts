import type { ObjectName } from "../../../postgres/model/objects";
import type { ObjectRef } from "../../facts/object-ref";

/** A reference to an object of the database that was read. */
export function referTo(database: string, object: ObjectName): ObjectRef {
  return {
    kind: object.kind,
    database,
    ...(object.schema === undefined ? {} : { schema: object.schema }),
    name: object.name,
    ...(object.args === undefined ? {} : { args: object.args }),
    ...(object.column === undefined ? {} : { column: object.column }),
  };
}
