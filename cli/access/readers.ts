import { effectivePrivileges } from "../../postgres/effective/effective";
import { obstacles } from "../../postgres/effective/obstacles";
import { objectKey } from "../../postgres/model/keys";
import type { DatabaseModel } from "../../postgres/model/model";
import type { SecuredObject } from "../../postgres/model/objects";
import { privilegeSet } from "../../postgres/model/privileges";

/** A view that shows what a relation holds to roles that need no privilege on the relation. */
export interface Reader {
  readonly view: SecuredObject;
  readonly roles: readonly string[];
}

const SELECT = privilegeSet(["SELECT"]);

/**
 * The views and materialized views that read a relation directly, with the rights of their owner, each with those of the
 * asked roles that may SELECT from it. The model must have been read with `columns`.
 */
export function readersThrough(
  model: DatabaseModel,
  relation: SecuredObject,
  roles: readonly string[],
): readonly Reader[] {
  const effective = effectivePrivileges(model);
  const key = objectKey(relation);
  return [...model.objects.values()].flatMap((view) => {
    if (view.reads?.includes(key) !== true || view.securityInvoker === true) return [];
    // A materialized view keeps what its owner could read when it was filled.
    if (view.kind === "view" && (effective.on(view.owner, relation).privileges & SELECT) === 0) return [];
    const readers = roles.filter(
      (role) =>
        (effective.on(role, view).privileges & SELECT) !== 0 && obstacles(model, role, view).length === 0,
    );
    return readers.length === 0 ? [] : [{ view, roles: readers }];
  });
}
