import { granteeText } from "../../../postgres/model/keys";
import type { Path } from "../../../postgres/model/reach";
import type { AccessView, RoleView } from "../view";
import { pathText } from "../words";

/** A role that may make itself a member of another one. */
export interface Admin {
  readonly role: RoleView;
  readonly path: Path;
}

/** Everybody with an ADMIN option on a role that it cannot become by SET ROLE yet; superusers need none. */
export function adminsOf({ roles }: AccessView): readonly Admin[] {
  return roles
    .filter(({ role }) => role?.superuser !== true)
    .flatMap((role) => {
      const open = new Set(role.settable.map((path) => path.at(-1)));
      return role.administered.filter((path) => !open.has(path.at(-1))).map((path) => ({ role, path }));
    });
}

/** `may grant itself shop_owner`, with the way where it is longer than one membership. */
export function adminText({ path }: Admin): string {
  const over = path.length <= 2 ? "" : ` (by ${pathText(path)})`;
  return `may grant itself ${granteeText(path.at(-1) ?? "")}${over}`;
}

/** Who may make itself a member by CREATEROLE alone, which it could before PostgreSQL 16. */
export function creatorsRemark({ model, roles }: AccessView): string[] {
  if (model.version >= 160000) return [];
  const creators = roles.filter(({ role }) => role?.createRole === true && !role.superuser);
  if (creators.length === 0) return [];
  const names = creators.map(({ name }) => granteeText(name)).join(", ");
  return [`By CREATEROLE, before PostgreSQL 16, may grant itself every role that is no superuser: ${names}`];
}
