import type { Platform } from "../../../postgres/catalog/server-platform";
import type { DatabaseModel } from "../../../postgres/model/model";
import { isPlatformRole } from "../../../postgres/model/platform-roles";
import { BOOTSTRAP_OID } from "../../../postgres/model/server-facts";
import type { FactsByType } from "../../facts/facts";
import { isKnown, type Maybe } from "../../facts/maybe";
import type { Fact } from "../../facts/origin";

/** Roles of a platform whose names people elsewhere use as well. */
const ALSO_ITS_OWN: Readonly<Record<string, readonly string[]>> = {
  supabase: ["authenticator", "pgbouncer"],
  azure: ["replication"],
};

/** Whose member a platform makes the administrator that it hands out. Supabase gives its rights to `postgres` itself. */
const ADMINISTRATORS: Readonly<Record<string, string>> = {
  rds: "rds_superuser",
  "cloud-sql": "cloudsqlsuperuser",
  azure: "azure_pg_admin",
  neon: "neon_superuser",
};

/** What a managed platform brought, and no customer can change. */
export interface OfPlatform {
  readonly name: string;
  /** A role of the platform's own. */
  isOwn(role: string): boolean;
  /** The administrator that the platform handed out. */
  readonly administrator: string | undefined;
}

/** The superuser that initdb made, on each platform. Anybody may give a role a platform's name, and hide behind it: not this one. */
const BOOTSTRAP: Readonly<Record<string, Platform>> = {
  rdsadmin: "rds",
  cloudsqladmin: "cloud-sql",
  azuresu: "azure",
  cloud_admin: "neon",
  supabase_admin: "supabase",
};

/** See {@link OfPlatform}; `undefined` where nobody but the reader of a report is in charge. */
export function platformIn(model: DatabaseModel): OfPlatform | undefined {
  const bootstrap = [...model.roles.values()].find(({ oid }) => oid === BOOTSTRAP_OID);
  const name = BOOTSTRAP[bootstrap?.name ?? ""];
  if (name === undefined) return undefined;
  const also = ALSO_ITS_OWN[name] ?? [];
  const isOwn = (role: string) => isPlatformRole(role) || also.includes(role);
  return { name, isOwn, administrator: administratorOf(name, model, isOwn) };
}

/**
 * Where several roles are members of the platform's group, somebody has made others: none is taken for the platform's then,
 * but for the one that bears the name which the platform chooses.
 */
function administratorOf(
  platform: string,
  model: DatabaseModel,
  isOwn: (role: string) => boolean,
): string | undefined {
  const group = ADMINISTRATORS[platform];
  const members = model.memberships
    .filter(({ role, member }) => role === group && model.roles.get(member)?.login === true && !isOwn(member))
    .map(({ member }) => member);
  const [only, ...others] = new Set(members);
  if (only !== undefined && others.length === 0) return only;
  const chosen = model.roles.get("postgres");
  const isChosen = platform === "supabase" || platform === "cloud-sql";
  return isChosen && chosen?.superuser === false ? chosen.name : undefined;
}

/** The facts with a mark on those that are the platform's own. */
export function markOfPlatform(facts: FactsByType, platform: OfPlatform | undefined): FactsByType {
  if (platform === undefined) return facts;
  const own = (name: Maybe<string> | undefined) =>
    name !== undefined && isKnown(name) && platform.isOwn(name);
  const administers = (name: Maybe<string>) => own(name) || name === platform.administrator;
  const mark = <F extends Fact>(list: readonly F[] | undefined, isIts: (fact: F) => boolean) =>
    (list ?? []).map((fact) => (isIts(fact) ? { ...fact, ofPlatform: platform.name } : fact));
  const byOwner = <F extends Fact & { readonly owner?: Maybe<string> }>(list: readonly F[] | undefined) =>
    mark(list, ({ owner }) => own(owner));
  return {
    ...facts,
    role: mark(facts.role, ({ name }) => own(name)).map((role) =>
      role.name === platform.administrator ? { ...role, administers: platform.name } : role,
    ),
    membership: mark(facts.membership, ({ member }) => administers(member)),
    schema: byOwner(facts.schema),
    table: byOwner(facts.table),
    view: byOwner(facts.view),
    function: byOwner(facts.function),
    defaultPrivilege: byOwner(facts.defaultPrivilege),
    systemGrant: mark(facts.systemGrant, ({ grantee }) => own(grantee)),
    grant: mark(facts.grant, ({ owner, grantee, object: { kind, name } }) => {
      // In every database a platform opens the schema public to its own group.
      if (kind === "schema" && name === "public") return own(grantee);
      // What others hold on its objects somebody has given them; a tablespace of its own it opens to everybody.
      return own(owner) && (administers(grantee) || kind === "tablespace");
    }),
  };
}
