import { readDatabaseModel } from "../../../postgres/catalog/read-model";
import { inert } from "../../../postgres/inert";
import { PUBLIC } from "../../../postgres/model/acl";
import { nearest } from "../../../postgres/model/nearest";
import { planGuardRemoval } from "../../../postgres/plan/tenancy/guard/plan-guard";
import type { RowSecurityIntent } from "../../../postgres/plan/tenancy/intent";
import { parseRowSecurity, ROW_SECURITY_PROPERTIES } from "../../../postgres/plan/tenancy/parse";
import { planRowSecurity, type RowSecurityPlan } from "../../../postgres/plan/tenancy/plan-row-security";
import { readTenancyFacts } from "../../../postgres/plan/tenancy/read-tenancy";
import { carryOut } from "./carry-out";
import { type GraphResource, graphResource } from "./graph-resource";
import { readLive } from "./live";
import { server, tell } from "./talk";

const rowSecurity: GraphResource<RowSecurityIntent, RowSecurityPlan> = {
  declared: ROW_SECURITY_PROPERTIES,
  secrets: ["signingKeys"],
  graph: "tables",
  identified: true,
  imported:
    "row security cannot be imported as code yet: declare a RowSecurity, and the first preview shows what it would change",
  parse: parseRowSecurity,
  reading: (intent) => ({ schemas: intent.schemas, columns: true, areas: "schemas" }),
  further: readTenancyFacts,
  // The others have keys and tenants in tables.
  catalogsOnly: ({ form }) => form !== "signed" && form !== "role",
  plan: planRowSecurity,

  missing(intent, model) {
    const places = new Map<string, string>();
    // A role is named once, by the first property that has it.
    for (const [path, name] of namedRoles(intent)) if (!places.has(name)) places.set(name, path);
    return [...places]
      .filter(([name]) => !model.roles.has(name))
      .map(([name, path]) => {
        const near = nearest(name, model.roles.keys()).map((one) => JSON.stringify(one));
        const hint = near.length === 0 ? "" : `, did you mean ${near.join(" or ")}?`;
        return `${path}: there is no role ${JSON.stringify(name)}${hint}: create it before, and let this resource depend on it`;
      });
  },

  remark(context, { reports }) {
    for (const [object, sentence] of Object.entries(reports))
      tell(context, [`${object}: ${sentence}`], "warning");
  },

  computed: ["reports"],
  extraOutputs: ({ reports }) => ({
    // To be read, and the engine writes keys as they are.
    reports: Object.fromEntries(
      Object.entries(reports).map(([object, sentence]) => [inert(object), inert(sentence)]),
    ),
  }),

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

/** Every role that a declaration names, with the property that names it. */
function namedRoles(intent: RowSecurityIntent): (readonly [path: string, name: string])[] {
  const { owner, tenantRoles, support, policies, roleTenants } = intent;
  return [
    ["owner", owner],
    ...tenantRoles.map((name, index) => [`tenantRoles[${index}]`, name] as const),
    ...support.map(({ role }, index) => [`support[${index}].role`, role] as const),
    ...roleTenants.map(({ path, role }) => [path, role] as const),
    ...policies.flatMap(({ path, roles }) =>
      roles.flatMap((name, index) => (name === PUBLIC ? [] : [[`${path}.roles[${index}]`, name] as const])),
    ),
  ];
}

/** `palisade:index:RowSecurity`: row-level security of one database's tenant tables. */
export const rowSecurityResource = graphResource(rowSecurity);
