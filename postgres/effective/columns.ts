import { objectKey } from "../model/keys";
import type { DatabaseModel } from "../model/model";
import type { SecuredObject } from "../model/objects";

/** The list of every column that nobody has granted anything on; one for all, so that answers about them are shared. */
const NO_ENTRIES: SecuredObject["acl"] = [];

/** A column as an object: that of the model where it has entries of its own, otherwise one without any. */
export function columnObject(model: DatabaseModel, relation: SecuredObject, column: string): SecuredObject {
  const made: SecuredObject = {
    kind: "column",
    ...(relation.schema === undefined ? {} : { schema: relation.schema }),
    name: relation.name,
    column,
    oid: relation.oid,
    owner: relation.owner,
    acl: NO_ENTRIES,
    aclIsDefault: true,
    relationKind: relation.kind as NonNullable<SecuredObject["relationKind"]>,
  };
  return model.objects.get(objectKey(made)) ?? made;
}
