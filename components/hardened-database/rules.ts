import type * as pulumi from "@pulumi/pulumi";
import type { RoleSetArgs } from "../role-set/args";
import { roleSetRules } from "../role-set/rules";
import { declaredIn, distinct, wholeNumber } from "../rules";
import { tenantRules } from "../tenant-isolation/rules";
import { type AnyRule, rule } from "../validation";
import type { HardenedDatabaseArgs } from "./args";

/** The arguments of the `RoleSet` inside. */
export function roleSetArgs({ database, schemas, roles = {} }: HardenedDatabaseArgs): RoleSetArgs {
  return { prefix: database, searchPath: schemas, ...roles };
}

/** Everything that can be wrong with the arguments of a `HardenedDatabase`, those of its parts included. */
export function hardenedDatabaseRules(args: HardenedDatabaseArgs): AnyRule[] {
  const { schemas, server, tenants } = args;
  const tenantSchemas = tenants?.schemas;
  return [
    ...roleSetRules(roleSetArgs(args), { prefix: "database", searchPath: "schemas", roles: "roles." }),
    ...schemas.map((schema, index) => notPublic(`schemas[${index}]`, schema)),
    hostName(server.host),
    wholeNumber("server.port", server.port, 1, 65_535),
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

function hostName(value: pulumi.Input<string>): AnyRule {
  return rule<string>({
    path: "server.host",
    value,
    required: true,
    // A slash is the directory of a Unix socket, which no connection string of ours can carry.
    when: (host) => host === "" || /[\s/@?#]/.test(host),
    say: (host) => `${JSON.stringify(host)} is no host name or address`,
  });
}
