import type { GuardFunction, GuardTrigger, LiveGuard, TriggerState } from "../../../model/guard";
import { objectKey } from "../../../model/keys";
import type { DatabaseModel } from "../../../model/model";
import { privilegeSet } from "../../../model/privileges";
import { alterOwner } from "../../../sql/alter-owner";
import {
  alterEventTrigger,
  type CreateEventTrigger,
  createEventTrigger,
  dropEventTrigger,
} from "../../../sql/event-trigger";
import {
  createEventTriggerFunction,
  dropEventTriggerFunction,
  PINNED_SETTINGS,
} from "../../../sql/event-trigger-function";
import { revoke } from "../../../sql/revoke";
import { createSchema, dropSchema } from "../../../sql/schema";
import { GUARD_SCHEMA } from "../../../sql/tenancy-names";
import type { PlannedStatement } from "../../plan";
import type { GuardMode, RowSecurityIntent } from "../intent";
import { PartBuilder, type TenancyPart } from "../part";
import { guardBody } from "./body";
import { type GuardHead, guardHead } from "./head";
import type { OtherPolicies } from "./known";
import { type GuardNames, guardNames } from "./names";
import { RENAMING_COMMANDS } from "./renamed";
import { WATCHED_COMMANDS } from "./watched";

const NOTHING: LiveGuard = { mayCreate: true, functions: [], triggers: [] };
const SCHEMA_KEY = objectKey({ kind: "schema", name: GUARD_SCHEMA });

/** The guard over new tables: three event triggers and their function. Its statements come last: see {@link quiet}. */
export function planGuard(
  intent: RowSecurityIntent,
  model: DatabaseModel,
  others: OtherPolicies,
): TenancyPart {
  const part = new PartBuilder(model);
  const live = model.guard ?? { ...NOTHING, mayCreate: model.reader.superuser };
  const names = guardNames(intent);
  const mode = effectiveMode(intent, live, part);
  if (!live.mayCreate) return part;
  tellOfOthers(part, intent, live);
  if (mode === "off") {
    removeGuard(part, names, live);
    return part;
  }
  const wanted = { ...intent, guard: mode };
  planSchema(part, live);
  planFunction(part, names, guardBody(wanted, others), live, model.reader.name);
  for (const trigger of triggersOf(names)) planTrigger(part, trigger, live);
  part.state(
    `event trigger ${names.end}`,
    `${mode}: new tables in ${intent.schemas.join(", ")}`,
    liveText(names, live),
  );
  return part;
}

/**
 * A plan's statements before those of the guard, which they do not have to ask: a guard of a former form would protect
 * what they are about to protect, and one of a former manager would object. Nobody else sees it off, since all of it is
 * one transaction.
 */
export function quiet(
  intent: RowSecurityIntent,
  model: DatabaseModel,
  before: readonly PlannedStatement[],
  guard: readonly PlannedStatement[],
): readonly PlannedStatement[] {
  const { end, drop } = guardNames(intent);
  const live = model.guard ?? NOTHING;
  const on = live.triggers.filter(
    ({ name, state }) => state !== "disabled" && (name === end || name === drop),
  );
  if (before.length === 0 || on.length === 0 || !live.mayCreate) return [...before, ...guard];
  const settled = new Set(guard.map(({ sql }) => sql));
  const again = on.filter(
    ({ name }) => !settled.has(dropEventTrigger(name)) && !settled.has(alterEventTrigger(name, "always")),
  );
  return [
    ...on.map(({ name }) => switched(name, "disabled", "is off while the rest is done")),
    ...before,
    ...guard,
    ...again.map(({ name }) => switched(name, "always", "is on again")),
  ];
}

function switched(name: string, state: TriggerState, text: string): PlannedStatement {
  return { sql: alterEventTrigger(name, state), reason: `event trigger ${name}: ${text}` };
}

/**
 * Takes a declaration's guard away, and the schema with the last one. Where the declaration was replaced by one of the
 * same name, the guard is the other's by now, and stays.
 */
export function planGuardRemoval(intent: RowSecurityIntent, model: DatabaseModel): TenancyPart {
  const part = new PartBuilder(model);
  const live = model.guard ?? NOTHING;
  const names = guardNames(intent);
  const head = headOf(names, live);
  if (head === undefined || head.of === intent.identity) removeGuard(part, names, live);
  return part;
}

/** The declared mode, or none where event triggers are not allowed to us: asked for it is refused, by default it is told. */
function effectiveMode(intent: RowSecurityIntent, live: LiveGuard, part: PartBuilder): GuardMode {
  if (intent.guard === "off" || live.mayCreate) return intent.guard;
  const why =
    "the managing role may not create event triggers, which takes a superuser (on Amazon RDS a member of rds_superuser with CREATE on the database)";
  if (intent.guardAsked)
    part.problem(
      "guard",
      `${why}: let such a role manage the database, or write "off": \`palisade audit\` reports new tables without row security`,
    );
  else
    part.report(
      objectKey({ kind: "database", name: intent.database }),
      `no guard protects new tables before the next update, because ${why}: \`palisade audit\` reports them; write guard: "off" to leave it at that`,
    );
  return "off";
}

function triggersOf(names: GuardNames): readonly CreateEventTrigger[] {
  const calls = { schema: GUARD_SCHEMA, function: names.function };
  return [
    { name: names.end, event: "ddl_command_end", tags: WATCHED_COMMANDS, ...calls },
    { name: names.drop, event: "sql_drop", tags: [], ...calls },
    { name: names.start, event: "ddl_command_start", tags: RENAMING_COMMANDS, ...calls },
  ];
}

function act(part: PartBuilder, object: string, text: string, ...statements: string[]): void {
  part.changes.push({ object, text, reason: "guard" });
  for (const sql of statements) part.statements.push({ sql, reason: `${object}: ${text}` });
}

/** A guard over the same tables that another declaration made: it may be in use, and may have been forgotten. */
function tellOfOthers(part: PartBuilder, intent: RowSecurityIntent, live: LiveGuard): void {
  const names = guardNames(intent);
  for (const { name, args, source } of live.functions) {
    const head = guardHead(source);
    if (args !== "" || name === names.function || head === undefined) continue;
    const schemas = head.schemas.filter((schema) => intent.schemas.includes(schema));
    const columns = head.columns.filter((column) => intent.keys.some((key) => key.column === column));
    if (schemas.length === 0 || columns.length === 0) continue;
    const drops = triggersCalling(name, live).map((trigger) => `${dropEventTrigger(trigger.name)}; `);
    part.report(
      objectKey({ kind: "function", schema: GUARD_SCHEMA, name, args: "" }),
      `is the guard of another RowSecurity over tables with ${columns.join(", ")} in ${schemas.join(", ")}: let one of them have these tables. If the other is gone, drop what it left: ${drops.join("")}${dropEventTriggerFunction(GUARD_SCHEMA, name)}`,
    );
  }
}

/** What there is of a guard, and the schema with the last one. */
function removeGuard(part: PartBuilder, names: GuardNames, live: LiveGuard): void {
  const gone = live.functions.filter(({ name, args }) => args === "" && name === names.function);
  for (const { name } of gone) {
    for (const trigger of triggersCalling(name, live))
      act(part, `event trigger ${trigger.name}`, "is dropped", dropEventTrigger(trigger.name));
    act(
      part,
      objectKey({ kind: "function", schema: GUARD_SCHEMA, name, args: "" }),
      "is dropped",
      dropEventTriggerFunction(GUARD_SCHEMA, name),
    );
  }
  if (live.schema !== undefined && gone.length === live.functions.length)
    act(part, SCHEMA_KEY, "is dropped", dropSchema(GUARD_SCHEMA));
}

function triggersCalling(name: string, { triggers }: LiveGuard): readonly GuardTrigger[] {
  return triggers.filter((one) => one.function.name === name && one.function.schema === GUARD_SCHEMA);
}

function planSchema(part: PartBuilder, { schema }: LiveGuard): void {
  if (schema === undefined) {
    act(part, SCHEMA_KEY, "is created", createSchema(GUARD_SCHEMA));
    return;
  }
  if (schema.grantees.length === 0) return;
  const sql = revoke({
    privileges: privilegeSet(["USAGE", "CREATE"]),
    objects: [{ kind: "schema", name: GUARD_SCHEMA }],
    grantees: schema.grantees,
  });
  act(part, SCHEMA_KEY, `is closed to ${schema.grantees.map((one) => one || "PUBLIC").join(", ")}`, sql);
}

function planFunction(
  part: PartBuilder,
  names: GuardNames,
  body: string,
  { functions }: LiveGuard,
  manager: string,
): void {
  const object = { kind: "function", schema: GUARD_SCHEMA, name: names.function, args: "" } as const;
  const key = objectKey(object);
  const create = createEventTriggerFunction({ schema: GUARD_SCHEMA, name: names.function, body });
  const now = functions.find(({ name, args }) => name === names.function && args === "");
  if (now === undefined) {
    act(part, key, "is created", create);
    return;
  }
  // Whoever owns the function is who may change what it guards.
  if (now.owner !== manager)
    act(part, key, `goes to ${manager} (was ${now.owner}'s)`, alterOwner(object, manager));
  if (isIntact(now, body)) return;
  const other = now.language !== "plpgsql" || now.returns !== "event_trigger";
  // Another kind of function cannot be replaced, and one without triggers can be dropped.
  act(
    part,
    key,
    "is set right",
    ...(other ? [`${dropEventTriggerFunction(GUARD_SCHEMA, names.function)} CASCADE`] : []),
    create,
  );
}

function isIntact(now: GuardFunction, body: string): boolean {
  return (
    now.source === body &&
    now.language === "plpgsql" &&
    now.returns === "event_trigger" &&
    !now.securityDefiner &&
    now.settings.join("\n") === PINNED_SETTINGS.join("\n")
  );
}

function planTrigger(
  part: PartBuilder,
  wanted: CreateEventTrigger,
  { triggers, functions }: LiveGuard,
): void {
  const key = `event trigger ${wanted.name}`;
  const now = triggers.find(({ name }) => name === wanted.name);
  const always = alterEventTrigger(wanted.name, "always");
  if (now === undefined) {
    act(part, key, "is created", createEventTrigger(wanted), always);
    return;
  }
  // A function of another kind takes its triggers along when it is made anew.
  const lost = functions.some(
    ({ name, language, returns }) =>
      name === wanted.function && (language !== "plpgsql" || returns !== "event_trigger"),
  );
  if (lost || !isSame(now, wanted)) {
    act(
      part,
      key,
      "is made anew",
      ...(lost ? [] : [dropEventTrigger(wanted.name)]),
      createEventTrigger(wanted),
      always,
    );
    return;
  }
  if (now.state !== "always") act(part, key, `is enabled (was ${now.state})`, always);
}

function isSame(now: GuardTrigger, wanted: CreateEventTrigger): boolean {
  return (
    now.event === wanted.event &&
    now.function.schema === wanted.schema &&
    now.function.name === wanted.function &&
    now.tags.join() === [...wanted.tags].sort().join()
  );
}

function liveText(names: GuardNames, { functions, triggers }: LiveGuard): string {
  const head = headOf(names, { functions });
  const missing = triggersOf(names).filter(
    (wanted) =>
      !triggers.some((now) => now.name === wanted.name && now.state === "always" && isSame(now, wanted)),
  );
  if (head === undefined || missing.length > 0) return "not there, or not enabled";
  return `${head.mode}: new tables in ${head.schemas.join(", ")}`;
}

function headOf(names: GuardNames, { functions }: Pick<LiveGuard, "functions">): GuardHead | undefined {
  return guardHead(functions.find(({ name, args }) => name === names.function && args === "")?.source ?? "");
}
