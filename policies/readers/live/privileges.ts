import { type Acl, grantableBy, granteesOf, heldBy, PUBLIC } from "../../../postgres/model/acl";
import type { DatabaseModel, DefaultKind } from "../../../postgres/model/model";
import { type PrivilegeSet, privilegeSet } from "../../../postgres/model/privileges";
import { GUARD_SCHEMA } from "../../../postgres/sql/tenancy-names";
import type { FactsByType } from "../../facts/facts";
import type { DefaultPrivilegeFact, GrantFact, SystemGrantFact } from "../../facts/privileges";
import { isPredefined } from "../../facts/role-graph";
import { judgedObjects, outsideObjects } from "./judged-objects";
import { referTo } from "./reference";

/** What everybody but the owners holds, now and on objects to come. */
export function privilegeFacts(model: DatabaseModel): FactsByType {
  return {
    grant: grants(model),
    systemGrant: systemGrants(model),
    defaultPrivilege: [...storedDefaults(model), ...builtInDefaults(model)],
  };
}

interface Holding {
  readonly grantee: string;
  readonly privileges: PrivilegeSet;
  readonly grantable: PrivilegeSet;
}

function grants(model: DatabaseModel): GrantFact[] {
  // Equal lists of one reading are the same array, so that each is summed up once.
  const known = new Map<Acl, readonly Holding[]>();
  const facts: GrantFact[] = [];
  for (const object of [...judgedObjects(model), ...outsideObjects(model)]) {
    const holdings = known.get(object.acl) ?? holdingsOf(object.acl);
    known.set(object.acl, holdings);
    if (holdings.length === 0) continue;
    const ref = referTo(model.database, object);
    for (const holding of holdings) {
      if (holding.grantee === object.owner) continue;
      facts.push({
        object: ref,
        ...holding,
        owner: object.owner,
        ...(object.extension === undefined ? {} : { extension: object.extension }),
        ...(object.partition === undefined ? {} : { partition: object.partition }),
        ...(object.rowSecurity === undefined ? {} : { rowSecurity: object.rowSecurity.enabled }),
        ...(object.securityDefiner === undefined ? {} : { securityDefiner: object.securityDefiner }),
      });
    }
  }
  return facts;
}

/** What the server's own objects give beyond what initdb gave. Objects of extensions have their own. */
function systemGrants(model: DatabaseModel): SystemGrantFact[] {
  return [...model.objects.values()].flatMap((object) => {
    const { initialAcl } = object;
    if (object.system !== true || initialAcl === undefined) return [];
    return granteesOf(object.acl)
      .map((grantee) => ({ grantee, gained: heldBy(object.acl, grantee) & ~heldBy(initialAcl, grantee) }))
      .filter(({ grantee, gained }) => gained !== 0 && grantee !== object.owner)
      .map((holding) => ({ object: referTo(model.database, object), ...holding }));
  });
}

function holdingsOf(acl: Acl): Holding[] {
  return granteesOf(acl).map((grantee) => ({
    grantee,
    privileges: heldBy(acl, grantee),
    grantable: grantableBy(acl, grantee),
  }));
}

function storedDefaults(model: DatabaseModel): DefaultPrivilegeFact[] {
  return model.defaultPrivileges.flatMap(({ owner, schema, kind, acl }) =>
    holdingsOf(acl).map((holding) => ({
      database: model.database,
      owner,
      schema,
      kind,
      ...holding,
      builtIn: schema === null && isBuiltIn(kind, holding),
    })),
  );
}

/** acldefault(): what PUBLIC has on new functions and types as long as nobody has stored anything for their owner. */
const BUILT_IN: ReadonlyMap<DefaultKind, PrivilegeSet> = new Map<DefaultKind, PrivilegeSet>([
  ["functions", privilegeSet(["EXECUTE"])],
  ["types", privilegeSet(["USAGE"])],
]);

function isBuiltIn(kind: DefaultKind, { grantee, privileges }: Holding): boolean {
  return grantee === PUBLIC && BUILT_IN.get(kind) === privileges;
}

/** The built-in defaults of every role that owns something, made visible where nothing is stored. */
function builtInDefaults(model: DatabaseModel): DefaultPrivilegeFact[] {
  const owners = new Set<string>();
  for (const object of judgedObjects(model)) {
    const made = object.kind !== "database" && object.kind !== "schema" && object.extension === undefined;
    // Whoever manages the guard makes nothing but its functions, where nobody has USAGE.
    if (made && object.schema !== GUARD_SCHEMA && !isPredefined(object.owner)) owners.add(object.owner);
  }
  return [...owners].sort().flatMap((owner) =>
    [...BUILT_IN]
      .filter(
        ([kind]) =>
          !model.defaultPrivileges.some(
            (entry) => entry.owner === owner && entry.schema === null && entry.kind === kind,
          ),
      )
      .map(([kind, privileges]) => ({
        database: model.database,
        owner,
        schema: null,
        kind,
        grantee: PUBLIC,
        privileges,
        grantable: 0,
        builtIn: true,
      })),
  );
}
