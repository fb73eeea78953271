import { displayIdentifier } from "../../../postgres/sql/quote";
import { isKnown, type Maybe } from "../../facts/maybe";
import type { MembershipFact, PasswordInputFact, RoleFact } from "../../facts/roles";
import { passwordForm } from "../password-form";
import { validUntilOf } from "../valid-until";
import { guessed } from "./connection-password";
import { Inputs } from "./inputs";
import type { ResourceReader } from "./reader";
import { type DeclaredResource, isSecret, originOf } from "./resource";

/** `postgresql.Role`: the role, its settings, its memberships, and the form of its password. Defaults as the provider documents them. */
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
          validUntil: validUntil(resource, inputs),
          ...settingsOf(inputs),
        },
      ],
      membership: memberships(resource, inputs, name),
      passwordInput: ["password", "passwordWo"].flatMap((property) =>
        passwordInput(resource, inputs, name, property),
      ),
    };
  },
};

function validUntil(resource: DeclaredResource, inputs: Inputs): Maybe<string | null> {
  const text = inputs.text("validUntil");
  return isKnown(text) ? validUntilOf(text, `the input validUntil of ${resource.name}`) : text;
}

/** What the provider sets by ALTER ROLE … SET: a zero or an empty list it leaves out. Absent where it sets nothing. */
function settingsOf(inputs: Inputs): Pick<RoleFact, "settings"> {
  const paths = inputs.texts("searchPaths");
  const given: readonly (readonly [string, Maybe<string | number | undefined>])[] = [
    ["statement_timeout", inputs.number("statementTimeout", 0)],
    ["idle_in_transaction_session_timeout", inputs.number("idleInTransactionSessionTimeout", 0)],
    ["role", inputs.text("assumeRole")],
    ["search_path", searchPath(paths)],
  ];
  const settings = given.flatMap(([name, value]) =>
    value === undefined || value === 0 ? [] : [[name, isKnown(value) ? String(value) : value] as const],
  );
  return settings.length === 0 ? {} : { settings: Object.fromEntries(settings) };
}

/** As the server keeps it, but for the quotes that it puts around its own keywords. */
function searchPath(paths: Maybe<readonly Maybe<string>[]>): Maybe<string | undefined> {
  if (!isKnown(paths)) return paths;
  const unknown = paths.find((path) => !isKnown(path));
  if (unknown !== undefined) return unknown;
  return paths.length === 0 ? undefined : paths.filter(isKnown).map(displayIdentifier).join(", ");
}

function memberships(resource: DeclaredResource, inputs: Inputs, member: string): MembershipFact[] {
  const origin = originOf(resource);
  const roles = inputs.texts("roles");
  // Where that is not known, rights are taken to flow.
  const inherit = inputs.flag("inherit", true) !== false;
  const fact = (role: Maybe<string>): MembershipFact => ({
    origin,
    role,
    member,
    admin: false,
    inherit,
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
  const secretOutput = resource.additionalSecretOutputs?.includes(property) === true;
  return [
    {
      origin: originOf(resource),
      owner: `role ${displayIdentifier(role)}`,
      property,
      form,
      secret: isSecret(resource, property),
      // One that is not known yet is undecided as to its form, which is said once.
      ...(form === "plain" ? { guessed: guessed(value, role) } : {}),
      ...(secretOutput ? { secretOutput } : {}),
    },
  ];
}

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
