import { ownedObjectsRefusal, readOwnedObjects } from "../../../postgres/catalog/owned-objects";
import { readDatabaseModel } from "../../../postgres/catalog/read-model";
import { readRoleTraces, roleTracesRefusal } from "../../../postgres/catalog/role-traces";
import type { Session } from "../../../postgres/connect/session";
import { objectKey } from "../../../postgres/model/keys";
import { type AccessIntent, declaredRoles } from "../../../postgres/plan/access-intent";
import { describeAccess } from "../../../postgres/plan/describe/describe-access";
import { replaceHidden } from "../../../postgres/plan/describe/hidden-settings";
import { ACCESS_PROPERTIES, parseAccess } from "../../../postgres/plan/parse-access";
import { type AccessPlan, planAccess, rolesScope } from "../../../postgres/plan/plan-access";
import { readingFor } from "../../../postgres/plan/reading";
import { planRelease } from "../../../postgres/plan/release-access";
import { rolesNamedIn } from "../../../postgres/plan/roles/role-intent";
import type { ServerSettings } from "../configuration";
import { type Properties, secret } from "../protocol";
import { carryOut } from "./carry-out";
import { type GraphResource, graphResource } from "./graph-resource";
import { inAny, MAINTENANCE, readLive } from "./live";
import { server, tell } from "./talk";

const access: GraphResource<AccessIntent, AccessPlan> = {
  declared: ACCESS_PROPERTIES,
  graph: "privileges",
  // Plain data as JSON has it: no undefined, no Map.
  imported: (model) =>
    replaceHidden(JSON.parse(JSON.stringify(describeAccess(model))), ({ value }) =>
      secret(value as string),
    ) as Properties,
  parse: parseAccess,
  reading: readingFor,
  plan: planAccess,

  missing(intent, model) {
    const named = new Set([...declaredRoles(intent), ...rolesNamedIn(rolesScope(intent))]);
    const roles = [...named].filter((name) => !model.roles.has(name));
    const schemas = [...intent.schemas.keys()].filter(
      (name) => !model.objects.has(objectKey({ kind: "schema", name })),
    );
    const cure = "create it before, and let this resource depend on it";
    return [
      ...roles.map((name) => `there is no role ${JSON.stringify(name)}: ${cure}`),
      ...schemas.map((name) => `there is no schema ${JSON.stringify(name)}: ${cure}`),
    ];
  },

  remark(context, { kept, remarks }) {
    for (const sentence of remarks) tell(context, [sentence], "warning");
    // All of it, however messy the database: nothing else lists what an adoption leaves in place.
    tell(context, kept);
  },

  computed: [],
  extraOutputs: () => ({}),

  async remove(intent, context) {
    const settings = server(context);
    const live = await readLive(settings, intent.database, readingFor(intent));
    await refuseOwners(intent, settings, live !== undefined);
    // What the database held has gone with it.
    if (live === undefined) return;
    await carryOut(context, intent.database, async (session) => {
      const plan = planRelease(intent, await readDatabaseModel(session, readingFor(intent)));
      // What is still there after the last statement and before COMMIT is what this removal does not give back.
      if (plan.statements.length === 0) await refuseTraces(intent, session);
      return plan;
    });
  },
};

/**
 * A role that owns something cannot be dropped. Told before the first deletion, because afterwards half of the stack is
 * gone. What lies in a database that goes with the resource does not count.
 */
async function refuseOwners(intent: AccessIntent, settings: ServerSettings, isThere: boolean): Promise<void> {
  const managed = managedRoles(intent);
  if (managed.length === 0) return;
  const own = objectKey({ kind: "database", name: intent.database });
  const owned = await inAny(isThere ? [intent.database] : MAINTENANCE, (from) =>
    readOwnedObjects(
      { ...settings, database: from },
      managed,
      (database, object) =>
        intent.ownsDatabase && (database === intent.database || (database === null && object === own)),
    ),
  );
  const refusal = ownedObjectsRefusal(owned, settings.user);
  if (refusal !== undefined) throw new Error(refusal);
}

/** Nor can a role that an access list or a policy names, in whatever database. */
async function refuseTraces(intent: AccessIntent, session: Session): Promise<void> {
  const managed = managedRoles(intent);
  if (managed.length === 0) return;
  const traces = await readRoleTraces(
    session,
    managed,
    (database) =>
      intent.rolesAlsoIn.includes(database) || (intent.ownsDatabase && database === intent.database),
  );
  const refusal = roleTracesRefusal(traces);
  if (refusal !== undefined) throw new Error(refusal);
}

function managedRoles(intent: AccessIntent): string[] {
  return [...intent.roles].filter(([, { managed }]) => managed).map(([name]) => name);
}

/** `palisade:index:Access`: the access graph of one database. Its removal gives back what was granted and leaves PUBLIC closed. */
export const accessResource = graphResource(access);
