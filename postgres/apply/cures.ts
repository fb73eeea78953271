import type { DatabaseModel } from "../model/model";
import type { ObjectName } from "../model/objects";
import { privilegeSet } from "../model/privileges";
import { MEMBERSHIP_OPTIONS_VERSION } from "../model/server-facts";
import type { PlannedStatement } from "../plan/plan";
import { alterRole, ROLE_FLAGS, type RoleFlag } from "../sql/alter-role";
import { grant } from "../sql/grant";
import { grantRole } from "../sql/grant-role";
import { displayIdentifier } from "../sql/quote";
import { DATABASE_OWNER, databaseOwner, type Unreachable } from "./acting";

/** A right that somebody lacks, the statement that gives it, and who can make that. */
export interface Lack {
  readonly what: string;
  readonly fix: string;
  readonly by: string;
  /** It is no less than a superuser's: it is not to be given, but used. */
  readonly tooMuch?: true;
  /** No platform allows more here: an attempt would show nothing. */
  readonly certain?: true;
}

/** Since this version SET on a parameter can be granted. */
const PARAMETER_VERSION = 150000;

const A_SUPERUSER = "a superuser";

/** The right of another role. */
export function unreachable(model: DatabaseModel, { role, how }: Unreachable): Lack {
  const name = displayIdentifier(role);
  const what =
    how === "become"
      ? `the right to become role ${name} (SET ROLE)`
      : `the rights of role ${name}, who owns what is changed`;
  const granted = role === DATABASE_OWNER ? databaseOwner(model) : role;
  const options = model.version >= MEMBERSHIP_OPTIONS_VERSION ? { inherit: true, set: true } : {};
  const fix = grantRole({ role: granted, member: model.reader.name, ...options });
  return model.roles.get(granted)?.superuser === true
    ? { what, fix, by: `${A_SUPERUSER}; it gives superuser's rights away`, tooMuch: true }
    : { what, fix, by: granters(model, granted) };
}

/** SUPERUSER. */
export function superuser(who: string): Lack {
  return { ...attribute(who, "superuser"), tooMuch: true };
}

/** An attribute of the managing role itself. */
export function attribute(who: string, flag: RoleFlag): Lack {
  return {
    what: `the attribute ${ROLE_FLAGS[flag]} of role ${displayIdentifier(who)}`,
    fix: alterRole(who, { [flag]: true }),
    by: A_SUPERUSER,
  };
}

/** ADMIN on a role. */
export function admin(model: DatabaseModel, who: string, role: string): Lack {
  const what = `ADMIN on role ${displayIdentifier(role)}`;
  const fix = grantRole({ role, member: who, admin: true });
  return model.roles.get(role)?.superuser === true
    ? { what, fix, by: A_SUPERUSER, tooMuch: true }
    : { what, fix, by: granters(model, role) };
}

/** SET on a parameter that is a superuser's, or that the server does not know. Before PostgreSQL 15 it cannot be granted. */
export function parameter(model: DatabaseModel, who: string, setting: string): Lack {
  if (model.version < PARAMETER_VERSION)
    return { ...superuser(who), what: `to be a superuser, who alone may store a value for ${setting}` };
  return {
    what: `SET on parameter ${setting}`,
    fix: grant({
      privileges: privilegeSet(["SET"]),
      objects: [{ kind: "parameter", name: setting }],
      grantees: [who],
    }),
    by: A_SUPERUSER,
  };
}

/** CREATE on a schema or on the database. */
export function create(who: string, owner: string, place: ObjectName): Lack {
  return {
    what: `CREATE on ${place.kind} ${displayIdentifier(place.name)} for role ${displayIdentifier(who)}`,
    fix: grant({ privileges: privilegeSet(["CREATE"]), objects: [place], grantees: [who] }),
    by: `its owner ${displayIdentifier(owner)}, or ${A_SUPERUSER}`,
  };
}

/** USAGE on a schema, for an owner of objects in it in whose right a statement is made. */
export function usage(role: string, owner: string, schema: ObjectName): Lack {
  return {
    what: `USAGE on ${schema.kind} ${displayIdentifier(schema.name)} for role ${displayIdentifier(role)}, in whose right objects there are changed`,
    fix: grant({ privileges: privilegeSet(["USAGE"]), objects: [schema], grantees: [role] }),
    by: `its owner ${displayIdentifier(owner)}, or ${A_SUPERUSER}`,
    certain: true,
  };
}

/**
 * What to do about a right that statements lack. What is a superuser's alone is not given away: a superuser makes the
 * statements itself, and the next update finds nothing left to do. Not so a statement that a certain role must make.
 */
export function cureOf(
  lack: Lack,
  needed: readonly PlannedStatement[],
): { readonly fix: readonly string[]; readonly by: string } {
  return lack.tooMuch === true && needed.every(({ actAs }) => actAs === undefined)
    ? { fix: needed.map(({ sql }) => sql), by: `${A_SUPERUSER}, in place of this update` }
    : { fix: [lack.fix], by: lack.by };
}

function granters(model: DatabaseModel, role: string): string {
  const rest = model.version >= MEMBERSHIP_OPTIONS_VERSION ? "" : ", or a role with CREATEROLE";
  return `${A_SUPERUSER}, or a role with ADMIN on ${displayIdentifier(role)}${rest}`;
}
