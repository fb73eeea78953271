import * as pulumi from "@pulumi/pulumi";
import type { AuditorRoleArgs } from "../auditor/args";
import { auditorRoleRules } from "../auditor/rules";
import type { RoleSetArgs } from "../role-set/args";
import { ROLE_PARTS } from "../role-set/parts";
import { nameOfRole, roleSetRules } from "../role-set/rules";
import { declaredIn, distinct, identifier } from "../rules";
import { tenantRules } from "../tenant-isolation/rules";
import { type AnyRule, rule } from "../validation";
import type { HardenedDatabaseArgs } from "./args";
import { serverRules } from "./server-rules";

/** The arguments of the `RoleSet` inside. */
export function roleSetArgs({ database, schemas, roles = {} }: HardenedDatabaseArgs): RoleSetArgs {
  return { prefix: database, searchPath: schemas, ...roles };
}

/** Everything that can be wrong with the arguments of a `HardenedDatabase`, those of its parts included. */
export function hardenedDatabaseRules(args: HardenedDatabaseArgs): AnyRule[] {
  const { schemas, server, tenants, auditor } = args;
  const tenantSchemas = tenants?.schemas;
  return [
    ...roleSetRules(roleSetArgs(args), { prefix: "database", searchPath: "schemas", roles: "roles." }),
    ...schemas.map((schema, index) => notPublic(`schemas[${index}]`, schema)),
    ...serverRules(server),
    ...(auditor === undefined ? [] : databaseAuditorRules(args, auditor)),
    ...(tenants === undefined ? [] : tenantRules(tenants, "tenants.")),
    ...(tenantSchemas === undefined
      ? []
      : [
          rule<number>({
            path: "tenants.schemas",
            value: tenantSchemas.length,
            when: (count) => count === 0,
            say: () => "names no schema; leave it out for all of them, or leave out tenants",
          }),
          ...tenantSchemas.map((schema, index) =>
            declaredIn(`tenants.schemas[${index}]`, schema, schemas, "the database's schemas"),
          ),
          distinct("tenants.schemas", tenantSchemas, "schema"),
        ]),
  ];
}

/**
 * The providers that the children need. A default provider would ask for its configuration long after the first
 * resource, or talk to whatever server the environment names.
 */
export function providerRules(component: pulumi.ComponentResource): AnyRule[] {
  const needed = [
    { packageName: "postgresql", member: "postgresql:index/role:Role", cls: "postgresql.Provider" },
    { packageName: "palisade", member: "palisade:index:Access", cls: "palisade.Provider" },
  ];
  return needed.map(({ packageName, member, cls }) =>
    rule<boolean>({
      path: "opts.providers",
      value: component.getProvider(member) !== undefined,
      when: (given) => !given,
      say: () => `has no provider of ${packageName}: pass a ${cls} for the server`,
    }),
  );
}

function notPublic(path: string, value: string): AnyRule {
  return rule<string>({
    path,
    value,
    when: (name) => name === "public",
    say: () =>
      '"public" stays closed to everybody; give the application a schema of its own, for example "app"',
  });
}

/** The auditor's name: the given one, or the database's with a suffix, as those of the other roles. */
export function auditorName(
  { database }: Pick<HardenedDatabaseArgs, "database">,
  { name }: AuditorRoleArgs,
): pulumi.Input<string> {
  if (name !== undefined) return name;
  return typeof database === "string"
    ? `${database}_auditor`
    : pulumi.output(database).apply((known) => `${known}_auditor`);
}

/** What can be wrong with the auditor's role, alone and beside the database's other roles. */
function databaseAuditorRules(args: HardenedDatabaseArgs, auditor: AuditorRoleArgs): AnyRule[] {
  const { database } = args;
  // Where the database's name is wrong, the one made of it is not the user's mistake.
  const usable =
    auditor.name !== undefined ||
    typeof database === "object" ||
    identifier("database", database, true).judge(database) === undefined;
  if (!usable) return auditorRoleRules(auditor, "auditor.");
  const roles = roleSetArgs(args);
  const names = [auditorName(args, auditor), ...ROLE_PARTS.map((part) => nameOfRole(roles, part))];
  return [
    ...auditorRoleRules({ ...auditor, name: auditorName(args, auditor) }, "auditor."),
    rule<readonly string[]>({
      path: "auditor.name",
      value: names as unknown as pulumi.Input<readonly string[]>,
      when: ([name, ...others]) => name !== undefined && others.includes(name),
      say: ([name]) =>
        `${JSON.stringify(name)} is another role of the database; give the auditor a role of its own`,
    }),
  ];
}
