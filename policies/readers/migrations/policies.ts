import {
  type ExpressionParser,
  judgeAlone,
  memoised,
  parsedPolicy,
  relationsIn,
} from "../../../postgres/expression";
import type { Facts } from "../../facts/facts";
import { identityOf } from "../../facts/object-ref";
import type { TableFact } from "../../facts/objects";
import { knownRelation } from "./relations";
import type { MigrationState } from "./state";

/** The column that tells tenants apart, as the live reader takes it. */
const TENANT_COLUMN = "tenant_id";

/** The roles that Supabase's requests run as; no migration makes them. */
const REQUEST_ROLES = ["anon", "authenticated", "service_role"];

/** The facts with what the expressions of policies tell by themselves: what is wrong with them, and which relations they read. */
export function withPolicies(facts: Facts, state: MigrationState, parse: ExpressionParser): Facts {
  const roles = new Set([...REQUEST_ROLES, ...state.roles.keys()]);
  const read = memoised(parse);
  const table = (facts.facts.table ?? []).map((fact): TableFact => {
    const { rowSecurity } = fact;
    if (rowSecurity?.policies === undefined) return fact;
    const parsed = rowSecurity.policies.map((policy) => parsedPolicy(policy, read));
    const tenantColumns = fact.columns?.some(({ name }) => name === TENANT_COLUMN) ? [TENANT_COLUMN] : [];
    return {
      ...fact,
      rowSecurity: {
        ...rowSecurity,
        judgedAlone: parsed.flatMap((policy) => judgeAlone(policy, { tenantColumns, roles })),
        policyReads: parsed.map(({ name: policy, using, withCheck }) => ({
          policy,
          relations: [using, withCheck]
            .flatMap((expression) => (expression === undefined ? [] : relationsIn(expression)))
            .map((name) => identityOf(relation(state, name, fact.object.schema ?? "public"))),
        })),
      },
    };
  });
  return { ...facts, facts: { ...facts.facts, table } };
}

/** A name without a schema lies in the table's own, or else in public. */
function relation(state: MigrationState, parts: readonly string[], schema: string) {
  const name = parts.at(-1) ?? "";
  const written = parts.at(-2);
  const places = written === undefined ? [schema, "public"] : [written];
  const known = places.map((place) => knownRelation(state, place, name));
  return (
    known.find((one) => state.tables.has(identityOf(one)) || state.views.has(identityOf(one))) ??
    knownRelation(state, places[0] ?? schema, name)
  );
}
