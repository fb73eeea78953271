import { PUBLIC } from "../model/acl";
import { granteeText } from "../model/keys";
import type { PolicyCommand } from "../model/row-security";
import { analyse, type Names } from "./analyse";
import { alternatives, bindsTenant } from "./binding";
import { passesOf } from "./constant";
import { clauseWords, finding } from "./findings";
import { judgeAlone } from "./judge-alone";
import { judgeExpression } from "./judge-expression";
import { judgeSet } from "./judge-set";
import type { DeclaredPolicy, PolicyClause, PolicyFacts, PolicyFinding, PolicyWaiver } from "./types";

const CLAUSES = ["using", "withCheck"] as const;

/** The clauses that a command must have, and those that it may have (CreatePolicy in src/backend/commands/policy.c). */
const COMMAND_CLAUSES: Readonly<
  Record<PolicyCommand, { readonly must: PolicyClause; readonly may: readonly PolicyClause[] }>
> = {
  ALL: { must: "using", may: CLAUSES },
  UPDATE: { must: "using", may: CLAUSES },
  SELECT: { must: "using", may: ["using"] },
  DELETE: { must: "using", may: ["using"] },
  INSERT: { must: "withCheck", may: ["withCheck"] },
};

/**
 * Judges the custom policies that stand on the same tables, all of them together: permissive policies are OR-ed, so
 * that none can be judged alone. Pure; in the order of the policies.
 *
 * Functions behind operators and casts are not looked at, and what a function does with its arguments neither.
 */
export function judgePolicies(policies: readonly DeclaredPolicy[], facts: PolicyFacts): PolicyFinding[] {
  const names: Names = {
    relations: facts.server.relations,
    tables: new Set(facts.tables.map(({ name }) => name)),
  };
  const order = new Map(policies.map(({ name }, index) => [name, index]));
  const found = policies.flatMap((policy) => [
    ...judgeClauses(policy),
    ...judgeOpening(policy, policies, names, facts),
    ...judgeAlone(policy, facts, names),
    ...CLAUSES.flatMap((clause) => {
      const expression = policy[clause];
      return expression === undefined ? [] : judgeExpression(policy, clause, expression.tree, names, facts);
    }),
  ]);
  return [...found, ...judgeSet(policies, facts)].sort(
    (a, b) => (order.get(a.policy) ?? 0) - (order.get(b.policy) ?? 0),
  );
}

/** What waivers leave of the findings. */
export interface Waived {
  /** Not waived, or not waivable. */
  readonly refused: readonly PolicyFinding[];
  readonly waived: readonly (PolicyFinding & { readonly reason: string })[];
  /** Waivers that waive nothing: of an unknown finding, or of one that isn't there any more. */
  readonly unused: readonly PolicyWaiver[];
}

/** Takes out the findings that somebody has looked at. */
export function applyWaivers(findings: readonly PolicyFinding[], waivers: readonly PolicyWaiver[]): Waived {
  const waiverOf = (one: PolicyFinding) =>
    one.waivable
      ? waivers.find(({ policy, finding: id }) => policy === one.policy && id === one.id)
      : undefined;
  const used = new Set(findings.map(waiverOf));
  return {
    refused: findings.filter((one) => waiverOf(one) === undefined),
    waived: findings.flatMap((one) => {
      const waiver = waiverOf(one);
      return waiver === undefined ? [] : [{ ...one, reason: waiver.reason }];
    }),
    unused: waivers.filter((waiver) => !used.has(waiver)),
  };
}

function judgeClauses(policy: DeclaredPolicy): PolicyFinding[] {
  const { must, may } = COMMAND_CLAUSES[policy.command];
  return [
    ...(policy[must] === undefined
      ? [
          finding(
            "clause-not-for-command",
            policy.name,
            must,
            `is FOR ${policy.command} and has no ${clauseWords(must)}, so that no row passes`,
          ),
        ]
      : []),
    ...CLAUSES.filter((clause) => policy[clause] !== undefined && !may.includes(clause)).map((clause) =>
      finding(
        "clause-not-for-command",
        policy.name,
        clause,
        `is FOR ${policy.command}, which has no ${clauseWords(clause)} (42601)`,
      ),
    ),
  ];
}

/** True for a policy that binds a tenant. */
export function forTenants({ roles }: DeclaredPolicy, { tenantRoles }: PolicyFacts): boolean {
  return roles.some((role) => role === PUBLIC || tenantRoles.includes(role));
}

/** What lets a tenant see or write rows of another one. One finding for each clause: the gravest. */
function judgeOpening(
  policy: DeclaredPolicy,
  policies: readonly DeclaredPolicy[],
  names: Names,
  facts: PolicyFacts,
): PolicyFinding[] {
  if (!forTenants(policy, facts)) return [];
  const { tenantColumns } = facts;
  const bound = (tree: unknown) => bindsTenant(tree, tenantColumns, names);
  const others = policies.some(
    (other) =>
      other.permissive &&
      other.command === "SELECT" &&
      forTenants(other, facts) &&
      other.using !== undefined &&
      bound(other.using.tree),
  );
  const narrowerSelect = facts.defaultPolicy || others;
  const who = policy.roles
    .filter((role) => role === PUBLIC || facts.tenantRoles.includes(role))
    .map(granteeText)
    .join(", ");
  return CLAUSES.flatMap((clause) => {
    const tree = policy[clause]?.tree;
    if (tree === undefined) return [];
    const say = (id: Parameters<typeof finding>[0], sentence: string) => [
      finding(id, policy.name, clause, `${clauseWords(clause)} ${sentence}`),
    ];
    const wayIn = openAlternative(tree, bound, names);
    const escaped = () =>
      wayIn === "user"
        ? say(
            "current-user-escape",
            "lets a role past by OR and its name: the index on the tenant column cannot be used, and who can become that role passes",
          )
        : say(
            "or-escape",
            "has an OR with a way in that doesn't compare the tenant: whatever makes it true opens every row, and no index can be used (50 to 330 times the time of a list)",
          );
    // A restrictive policy only takes away, and need not compare the tenant.
    if (!policy.permissive) return wayIn === undefined ? [] : escaped();
    if (bound(tree)) return [];
    const write = policy.command === "UPDATE" || policy.command === "DELETE";
    if (clause === "using" && write && narrowerSelect)
      return say(
        "weaker-than-select",
        `doesn't compare the tenant as the policy for SELECT does: ${policy.command} without a WHERE reaches the rows of every tenant`,
      );
    if (passesOf(tree) === "always")
      return clause === "using"
        ? say("using-true", `is true for every row: ${who} gets the rows of every tenant`)
        : say("with-check-true", `is true for every row: ${who} can write rows into another tenant`);
    if (wayIn !== undefined) return escaped();
    const columns = tenantColumns.join(", ");
    return clause === "using"
      ? say(
          "tenant-not-compared",
          `doesn't compare ${columns} with something that the row cannot decide: rows of another tenant can pass`,
        )
      : say("check-without-tenant", `doesn't compare ${columns}: ${who} can write rows into another tenant`);
  });
}

/** The kind of way in beside a way that compares the tenant, if there is one. */
function openAlternative(
  tree: unknown,
  bound: (tree: unknown) => boolean,
  names: Names,
): "user" | "other" | undefined {
  for (const parts of alternatives(tree)) {
    const open = parts.filter((part) => !bound(part));
    if (open.length === 0 || open.length === parts.length) continue;
    return open.some((part) => analyse(part, names).asksUser) ? "user" : "other";
  }
  return undefined;
}
