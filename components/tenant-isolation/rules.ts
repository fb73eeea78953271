import type * as pulumi from "@pulumi/pulumi";
import { keyIdProblem } from "../../postgres/tenant-token/signing-key";
import {
  PolicyCommand,
  RowSecurityMode,
  SupportCommand,
  type TableExceptionArgs,
  TenantForm,
  TenantGuard,
} from "../../provider/sdk/row-security-args";
import { customSetting, distinct, identifier, oneOf, roleName, schemaNames } from "../rules";
import { type AnyRule, rule } from "../validation";
import { type TenantChoices, TenantColumnType, type TenantIsolationArgs } from "./args";

/** Everything that can be wrong with what a tenant is, wherever it is declared. */
export function tenantRules(args: TenantChoices, at = ""): AnyRule[] {
  const { keys = [], include = [], except = [], shared = [], support = [], policies = [] } = args;
  return [
    identifier(`${at}column`, args.column),
    oneOf(`${at}columnType`, args.columnType, Object.values(TenantColumnType)),
    customSetting(`${at}setting`, args.setting),
    ...(args.keys === undefined ? [] : keysAlone(args, at)),
    ...keys.flatMap(({ column, columnType, setting }, index) => [
      identifier(`${at}keys[${index}].column`, column, true),
      oneOf(`${at}keys[${index}].columnType`, columnType, Object.values(TenantColumnType)),
      customSetting(`${at}keys[${index}].setting`, setting),
    ]),
    ...include.flatMap((table, index) => selectorRules(`${at}include[${index}]`, table)),
    ...exceptionRules(`${at}except`, except),
    ...exceptionRules(`${at}shared`, shared),
    oneOf(`${at}form`, args.form, Object.values(TenantForm)),
    oneOf(`${at}guard`, args.guard, Object.values(TenantGuard)),
    oneOf(`${at}mode`, args.mode, Object.values(RowSecurityMode)),
    ...formRules(args, at),
    ...support.flatMap(({ role, reason, command }, index) => [
      roleName(`${at}support[${index}].role`, role, true),
      reasonRule(`${at}support[${index}].reason`, reason),
      oneOf(`${at}support[${index}].command`, command, Object.values(SupportCommand)),
    ]),
    ...policies.flatMap(({ name, command }, index) => [
      identifier(`${at}policies[${index}].name`, name, true),
      oneOf(`${at}policies[${index}].command`, command, Object.values(PolicyCommand)),
    ]),
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

function keysAlone({ keys = [], column, columnType, setting }: TenantChoices, at: string): AnyRule[] {
  return [
    rule<number>({
      path: `${at}keys`,
      value: keys.length,
      when: (count) => count === 0,
      say: () => "names no column; leave it out for one key",
    }),
    ...Object.entries({ column, columnType, setting }).map(([name, value]) =>
      rule<unknown>({
        path: `${at}${name}`,
        value,
        when: () => true,
        say: () => "goes not together with keys: say it there, and leave it out here",
      }),
    ),
  ];
}

function selectorRules(
  path: string,
  { schema, name, pattern }: Pick<TableExceptionArgs, "schema" | "name" | "pattern">,
): AnyRule[] {
  return [
    identifier(`${path}.schema`, schema, true),
    identifier(`${path}.name`, name),
    rule<number>({
      path,
      value: [name, pattern].filter((value) => value !== undefined).length,
      when: (count) => count !== 1,
      say: () => 'needs a name or a pattern, and not both, for example { schema: "app", pattern: "audit_*" }',
    }),
  ];
}

function exceptionRules(path: string, exceptions: readonly TableExceptionArgs[]): AnyRule[] {
  return exceptions.flatMap((exception, index) => [
    ...selectorRules(`${path}[${index}]`, exception),
    reasonRule(`${path}[${index}].reason`, exception.reason),
  ]);
}

function reasonRule(path: string, value: pulumi.Input<string>): AnyRule {
  return rule<string>({
    path,
    value,
    required: true,
    when: (reason) => reason.trim() === "",
    say: () => "must say why, in a few words",
  });
}

/** Keys belong to the form `signed`, and roles to the form `role`. */
function formRules({ form, signingKeyIds, roleTenants }: TenantChoices, at: string): AnyRule[] {
  const ids = signingKeyIds ?? [];
  const roles = (tenants: object) => Object.keys(tenants).length;
  return [
    rule<TenantForm>({
      path: `${at}signingKeyIds`,
      value: form ?? TenantForm.Plain,
      when: (word) => (word === TenantForm.Signed) !== ids.length > 0,
      say: (word) =>
        word === TenantForm.Signed
          ? 'names no key: give each an id, for example ["2026-11"]'
          : `belongs to the form "signed", not to ${JSON.stringify(word)}: leave it out`,
    }),
    ...ids.map((id, index) =>
      rule<string>({
        path: `${at}signingKeyIds[${index}]`,
        value: id,
        required: true,
        when: (text) => keyIdProblem(text) !== undefined,
        say: (text) => keyIdProblem(text) ?? "",
      }),
    ),
    distinct(`${at}signingKeyIds`, ids, "key"),
    rule<readonly [TenantForm, object]>({
      path: `${at}roleTenants`,
      value: [form ?? TenantForm.Plain, roleTenants ?? {}] as unknown as pulumi.Input<
        readonly [TenantForm, object]
      >,
      when: ([word, tenants]) => (word === TenantForm.Role) !== roles(tenants) > 0,
      say: ([word]) =>
        word === TenantForm.Role
          ? 'names no role: say which role is which tenant, for example { shop_one: ["1"] }'
          : `belongs to the form "role", not to ${JSON.stringify(word)}: leave it out`,
    }),
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
