import assert from "node:assert/strict";
import { readDatabaseModel } from "../../postgres/catalog/read-model";
import type { Session } from "../../postgres/connect/session";
import { groupGraph } from "../../postgres/plan/graph-groups";
import { parseAccess } from "../../postgres/plan/parse-access";
import { planAccess } from "../../postgres/plan/plan-access";
import { parseRowSecurity } from "../../postgres/plan/tenancy/parse";
import { planRowSecurity } from "../../postgres/plan/tenancy/plan-row-security";
import { readTenancyFacts } from "../../postgres/plan/tenancy/read-tenancy";
import type { DeclaredResource } from "../readers/declared";
import { postgresqlStatements } from "./postgresql-statements";

/**
 * Makes a server what resources declare, one after the other as the engine does: our own by the plugin's plan, those of
 * `@pulumi/postgresql` by the statements that they stand for. Returns the resources as their plugins' checks leave them,
 * which is what a policy sees.
 */
export async function applyDeclared(
  session: Session,
  resources: readonly DeclaredResource[],
): Promise<readonly DeclaredResource[]> {
  const checked: DeclaredResource[] = [];
  for (const resource of resources) checked.push(await applyOne(session, resource));
  return checked;
}

async function applyOne(session: Session, resource: DeclaredResource): Promise<DeclaredResource> {
  switch (resource.type) {
    case "palisade:index:Access": {
      const { privileges: _checked, ...written } = resource.inputs;
      const { intent, problems } = parseAccess(written);
      assert.ok(intent, JSON.stringify(problems));
      const plan = planAccess(intent, await readDatabaseModel(session, { columns: true }));
      assert.deepEqual(plan.problems, []);
      for (const { sql } of plan.statements) await session.query(sql);
      return { ...resource, inputs: { ...written, privileges: groupGraph(plan.desired) } };
    }
    case "palisade:index:RowSecurity": {
      const { tables: _checked, ...written } = resource.inputs;
      const { intent, problems } = parseRowSecurity(written);
      assert.ok(intent, JSON.stringify(problems));
      const model = await readTenancyFacts(
        session,
        intent,
        await readDatabaseModel(session, { columns: true }),
      );
      const plan = planRowSecurity(intent, model);
      assert.deepEqual(plan.problems, []);
      for (const { sql } of plan.statements) await session.query(sql);
      return { ...resource, inputs: { ...written, tables: groupGraph(plan.desired) } };
    }
    default:
      for (const sql of postgresqlStatements(resource)) await session.query(sql);
      return resource;
  }
}
