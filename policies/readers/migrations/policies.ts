import {
  type ExpressionParser,
  expressionReader,
  judgePolicies,
  parsedPolicy,
  passesByText,
  relationsIn,
} from "../../../postgres/expression";
import { analyse, NO_NAMES } from "../../../postgres/expression/analyse";
import type { PolicyFindingId } from "../../../postgres/expression/findings";
import type { DeclaredPolicy, PolicyFinding } from "../../../postgres/expression/types";
import type { RoutineCalls } from "../../../postgres/routines/calls";
import type { RoutineText } from "../../../postgres/routines/code";
import { passesBy } from "../../checks/policies";
import type { Facts } from "../../facts/facts";
import { identityOf } from "../../facts/object-ref";
import type { TableFact } from "../../facts/objects";
import { PolicyNames } from "./policy-names";
import { knownRelation } from "./relations";
import type { MigrationState } from "./state";

/** The roles that Supabase's requests run as; no migration makes them. */
const REQUEST_ROLES = ["anon", "authenticated", "service_role"];

/** What only the whole set of a table's policies tells, and nobody of a table from elsewhere. */
const NEEDS_ALL: ReadonlySet<string> = new Set<PolicyFindingId>([
  "restrictive-only",
  "select-without-update",
  "write-without-select",
]);

/** What reads policies, and the code of what they call. */
export interface PolicyReading {
  readonly parse: ExpressionParser;
  readonly calls: (text: RoutineText) => RoutineCalls;
}

/**
 * The facts with what the policies tell: what is wrong with them, judged as those of a server are by the functions and
 * tables that the files create, and which relations they read.
 *
 * @param tenantColumn the column by which a tenant's table is known.
 */
export function withPolicies(
  facts: Facts,
  state: MigrationState,
  { parse, calls }: PolicyReading,
  tenantColumn: string,
): Facts {
  const roles = new Set([...REQUEST_ROLES, ...state.roles.keys()]);
  const read = expressionReader(parse);
  const names = new PolicyNames(state, calls);
  const judgedOf = (table: TableFact, policies: readonly DeclaredPolicy[]): readonly PolicyFinding[] => {
    const { schema = "public", name = "" } = table.object;
    const bound = policies.filter((policy) => bindsSomebody(policy, table, state));
    const judged = judgePolicies(bound, {
      server: names.of(expressionsOf(bound), schema),
      tables: [{ schema, name }],
      tenantColumns: hasColumn(table, bound, tenantColumn) ? [tenantColumn] : [],
      tenantRoles: [...new Set(bound.flatMap((policy) => policy.roles))],
      defaultPolicy: false,
      roles,
    });
    return table.rowSecurity?.morePolicies === true ? judged.filter(({ id }) => !NEEDS_ALL.has(id)) : judged;
  };
  const table = (facts.facts.table ?? []).map((fact): TableFact => {
    const { rowSecurity } = fact;
    if (rowSecurity?.policies === undefined || rowSecurity.policies.length === 0) return fact;
    const parsed = rowSecurity.policies.map((policy) => parsedPolicy(policy, read));
    return {
      ...fact,
      rowSecurity: {
        ...rowSecurity,
        // Without their comments, which a server does not keep either.
        policies: rowSecurity.policies.map((policy, at) => ({
          ...policy,
          using: parsed[at]?.using?.sql ?? policy.using,
          withCheck: parsed[at]?.withCheck?.sql ?? policy.withCheck,
        })),
        passes: passesByText(expressionsOf(parsed).map(({ sql, tree }) => [sql, tree])),
        judged: judgedOf(fact, parsed),
        policyReads: parsed.map((policy) => ({
          policy: policy.name,
          relations: expressionsOf([policy])
            .flatMap(relationsIn)
            .map((name) => identityOf(relation(state, name, fact.object.schema ?? "public"))),
        })),
      },
    };
  });
  return { ...facts, facts: { ...facts.facts, table } };
}

function expressionsOf(policies: readonly DeclaredPolicy[]) {
  return policies.flatMap(({ using, withCheck }) => [using, withCheck].filter((one) => one !== undefined));
}

/** False for a policy of those whom row security does not bind: it is meant to let everything through. */
function bindsSomebody({ roles }: DeclaredPolicy, { owner }: TableFact, state: MigrationState): boolean {
  return roles.some((name) => name !== owner && !passesBy(name, state.roles.get(name)));
}

/** A table from elsewhere has the column where one of its policies names it. */
function hasColumn(table: TableFact, policies: readonly DeclaredPolicy[], column: string): boolean {
  if (table.columns?.some(({ name }) => name === column) === true) return true;
  return (
    table.rowSecurity?.morePolicies === true &&
    expressionsOf(policies).some(({ tree }) => analyse(tree, NO_NAMES).columns.includes(column))
  );
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
