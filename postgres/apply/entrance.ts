import type { Acl } from "../model/acl";
import { objectKey } from "../model/keys";
import type { DatabaseModel } from "../model/model";
import { privilegeSet } from "../model/privileges";
import type { AclClause } from "../plan/plan";
import { has } from "./acting";
import * as cures from "./cures";

const USAGE = privilegeSet(["USAGE"]);

/**
 * Whether roles may use the schemas of the objects that they own, while the statements of a plan are made one after the
 * other. A role that becomes an owner without USAGE cannot name what it owns, so no statement of its would succeed.
 */
export class Entrance {
  readonly #model: DatabaseModel;
  /** Schemas of which an earlier statement changed the access list. */
  readonly #changed = new Map<string, Acl>();

  constructor(model: DatabaseModel) {
    this.#model = model;
  }

  /** The schemas of a statement's objects that this role may not use. */
  barred(role: string, { objects }: AclClause): cures.Lack[] {
    const names = new Set(objects.flatMap(({ schema }) => (schema === undefined ? [] : [schema])));
    return [...names].flatMap((name) => {
      const place = { kind: "schema", name } as const;
      const schema = this.#model.objects.get(objectKey(place));
      if (schema === undefined) return [];
      const acl = this.#changed.get(objectKey(place)) ?? schema.acl;
      if (has(this.#model, role, acl, USAGE)) return [];
      return [cures.usage(role, schema.owner, place)];
    });
  }

  /** Notes what a statement does to the access lists of schemas. */
  pass({ gives, privileges, grantOption, objects, grantees }: AclClause): void {
    const set = privileges & USAGE;
    if (set === 0 || (!gives && grantOption)) return;
    for (const object of objects) {
      const schema = object.kind === "schema" ? this.#model.objects.get(objectKey(object)) : undefined;
      if (schema === undefined) continue;
      const acl = this.#changed.get(objectKey(object)) ?? schema.acl;
      const after = gives
        ? [
            ...acl,
            ...grantees.map((grantee) => ({ grantee, grantor: schema.owner, privileges: set, grantable: 0 })),
          ]
        : acl.map((entry) =>
            grantees.includes(entry.grantee) ? { ...entry, privileges: entry.privileges & ~set } : entry,
          );
      this.#changed.set(objectKey(object), after);
    }
  }
}
