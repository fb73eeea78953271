import { quoteIdentifier, quoteLiteral, quoteSetting } from "../../postgres/sql/quote";
import { grantDefaults, revokeDefaults } from "../../tools/local-plugins/postgresql/default-privileges";
import { createExtension } from "../../tools/local-plugins/postgresql/extension";
import { grantStatement, revokeAll } from "../../tools/local-plugins/postgresql/grant";
import { grantMembership } from "../../tools/local-plugins/postgresql/grant-role";
import { attributes } from "../../tools/local-plugins/postgresql/role";
import type { DeclaredResource } from "../readers/declared";
import { createStatement } from "../readers/declared/function-reader";
import { writtenFunction } from "../readers/declared/postgresql-function";

type Inputs = Parameters<typeof grantStatement>[0];

/** The statements that a resource of `@pulumi/postgresql` stands for: those of the local stand-in, where it has the type. */
export function postgresqlStatements({ type, inputs }: DeclaredResource): readonly string[] {
  const statements = STATEMENTS[type];
  if (statements === undefined)
    throw new RangeError(`${type}: write what it stands for in policies/testing/postgresql-statements.ts`);
  return statements(inputs as Inputs).filter((sql) => sql !== undefined);
}

const text = (inputs: Inputs, name: string, otherwise = "") => String(inputs[name] ?? otherwise);
const texts = (inputs: Inputs, name: string) => (inputs[name] ?? []) as readonly string[];

const STATEMENTS: Readonly<Record<string, (inputs: Inputs) => readonly (string | undefined)[]>> = {
  "postgresql:index/role:Role": role,
  "postgresql:index/grantRole:GrantRole": (inputs) => [grantMembership(inputs)],
  "postgresql:index/grant:Grant": (inputs) => [revokeAll(inputs), grantStatement(inputs)],
  "postgresql:index/defaultPrivileges:DefaultPrivileges": (inputs) => [
    revokeDefaults(inputs),
    grantDefaults(inputs),
  ],
  // The database is there already: CREATE DATABASE runs in no transaction.
  "postgresql:index/database:Database": (inputs) => [
    `ALTER DATABASE ${quoteIdentifier(text(inputs, "name"))} OWNER TO ${quoteIdentifier(text(inputs, "owner"))}`,
    `ALTER DATABASE ${quoteIdentifier(text(inputs, "name"))} IS_TEMPLATE ${inputs["isTemplate"] === true}`,
  ],
  "postgresql:index/extension:Extension": (inputs) => [createExtension(inputs)],
  "postgresql:index/schema:Schema": (inputs) => [
    `CREATE SCHEMA ${quoteIdentifier(text(inputs, "name"))}${authorization(inputs)}`,
  ],
  "postgresql:index/function:Function": (inputs) => [createStatement(writtenFunction({ name: "", inputs }))],
  "postgresql:index/publication:Publication": (inputs) => [publication(inputs)],
  "postgresql:index/server:Server": (inputs) => [foreignServer(inputs)],
  "postgresql:index/userMapping:UserMapping": (inputs) => [
    `CREATE USER MAPPING FOR ${userOf(inputs)} SERVER ${quoteIdentifier(text(inputs, "serverName"))}${optionsOf(inputs)}`,
  ],
};

function role(inputs: Inputs): string[] {
  const name = quoteIdentifier(text(inputs, "name"));
  const password = inputs["password"] === undefined ? undefined : text(inputs, "password");
  const settings = [
    ["statement_timeout", inputs["statementTimeout"]],
    ["idle_in_transaction_session_timeout", inputs["idleInTransactionSessionTimeout"]],
    ["role", inputs["assumeRole"]],
  ] as const;
  const path = texts(inputs, "searchPaths").map(quoteIdentifier).join(", ");
  return [
    `CREATE ROLE ${name} WITH ${attributes(inputs, {}, password).join(" ")}`,
    ...settings.flatMap(([setting, value]) =>
      value === undefined
        ? []
        : [`ALTER ROLE ${name} SET ${quoteSetting(setting)} TO ${quoteLiteral(String(value))}`],
    ),
    ...(path === "" ? [] : [`ALTER ROLE ${name} SET search_path TO ${path}`]),
    ...texts(inputs, "roles").map((group) => `GRANT ${quoteIdentifier(group)} TO ${name}`),
  ];
}

function authorization(inputs: Inputs): string {
  const owner = text(inputs, "owner");
  return owner === "" ? "" : ` AUTHORIZATION ${quoteIdentifier(owner)}`;
}

function publication(inputs: Inputs): string {
  const tables = texts(inputs, "tables").map((table) => table.split(".").map(quoteIdentifier).join("."));
  const what =
    inputs["allTables"] === true
      ? " FOR ALL TABLES"
      : tables.length > 0
        ? ` FOR TABLE ${tables.join(", ")}`
        : "";
  return `CREATE PUBLICATION ${quoteIdentifier(text(inputs, "name"))}${what}`;
}

function foreignServer(inputs: Inputs): string {
  const wrapper = quoteIdentifier(text(inputs, "fdwName"));
  return `CREATE SERVER ${quoteIdentifier(text(inputs, "serverName"))} FOREIGN DATA WRAPPER ${wrapper}${optionsOf(inputs)}`;
}

function optionsOf(inputs: Inputs): string {
  const options = Object.entries((inputs["options"] ?? {}) as Readonly<Record<string, string>>);
  const written = options.map(([name, value]) => `${quoteIdentifier(name)} ${quoteLiteral(value)}`);
  return written.length === 0 ? "" : ` OPTIONS (${written.join(", ")})`;
}

function userOf(inputs: Inputs): string {
  const user = text(inputs, "userName");
  return user.toLowerCase() === "public" ? "PUBLIC" : quoteIdentifier(user);
}
