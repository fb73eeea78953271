import type { DefaultKind } from "../../postgres/model/model";
import type { PrivilegeSet } from "../../postgres/model/privileges";
import type { Maybe } from "./maybe";
import type { ObjectRef } from "./object-ref";
import type { Fact } from "./origin";

/** What one grantee holds on one object, whoever granted it. */
export interface GrantFact extends Fact {
  readonly object: ObjectRef;
  /** A role's name, or `PUBLIC` of postgres/model/acl. */
  readonly grantee: Maybe<string>;
  readonly privileges: Maybe<PrivilegeSet>;
  /** The part that the grantee may pass on. */
  readonly grantable: Maybe<PrivilegeSet>;
  /** The object's owner, where known. */
  readonly owner?: string;
  /** The extension that brought the object. */
  readonly extension?: string;
  /** True for a partition of another table. */
  readonly partition?: boolean;
  /** Tables: whether their row-level security is on. Absent where the source cannot tell. */
  readonly rowSecurity?: Maybe<boolean>;
  /** Routines: whether they run as their owner. Absent where the source cannot tell. */
  readonly securityDefiner?: Maybe<boolean>;
}

/** Migrations: the owner in default privileges without FOR ROLE. No role is called so by those who write statements. */
export const MIGRATING_ROLE = "the migrating role";

/** What one grantee will hold on objects that `owner` creates later. */
export interface DefaultPrivilegeFact extends Fact {
  readonly database?: string;
  /** The role that will create the objects. */
  readonly owner: Maybe<string>;
  /** `null` for every schema of the database. */
  readonly schema: Maybe<string | null>;
  readonly kind: DefaultKind;
  readonly grantee: Maybe<string>;
  readonly privileges: Maybe<PrivilegeSet>;
  readonly grantable: Maybe<PrivilegeSet>;
  /** True for what PostgreSQL gives by itself as long as nobody has altered the defaults. */
  readonly builtIn: boolean;
}

/** What a grantee holds on an object of the server's own beyond what initdb gave. */
export interface SystemGrantFact extends Fact {
  readonly object: ObjectRef;
  readonly grantee: string;
  /** Only what initdb did not give. */
  readonly gained: PrivilegeSet;
}
