import type { PolicyClause, PolicyFinding } from "./types";

/**
 * Every finding about a custom policy, by its id: whether a reason can make it right, and what to write instead. Not
 * waivable is what the server refuses anyway, or what can never work.
 */
export const POLICY_FINDINGS = {
  "clause-not-for-command": {
    waivable: false,
    fix: "FOR SELECT and DELETE have USING alone, FOR INSERT has WITH CHECK alone, FOR UPDATE and ALL have USING and may have WITH CHECK",
  },
  "table-in-policy": {
    waivable: false,
    fix: "keep who belongs to whom in another table, and compare with = ANY (ARRAY (SELECT … FROM that table))",
  },
  "whole-row": { waivable: false, fix: "name the columns that are meant" },
  "aggregate-function": {
    waivable: false,
    fix: "put it into a sub-select over the table whose rows it counts",
  },
  "set-returning-function": { waivable: false, fix: "compare with = ANY (ARRAY (SELECT function()))" },
  "malformed-setting": {
    waivable: false,
    fix: "call the setting by two or more simple words with dots between them, for example app.tenant_id",
  },
  "setting-without-prefix": {
    waivable: true,
    fix: "use a setting of your own with a dot in its name, for example app.tenant_id",
  },
  "with-check-true": {
    waivable: true,
    fix: "leave WITH CHECK out, so that USING counts for new rows too, or compare the tenant columns in it",
  },
  "using-true": { waivable: true, fix: "compare the tenant columns, or name roles that stand for no tenant" },
  "weaker-than-select": {
    waivable: true,
    fix: "let one policy FOR ALL say it for every command, or repeat the tenant's comparison here",
  },
  "or-escape": {
    waivable: true,
    fix: "give those who may see more a role and a permissive policy of their own, and take the OR out",
  },
  "current-user-escape": {
    waivable: true,
    fix: "give that role a permissive policy of its own (or BYPASSRLS, where a restrictive policy is TO PUBLIC), and take the OR out",
  },
  "tenant-not-compared": {
    waivable: true,
    fix: "add: AND the tenant column = (SELECT nullif(current_setting('app.tenant_id', true), '')::type)",
  },
  "check-without-tenant": {
    waivable: true,
    fix: "leave WITH CHECK out, so that USING counts for new rows too, or compare the tenant columns in it as well",
  },
  "second-permissive-policy": {
    waivable: true,
    fix: "put both conditions into one policy with AND, or make this one RESTRICTIVE TO PUBLIC",
  },
  "policy-to-public": { waivable: true, fix: "name the roles that are meant" },
  "restrictive-to-role": { waivable: true, fix: "make it TO PUBLIC, which DROP OWNED BY cannot take away" },
  "restrictive-only": {
    waivable: true,
    fix: "keep the default policy, or declare a permissive one for the same roles and commands",
  },
  "select-without-update": {
    waivable: true,
    fix: "let one policy FOR ALL say it for every command; what a role may do is a matter of GRANT",
  },
  "write-without-select": {
    waivable: true,
    fix: "let one policy FOR ALL say it for every command; what a role may do is a matter of GRANT",
  },
  "immutable-function-reads-setting": { waivable: true, fix: "ALTER FUNCTION … STABLE" },
  "volatile-function": {
    waivable: true,
    fix: "ALTER FUNCTION … STABLE, and call it in a sub-select: (SELECT f())",
  },
  "function-per-row": { waivable: true, fix: "call it in a sub-select: (SELECT f())" },
  "per-row-function": {
    waivable: true,
    fix: "compare the column itself with what is asked once a statement: column = ANY (ARRAY (SELECT …))",
  },
  "setting-per-row": {
    waivable: true,
    fix: "read it in a sub-select: (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)",
  },
  "setting-without-missing-ok": {
    waivable: true,
    fix: "pass true as second argument: a session without a tenant then sees no row",
  },
  "setting-without-nullif": {
    waivable: true,
    fix: "write nullif(current_setting('app.tenant_id', true), '') before the cast",
  },
  "tenant-column-wrapped": {
    waivable: true,
    fix: "cast the other side to the column's type, and leave the column as it is",
  },
  "tenant-constant": {
    waivable: true,
    fix: "compare with the session's tenant: (SELECT nullif(current_setting('app.tenant_id', true), '')::type)",
  },
  "users-not-bound": {
    waivable: true,
    fix: "say whose row is meant: AND id = (SELECT auth.uid()) in the sub-select",
  },
  "unknown-request-role": {
    waivable: true,
    fix: "name a role that requests run as: anon, authenticated or service_role; better name it behind TO",
  },
  "in-sub-select": {
    waivable: true,
    fix: "write = ANY (ARRAY (SELECT …)), which is evaluated once and can use the index",
  },
  "correlated-sub-select": {
    waivable: true,
    fix: "write column = ANY (ARRAY (SELECT …)) over what doesn't depend on the row",
  },
} as const satisfies Readonly<Record<string, { readonly waivable: boolean; readonly fix: string }>>;

/** The name by which a finding is known and waived. */
export type PolicyFindingId = keyof typeof POLICY_FINDINGS;

/** Makes a finding. */
export function finding(
  id: PolicyFindingId,
  policy: string,
  clause: PolicyClause | undefined,
  sentence: string,
): PolicyFinding {
  return { id, policy, ...(clause === undefined ? {} : { clause }), sentence, ...POLICY_FINDINGS[id] };
}

/** A clause as SQL says it. */
export function clauseWords(clause: PolicyClause): string {
  return clause === "using" ? "USING" : "WITH CHECK";
}
