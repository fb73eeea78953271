import type * as pulumi from "@pulumi/pulumi";
import { customSetting, distinct, identifier, oneOf, roleName, schemaNames } from "../rules";
import { type AnyRule, rule } from "../validation";
import { TenantColumnType, type TenantIsolationArgs } from "./args";

/** The column, its type and the setting: what a tenant is, wherever it is declared. */
export function tenantRules(
  args: Pick<TenantIsolationArgs, "column" | "columnType" | "setting">,
  at = "",
): AnyRule[] {
  return [
    identifier(`${at}column`, args.column),
    oneOf(`${at}columnType`, args.columnType, Object.values(TenantColumnType)),
    customSetting(`${at}setting`, args.setting),
  ];
}

/** Everything that can be wrong with the arguments of a `TenantIsolation`. */
export function tenantIsolationRules(args: TenantIsolationArgs): AnyRule[] {
  return [
    identifier("database", args.database, true),
    ...schemaNames("schemas", args.schemas),
    roleName("owner", args.owner, true),
    rule<number>({
      path: "tenantRoles",
      value: args.tenantRoles.length,
      when: (count) => count === 0,
      say: () => "names no role; give at least one",
    }),
    ...args.tenantRoles.map((role, index) => roleName(`tenantRoles[${index}]`, role, true)),
    distinct("tenantRoles", args.tenantRoles, "role"),
    notTheOwner(args),
    ...tenantRules(args),
  ];
}

function notTheOwner({ owner, tenantRoles }: TenantIsolationArgs): AnyRule {
  return rule<readonly [string, readonly string[]]>({
    path: "tenantRoles",
    value: [owner, tenantRoles] as unknown as pulumi.Input<readonly [string, readonly string[]]>,
    when: ([name, roles]) => roles.includes(name),
    say: ([name]) =>
      `names the owner ${JSON.stringify(name)}, whose own policy shows every row; name roles that own nothing`,
  });
}
