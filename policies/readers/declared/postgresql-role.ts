import { displayIdentifier } from "../../../postgres/sql/quote";
import { isKnown, type Maybe } from "../../facts/maybe";
import type { MembershipFact, PasswordInputFact } from "../../facts/roles";
import { passwordForm } from "../password-form";
import { Inputs } from "./inputs";
import type { ResourceReader } from "./reader";
import { type DeclaredResource, originOf } from "./resource";

/** `postgresql.Role`: the role, its memberships, and the form of its password. Defaults as the provider documents them. */
export const postgresqlRole: ResourceReader = {
  types: ["postgresql:index/role:Role"],
  makes: ["role", "membership", "passwordInput"],
  read(resource) {
    const inputs = new Inputs(resource);
    const origin = originOf(resource);
    const name = inputs.name("name", resource.name);
    return {
      role: [
        {
          origin,
          name,
          bootstrap: false,
          login: inputs.flag("login", false),
          superuser: inputs.flag("superuser", false),
          createRole: inputs.flag("createRole", false),
          createDatabase: inputs.flag("createDatabase", false),
          replication: inputs.flag("replication", false),
          bypassRowSecurity: inputs.flag("bypassRowLevelSecurity", false),
          connectionLimit: inputs.number("connectionLimit", -1),
        },
      ],
      membership: memberships(resource, inputs, name),
      passwordInput: ["password", "passwordWo"].flatMap((property) =>
        passwordInput(resource, inputs, name, property),
      ),
    };
  },
};

function memberships(resource: DeclaredResource, inputs: Inputs, member: string): MembershipFact[] {
  const origin = originOf(resource);
  const roles = inputs.texts("roles");
  const fact = (role: Maybe<string>): MembershipFact => ({
    origin,
    role,
    member,
    admin: false,
    inherit: true,
    set: true,
  });
  return isKnown(roles) ? roles.map(fact) : [fact(roles)];
}

function passwordInput(
  resource: DeclaredResource,
  inputs: Inputs,
  role: string,
  property: string,
): PasswordInputFact[] {
  const value = inputs.text(property);
  if (value === undefined) return [];
  const form = isKnown(value) ? passwordForm(value) : value;
  return [{ origin: originOf(resource), owner: `role ${displayIdentifier(role)}`, property, form }];
}

/** What the server would take the text for (get_password_type() in src/backend/libpq/crypt.c). */

/** `postgresql.GrantRole`: one membership. */
export const postgresqlGrantRole: ResourceReader = {
  types: ["postgresql:index/grantRole:GrantRole"],
  makes: ["membership"],
  read(resource) {
    const inputs = new Inputs(resource);
    const role = inputs.text("grantRole");
    const member = inputs.text("role");
    if (role === undefined || member === undefined) return {};
    return {
      membership: [
        {
          origin: originOf(resource),
          role,
          member,
          admin: inputs.flag("withAdminOption", false),
          inherit: true,
          set: true,
        },
      ],
    };
  },
};
