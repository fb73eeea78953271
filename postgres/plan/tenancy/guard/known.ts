import type { DatabaseModel } from "../../../model/model";
import type { Policy } from "../../../model/row-security";
import { quoteLiteral } from "../../../sql/quote";
import type { CustomPolicies } from "../custom";
import type { RowSecurityIntent, TableSelector } from "../intent";
import { OWN_POLICIES, sharedPolicies, TENANT_POLICY } from "../policies";
import type { Selection } from "../tables";
import { meantBy } from "./reach";
import { closedPolicies, isThePolicy, type Variant } from "./variants";

/** Permissive policies beside those of the declaration's own names that a guard lets be. */
export interface OtherPolicies {
  /** The declared ones, in each form that a table's columns give them, with the tables that they are declared for. */
  readonly declared: readonly { readonly policy: Policy; readonly tables: readonly TableSelector[] }[];
  /** In the mode `adopt`: what nobody declared and was there, each on its table. */
  readonly adopted: readonly { readonly policy: Policy; readonly schema: string; readonly table: string }[];
}

/** None: the guard of a declaration that says nothing of policies. */
export const NO_OTHERS: OtherPolicies = { declared: [], adopted: [] };

/** What a guard lets be, of a live database's tables. Restrictive policies open nothing, and nobody asks about them. */
export function otherPolicies(
  intent: RowSecurityIntent,
  model: DatabaseModel,
  { tenant, shared }: Selection,
  custom: CustomPolicies,
): OtherPolicies {
  const declared = new Map<string, OtherPolicies["declared"][number]>();
  for (const policies of custom.policies.values())
    for (const { stored: policy } of policies) {
      const said = intent.policies.find(({ name }) => name === policy.name);
      if (policy.permissive && said !== undefined)
        declared.set(JSON.stringify(policy), { policy, tables: said.tables });
    }
  const names = new Set(intent.policies.map(({ name }) => name));
  const adopted =
    intent.mode === "authoritative"
      ? []
      : [...tenant, ...shared].flatMap(({ key }) => {
          const { schema = "", name: table = "", rowSecurity } = model.objects.get(key) ?? {};
          return (rowSecurity?.policies ?? [])
            .filter(({ name, permissive }) => permissive && !OWN_POLICIES.has(name) && !names.has(name))
            .map((policy) => ({ policy, schema, table }));
        });
  const inOrder = [...declared].sort(([one], [other]) => (one < other ? -1 : 1));
  return { declared: inOrder.map(([, one]) => one), adopted };
}

/**
 * An SQL condition on a policy `p` of a relation `r` in a schema `n`: it is one that the declaration wants there, or that
 * it leaves there, to the letter. A policy that binds fewer of the keys than the table has is one, until its table is
 * looked at.
 */
export function isKnown(
  intent: RowSecurityIntent,
  every: readonly Variant[],
  { declared, adopted }: OtherPolicies,
): string {
  const bound = every.flatMap(({ policies }) =>
    policies.filter(({ stored }) => stored.name === TENANT_POLICY),
  );
  const sharing = sharedPolicies(intent, "").slice(0, 1);
  const conditions = [
    ...[...bound, ...closedPolicies(intent)].map(({ stored }) => isThePolicy(intent, stored)),
    ...(intent.shared.length === 0
      ? []
      : sharing.map(({ stored }) => `${isThePolicy(intent, stored)} AND ${meantBy(intent.shared)}`)),
    ...declared.map(({ policy, tables }) =>
      tables.length === 0
        ? isThePolicy(intent, policy)
        : `${isThePolicy(intent, policy)} AND ${meantBy(tables)}`,
    ),
    ...adopted.map(
      ({ policy, schema, table }) =>
        `n.nspname = ${quoteLiteral(schema)} AND r.relname = ${quoteLiteral(table)} AND ${isThePolicy(intent, policy)}`,
    ),
  ];
  return `(${conditions.map((one) => `(${one})`).join("\n              OR ")})`;
}
