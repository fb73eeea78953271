import type { Session } from "../connect/session";
import { memoised } from "../memoised";
import type { DatabaseModel } from "../model/model";
import type { SecuredObject } from "../model/objects";
import type { Policy } from "../model/row-security";
import { type Passes, passesByText } from "./constant";
import { judgePolicies } from "./judge";
import { loadParser } from "./parse";
import { readServerFacts } from "./server-facts";
import type { DeclaredPolicy, ExpressionParser, ParsedExpression, PolicyFinding } from "./types";

/** What is told of the policies that a server has. */
export interface JudgedPolicies {
  /** What is wrong with them, by the key of their table. */
  readonly findings: ReadonlyMap<string, readonly PolicyFinding[]>;
  /** What their conditions let through where that is the same for every row, by their texts. */
  readonly passes: ReadonlyMap<string, Passes>;
}

/** Of a server whose policies nobody judged. */
export const NOTHING_JUDGED: JudgedPolicies = { findings: new Map(), passes: new Map() };

/**
 * Judges the policies that a server has, table by table, as custom policies are judged before they are made. Policies for
 * the table's owner and for roles that row security does not bind are left out of the findings, because they are meant to
 * let everything through. Tables whose policies are the same are judged once.
 *
 * @param tenantColumn the column by which a tenant's table is known; tables without it are judged without a tenant.
 */
export async function judgeStoredPolicies(
  session: Session,
  model: DatabaseModel,
  tenantColumn = "tenant_id",
): Promise<JudgedPolicies> {
  const tables = [...model.objects].filter(([, { rowSecurity }]) => (rowSecurity?.policies.length ?? 0) > 0);
  if (tables.length === 0) return NOTHING_JUDGED;
  const parse = expressionReader(await loadParser());
  const groups = new Map<string, { readonly table: SecuredObject; readonly keys: string[] }>();
  for (const [key, table] of tables) {
    const same = JSON.stringify([boundPolicies(table, model), hasColumn(table, tenantColumn)]);
    const group = groups.get(same);
    if (group === undefined) groups.set(same, { table, keys: [key] });
    else group.keys.push(key);
  }
  const declared = [...groups.values()].map(({ table, keys }) => ({
    table,
    keys,
    policies: boundPolicies(table, model).map((policy) => parsedPolicy(policy, parse)),
  }));
  const server = await readServerFacts(
    session,
    declared.flatMap(({ policies }) =>
      policies.flatMap(({ using, withCheck }) => [using, withCheck].filter((one) => one !== undefined)),
    ),
  );
  const judged = new Map<string, readonly PolicyFinding[]>();
  const roles = new Set(model.roles.keys());
  for (const { table, keys, policies } of declared) {
    const findings = judgePolicies(policies, {
      server,
      tables: [{ schema: table.schema ?? "", name: table.name }],
      tenantColumns: hasColumn(table, tenantColumn) ? [tenantColumn] : [],
      tenantRoles: [...new Set(policies.flatMap(({ roles }) => roles))],
      defaultPolicy: false,
      roles,
    });
    for (const key of keys) judged.set(key, findings);
  }
  const texts = new Set(
    tables.flatMap(([, { rowSecurity }]) =>
      (rowSecurity?.policies ?? []).flatMap(({ using, withCheck }) =>
        [using, withCheck].filter((text) => text !== null),
      ),
    ),
  );
  return { findings: judged, passes: passesByText([...texts].map((text) => [text, parse(text)?.tree])) };
}

function boundPolicies(table: SecuredObject, model: DatabaseModel): readonly Policy[] {
  return (table.rowSecurity?.policies ?? []).filter((policy) =>
    policy.roles.some((name) => {
      const role = model.roles.get(name);
      return name !== table.owner && role?.superuser !== true && role?.bypassRowSecurity !== true;
    }),
  );
}

function hasColumn(table: SecuredObject, name: string): boolean {
  return table.columns?.some((column) => column.name === name) ?? false;
}

/** A policy with its expressions parsed. What the parser of version 18 cannot read, of an older server's stored form, is judged as absent. */
export function parsedPolicy(
  policy: Policy,
  parse: (text: string) => ParsedExpression | undefined,
): DeclaredPolicy {
  const using = policy.using === null ? undefined : parse(policy.using);
  const withCheck = policy.withCheck === null ? undefined : parse(policy.withCheck);
  return {
    name: policy.name,
    command: policy.command,
    permissive: policy.permissive,
    roles: policy.roles,
    ...(using === undefined ? {} : { using }),
    ...(withCheck === undefined ? {} : { withCheck }),
  };
}

/** Reads each text once, whatever its length; `undefined` for what cannot be read. */
export function expressionReader(parse: ExpressionParser): (text: string) => ParsedExpression | undefined {
  return memoised((text) => {
    const said = parse(text, Number.POSITIVE_INFINITY);
    return "expression" in said ? said.expression : undefined;
  });
}
