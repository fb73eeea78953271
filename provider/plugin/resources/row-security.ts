import { readDatabaseModel } from "../../../postgres/catalog/read-model";
import { PUBLIC } from "../../../postgres/model/acl";
import { planGuardRemoval } from "../../../postgres/plan/tenancy/guard/plan-guard";
import type { RowSecurityIntent } from "../../../postgres/plan/tenancy/intent";
import { parseRowSecurity, ROW_SECURITY_PROPERTIES } from "../../../postgres/plan/tenancy/parse";
import { planRowSecurity, type RowSecurityPlan } from "../../../postgres/plan/tenancy/plan-row-security";
import { readTenancyFacts } from "../../../postgres/plan/tenancy/read-tenancy";
import { carryOut } from "./carry-out";
import { type GraphResource, graphResource } from "./graph-resource";
import { readLive } from "./live";
import { server } from "./talk";

const rowSecurity: GraphResource<RowSecurityIntent, RowSecurityPlan> = {
  declared: ROW_SECURITY_PROPERTIES,
  secrets: ["signingKeys"],
  graph: "tables",
  imported:
    "row security cannot be imported as code yet: declare a RowSecurity, and the first preview shows what it would change",
  parse: parseRowSecurity,
  reading: (intent) => ({ schemas: intent.schemas, columns: true, areas: "schemas" }),
  further: readTenancyFacts,
  plan: planRowSecurity,

  missing({ owner, tenantRoles, support, policies, roleTenants }, model) {
    const named = [owner, ...tenantRoles, ...[...support, ...roleTenants].map(({ role }) => role)];
    const others = policies.flatMap(({ roles }) => roles).filter((name) => name !== PUBLIC);
    return [...new Set([...named, ...others])]
      .filter((name) => !model.roles.has(name))
      .map(
        (name) =>
          `there is no role ${JSON.stringify(name)}: create it before, and let this resource depend on it`,
      );
  },

  remark(context, { reports }) {
    for (const [object, sentence] of Object.entries(reports))
      context.log("warning", `${object}: ${sentence}`);
  },

  computed: ["reports"],
  extraOutputs: ({ reports }) => ({ reports: { ...reports } }),

  /** Takes the guard away and leaves every table protected: opening tables is nothing that a removal should do unasked. */
  async remove(intent, context) {
    const reading = { schemas: intent.schemas, columns: true } as const;
    const live = await readLive(server(context), intent.database, reading);
    if (live === undefined) return;
    if (planGuardRemoval(intent, live).statements.length > 0)
      await carryOut(context, intent.database, async (session) => {
        const model = await readDatabaseModel(session, reading);
        return { ...planGuardRemoval(intent, model), summary: [], model };
      });
    context.log(
      "info",
      "the tables keep their row security: drop the policies by a migration if they shall be open",
    );
  },
};

/** `palisade:index:RowSecurity`: row-level security of one database's tenant tables. */
export const rowSecurityResource = graphResource(rowSecurity);
