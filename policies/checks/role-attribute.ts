import { allOf } from "../facts/maybe";
import { displayObject, roleRef } from "../facts/object-ref";
import { locate } from "../facts/origin";
import type { RoleFact } from "../facts/roles";
import { sqlName } from "../sql-text";
import { finding, notApplicable, pass, type Verdict } from "../verdict";

/** The attributes of a role, and the words for them in ALTER ROLE. */
const WORDS = {
  superuser: "SUPERUSER",
  createRole: "CREATEROLE",
  createDatabase: "CREATEDB",
  replication: "REPLICATION",
  bypassRowSecurity: "BYPASSRLS",
} as const;

/** Why the rights of a platform's administrator are no finding. Nobody but an administrator should log in as it. */
export function givenBy(platform: string): string {
  return `${platform} gives its administrator these rights: log in as it to administer, and as another role for everything else`;
}

/** Objects to a login role that has the attribute. Roles that cannot log in hold it for nobody. */
export function loginWithout(
  role: RoleFact,
  attribute: keyof typeof WORDS,
  allowed: readonly string[],
): Verdict | undefined {
  if (role.login === false || allowed.includes(role.name)) return undefined;
  const has = role[attribute];
  if (has === undefined) return undefined;
  if (!allOf(has, role.login ?? true)) return pass;
  if (role.administers !== undefined) return notApplicable(givenBy(role.administers));
  const word = WORDS[attribute];
  return finding(
    locate(roleRef(role.name), role, "login", attribute),
    `${displayObject(roleRef(role.name))} can log in and has the attribute ${word}`,
    `ALTER ROLE ${sqlName(role.name)} NO${word};`,
  );
}
