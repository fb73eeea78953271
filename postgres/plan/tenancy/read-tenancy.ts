import { readTenancy } from "../../catalog/tenancy";
import type { Session } from "../../connect/session";
import {
  type ExpressionProblem,
  loadParser,
  type ParsedExpression,
  type PolicyClause,
  readServerFacts,
  readStoredForms,
} from "../../expression";
import type { DatabaseModel } from "../../model/model";
import type { CustomPolicyFacts } from "../../model/tenancy";
import { placesOf, storedFormQuestions } from "./custom";
import type { RowSecurityIntent } from "./intent";
import { lacksIndex } from "./shape";
import { type Selection, selectTables } from "./tables";

/**
 * Adds to a model (read with columns) what only some declarations need: the keys and roles of the forms `signed` and
 * `role`, and what the server says about the user's own policies. A round trip each, and none without them.
 */
export async function readTenancyFacts(
  session: Session,
  intent: RowSecurityIntent,
  model: DatabaseModel,
): Promise<DatabaseModel> {
  const hasObjects = intent.form === "signed" || intent.form === "role";
  return {
    ...model,
    ...(hasObjects ? { tenancy: await readTenancy(session) } : {}),
    ...(await readSizes(session, selectTables(intent, model).selection)),
    ...(intent.policies.length === 0 ? {} : { customPolicies: await readCustom(session, intent, model) }),
  };
}

/** The size of what lacks an index, by the server and not by its statistics, which may be of another day. */
async function readSizes(
  session: Session,
  { tenant }: Selection,
): Promise<Pick<DatabaseModel, "bytesWithoutIndex">> {
  const lacking = new Map(tenant.filter(lacksIndex).map(({ key, table }) => [table.oid, key]));
  if (lacking.size === 0) return {};
  const rows = await session.rows(
    `SELECT o.oid::int8, coalesce(
            (SELECT sum(pg_catalog.pg_relation_size(t.relid)) FROM pg_catalog.pg_partition_tree(o.oid) t),
            pg_catalog.pg_relation_size(o.oid))::text
       FROM pg_catalog.unnest('{${[...lacking.keys()].join(",")}}'::oid[]) o (oid)`,
  );
  return {
    bytesWithoutIndex: new Map(
      rows.flatMap(([oid, bytes]) => {
        const key = lacking.get(Number(oid));
        return key === undefined || bytes === null ? [] : [[key, Number(bytes)] as const];
      }),
    ),
  };
}

const CLAUSES = ["using", "withCheck"] as const;

async function readCustom(
  session: Session,
  intent: RowSecurityIntent,
  model: DatabaseModel,
): Promise<CustomPolicyFacts> {
  const parse = await loadParser();
  const parsed = new Map<string, Partial<Record<PolicyClause, ParsedExpression>>>();
  const unparsed = new Map<string, Partial<Record<PolicyClause, ExpressionProblem>>>();
  for (const policy of intent.policies)
    for (const clause of CLAUSES) {
      const text = policy[clause];
      if (text === undefined) continue;
      const result = parse(text);
      if ("expression" in result)
        parsed.set(policy.name, { ...parsed.get(policy.name), [clause]: result.expression });
      else unparsed.set(policy.name, { ...unparsed.get(policy.name), [clause]: result.problem });
    }
  const expressions = [...parsed.values()].flatMap((clauses) => Object.values(clauses));
  const server = await readServerFacts(session, expressions);
  // What cannot be parsed is asked of nobody.
  const readable = { ...intent, policies: intent.policies.filter(({ name }) => !unparsed.has(name)) };
  const places = placesOf(readable, model, selectTables(intent, model).selection);
  const stored = await readStoredForms(session, storedFormQuestions(places, parsed));
  return { parsed, unparsed, server, stored };
}
