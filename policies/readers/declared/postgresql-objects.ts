import { PUBLIC } from "../../../postgres/model/acl";
import { type Privilege, privilegeSet } from "../../../postgres/model/privileges";
import { displayIdentifier } from "../../../postgres/sql/quote";
import { isKnown, type Maybe, Unknown } from "../../facts/maybe";
import type { GrantFact } from "../../facts/privileges";
import { languageOfExtension } from "../procedural-language";
import { connectionPassword } from "./connection-password";
import { Inputs } from "./inputs";
import type { ResourceReader } from "./reader";
import { type DeclaredResource, type Input, originOf } from "./resource";

/** `postgresql.Database`. */
export const postgresqlDatabase: ResourceReader = {
  types: ["postgresql:index/database:Database"],
  makes: ["database"],
  read(resource) {
    const inputs = new Inputs(resource);
    return {
      database: [
        {
          origin: originOf(resource),
          name: inputs.name("name", resource.name),
          ...owned(inputs.text("owner")),
          protected: resource.protect,
          template: inputs.flag("isTemplate", false),
        },
      ],
    };
  },
};

/** `postgresql.Schema`, with the privileges of its deprecated `policies`. */
export const postgresqlSchema: ResourceReader = {
  types: ["postgresql:index/schema:Schema"],
  makes: ["schema", "grant"],
  read(resource) {
    const inputs = new Inputs(resource);
    return {
      schema: [
        {
          origin: originOf(resource),
          ...inputs.database(),
          name: inputs.name("name", resource.name),
          ...owned(inputs.text("owner")),
        },
      ],
      grant: inputs.objects("policies").map((policy) => schemaPolicy(resource, inputs, policy)),
    };
  },
};

function owned(owner: Input<string>): { owner?: Maybe<string> } {
  return owner === undefined ? {} : { owner: owner as Maybe<string> };
}

/** One block of `policies`. Without a role it is for PUBLIC. */
function schemaPolicy(resource: DeclaredResource, inputs: Inputs, policy: Inputs): GrantFact {
  const role = policy.text("role");
  const holds = (plain: string, withOption: string, name: Privilege): Privilege[] =>
    policy.flag(plain, false) === false && policy.flag(withOption, false) === false ? [] : [name];
  const mayPassOn = (withOption: string, name: Privilege): Privilege[] =>
    policy.flag(withOption, false) === false ? [] : [name];
  return {
    origin: originOf(resource),
    object: {
      kind: "schema",
      ...inputs.database(),
      name: inputs.name("name", resource.name),
    },
    grantee: isKnown(role) ? (role ?? PUBLIC) : role,
    privileges: privilegeSet([
      ...holds("create", "createWithGrant", "CREATE"),
      ...holds("usage", "usageWithGrant", "USAGE"),
    ]),
    grantable: privilegeSet([
      ...mayPassOn("createWithGrant", "CREATE"),
      ...mayPassOn("usageWithGrant", "USAGE"),
    ]),
  };
}

/** `postgresql.Extension`, and the procedural language that it brings. */
export const postgresqlExtension: ResourceReader = {
  types: ["postgresql:index/extension:Extension"],
  makes: ["extension", "language"],
  read(resource) {
    const inputs = new Inputs(resource);
    const origin = originOf(resource);
    const database = inputs.database();
    const name = inputs.name("name", resource.name);
    const given = inputs.text("name");
    const doubt = given instanceof Unknown ? { doubtful: given } : {};
    const language = languageOfExtension(name);
    return {
      extension: [{ origin, ...database, name, schema: schemaOf(inputs, language !== undefined), ...doubt }],
      // An extension whose name is not known may bring one.
      language:
        language === undefined && isKnown(given)
          ? []
          : [{ origin, ...database, name, trusted: true, ...language, ...doubt }],
    };
  },
};

/** Of the languages the control file says where they go. */
function schemaOf(inputs: Inputs, isLanguage: boolean): Maybe<string> {
  return (
    inputs.text("schema") ??
    (isLanguage ? "pg_catalog" : undefined) ??
    new Unknown(
      "the declaration names no schema, and PostgreSQL takes the first of the search_path: set schema",
    )
  );
}

/** `postgresql.UserMapping`. Of the password in its options nothing becomes a fact but whether everybody tries it first. */
export const postgresqlUserMapping: ResourceReader = {
  types: ["postgresql:index/userMapping:UserMapping"],
  makes: ["userMapping", "passwordInput"],
  read(resource) {
    const inputs = new Inputs(resource);
    const user = inputs.text("userName");
    const options = inputs.inner("options");
    const owner = `user mapping ${displayIdentifier(inputs.name("serverName", resource.name))}`;
    return {
      passwordInput: connectionPassword(
        resource,
        { owner, property: "options", within: "options.password" },
        options.text("password"),
        options.text("user"),
      ),
      userMapping: [
        {
          origin: originOf(resource),
          ...inputs.database(),
          server: inputs.name("serverName", resource.name),
          user: isKnown(user) ? (user?.toLowerCase() === "public" ? PUBLIC : (user ?? "?")) : user,
          passwordRequired: options.flag("password_required", true),
        },
      ],
    };
  },
};
