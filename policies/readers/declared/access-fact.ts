import { grantableIn, privilegesIn, type Rights } from "../../../postgres/model/privileges";
import type { AccessIntent } from "../../../postgres/plan/access-intent";
import type { ObjectRef } from "../../facts/object-ref";
import type { DefaultPrivilegeFact, GrantFact } from "../../facts/privileges";
import { type DeclaredResource, originOf } from "./resource";

/** What an access graph gives one grantee on one object, or on every object of a kind. */
export function grantFact(
  resource: DeclaredResource,
  intent: AccessIntent,
  object: ObjectRef,
  grantee: string,
  held: Rights,
): GrantFact {
  return {
    origin: originOf(resource),
    object: { ...object, database: intent.database },
    grantee,
    privileges: privilegesIn(held),
    grantable: grantableIn(held),
    owner: intent.owner,
    // Functions that run as their owner are declared apart: see definersOpenToPublic.
    ...(object.kind === "function" || object.kind === "procedure" ? { securityDefiner: false } : {}),
  };
}

/** What an access graph gives one grantee on objects to come. */
export function defaultFact(
  resource: DeclaredResource,
  intent: AccessIntent,
  place: Pick<DefaultPrivilegeFact, "owner" | "schema" | "kind">,
  grantee: string,
  held: Rights,
): DefaultPrivilegeFact {
  return {
    origin: originOf(resource),
    database: intent.database,
    ...place,
    grantee,
    privileges: privilegesIn(held),
    grantable: grantableIn(held),
    builtIn: false,
  };
}
