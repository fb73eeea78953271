import { ownedObjectsRefusal, readOwnedObjects } from "../../../postgres/catalog/owned-objects";
import { readDatabaseModel } from "../../../postgres/catalog/read-model";
import { readRoleTraces, roleTracesRefusal } from "../../../postgres/catalog/role-traces";
import type { Session } from "../../../postgres/connect/session";
import { inert } from "../../../postgres/inert";
import { objectKey } from "../../../postgres/model/keys";
import { type AccessIntent, declaredRoles } from "../../../postgres/plan/access-intent";
import { describeAccess } from "../../../postgres/plan/describe/describe-access";
import { replaceHidden } from "../../../postgres/plan/describe/hidden-settings";
import { ACCESS_PROPERTIES, parseAccess } from "../../../postgres/plan/parse-access";
import { type AccessPlan, planAccess, rolesScope } from "../../../postgres/plan/plan-access";
import { readingFor } from "../../../postgres/plan/reading";
import { planRelease } from "../../../postgres/plan/release-access";
import { rolesNamedIn } from "../../../postgres/plan/roles/role-intent";
import { displayIdentifier } from "../../../postgres/sql/quote";
import type { ServerSettings } from "../configuration";
import { type OperationContext, type Properties, secret } from "../protocol";
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
    const roles = await rolesThatGo(intent, context);
    await refuseOwners(intent, roles, settings, live !== undefined);
    // What the database held has gone with it.
    if (live === undefined) return;
    await carryOut(context, intent.database, async (session) => {
      const plan = planRelease(intent, await readDatabaseModel(session, readingFor(intent)));
      // What is still there after the last statement and before COMMIT is what this removal does not give back.
      if (plan.statements.length === 0) await refuseTraces(intent, roles, session);
      return plan;
    });
  },
};

/**
 * A role that owns something cannot be dropped. Told before the first deletion, because afterwards half of the stack is
 * gone. What lies in a database that goes with the resource does not count.
 */
async function refuseOwners(
  intent: AccessIntent,
  { all, found }: RolesThatGo,
  settings: ServerSettings,
  isThere: boolean,
): Promise<void> {
  if (all.length === 0) return;
  const gone = removedDatabases(intent);
  const keys = new Set([...gone].map((name) => objectKey({ kind: "database", name })));
  const owned = await inAny(isThere ? [intent.database] : MAINTENANCE, (from) =>
    readOwnedObjects({ ...settings, database: from }, all, (database, object) =>
      database === null ? keys.has(object) : gone.has(database),
    ),
  );
  const refusal = ownedObjectsRefusal(owned, settings.user);
  if (refusal !== undefined) throw new Error(withWayOut(refusal, owned, found));
}

/** Nor can a role that an access list or a policy names, in whatever database. */
async function refuseTraces(
  intent: AccessIntent,
  { all, found }: RolesThatGo,
  session: Session,
): Promise<void> {
  if (all.length === 0) return;
  const gone = removedDatabases(intent);
  const traces = await readRoleTraces(
    session,
    all,
    (database) => intent.rolesAlsoIn.includes(database) || gone.has(database),
  );
  const refusal = roleTracesRefusal(traces);
  if (refusal !== undefined) throw new Error(withWayOut(refusal, traces, found));
}

/** The databases that go together with the resource: what lies in them hinders nothing. */
function removedDatabases(intent: AccessIntent): ReadonlySet<string> {
  return new Set([...intent.databasesAlsoRemoved, ...(intent.ownsDatabase ? [intent.database] : [])]);
}

interface RolesThatGo {
  readonly all: readonly string[];
  /** Those of which nobody said so, and which the program was seen to create. */
  readonly found: readonly string[];
}

/**
 * The roles that are dropped after the resource: those that are said to be managed; and, where no program runs, so that this
 * is a destroy, the declared ones that the program creates. Where one runs, the resource may go and the roles stay.
 */
async function rolesThatGo(
  intent: AccessIntent,
  { programRuns }: OperationContext<ServerSettings>,
): Promise<RolesThatGo> {
  const managed = [...intent.roles].filter(([, role]) => role.managed === true).map(([name]) => name);
  const declared = new Set(declaredRoles(intent));
  const created = intent.createdRoles.filter(
    (name) => declared.has(name) && intent.roles.get(name)?.managed === undefined,
  );
  const found = created.length > 0 && !(await programRuns()) ? created : [];
  return { all: [...managed, ...found], found };
}

/** A refusal may be about a role that is not dropped at all: a role that the program only looks up, or that is to be kept. */
function withWayOut(
  refusal: string,
  about: readonly { readonly role: string }[],
  found: readonly string[],
): string {
  const names = found.filter((name) => about.some(({ role }) => role === name));
  if (names.length === 0) return refusal;
  const listed = inert(names.map(displayIdentifier).join(", "));
  return `${refusal}\nasked because this program makes ${listed}; of a role that stays, write managed: false under roles and update first`;
}

/** `palisade:index:Access`: the access graph of one database. Its removal gives back what was granted and leaves PUBLIC closed. */
export const accessResource = graphResource(access);
