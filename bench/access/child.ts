import { performance } from "node:perf_hooks";
import { converge } from "../../postgres/apply/converge";
import { observe } from "../../postgres/apply/observe";
import { type ReadModelOptions, readDatabaseModel } from "../../postgres/catalog/read-model";
import type { ConnectionSettings } from "../../postgres/connect/settings";
import type { DatabaseModel } from "../../postgres/model/model";
import type { AccessIntent } from "../../postgres/plan/access-intent";
import { parseAccess } from "../../postgres/plan/parse-access";
import type { Plan } from "../../postgres/plan/plan";
import { planAccess } from "../../postgres/plan/plan-access";
import { readingFor } from "../../postgres/plan/reading";
import type { RowSecurityIntent } from "../../postgres/plan/tenancy/intent";
import { parseRowSecurity } from "../../postgres/plan/tenancy/parse";
import { planRowSecurity } from "../../postgres/plan/tenancy/plan-row-security";
import { type Done, NODE_IS_UP, ORDER_VARIABLE, type Order } from "./order";

const now = () => performance.now() / 1000;

/** The core in a process of its own, started as the plugin is, so that its peak memory is its own. Prints a {@link Done}. */
async function main(): Promise<void> {
  const loaded = now();
  const up = (performance.getEntriesByName(NODE_IS_UP)[0]?.startTime ?? Number.NaN) / 1000;
  const order = JSON.parse(process.env[ORDER_VARIABLE] ?? "") as Order;
  const parsed = {
    access: parseAccess(order.access),
    rowSecurity: order.rowSecurity === undefined ? undefined : parseRowSecurity(order.rowSecurity),
  };
  const work = order.action === "check" ? check : apply;
  const { intent } = parsed.access;
  const rest: Work =
    intent === undefined || (parsed.rowSecurity !== undefined && parsed.rowSecurity.intent === undefined)
      ? { statements: 0, refused: parsed.access.problems.length + (parsed.rowSecurity?.problems.length ?? 0) }
      : await work(order.settings, intent, parsed.rowSecurity?.intent);
  const done: Done = { up, loaded, ...rest, end: now() };
  process.stdout.write(`${JSON.stringify(done)}\n`);
}

type Work = Omit<Done, "up" | "loaded" | "end">;

/** One reading for both plans. */
async function check(
  settings: ConnectionSettings,
  access: AccessIntent,
  rowSecurity: RowSecurityIntent | undefined,
): Promise<Work> {
  return observe(settings, async (session, beside) => {
    const connected = now();
    const model = await readDatabaseModel(session, {
      ...readingFor(access),
      ...(rowSecurity === undefined ? {} : { columns: true }),
      beside,
    });
    const read = now();
    const plans: Judged[] = [planAccess(access, model)];
    if (rowSecurity !== undefined) plans.push(planRowSecurity(rowSecurity, model));
    return { connected, read, planned: now(), ...count(plans) };
  });
}

/** As the plugin does it: each resource in a transaction of its own, read before, read again after. */
async function apply(
  settings: ConnectionSettings,
  access: AccessIntent,
  rowSecurity: RowSecurityIntent | undefined,
): Promise<Work> {
  const [first, firstSeconds] = await carryOut(settings, readingFor(access), (model) =>
    planAccess(access, model),
  );
  if (rowSecurity === undefined) return { ...count([first]), statementSeconds: firstSeconds };
  const [second, secondSeconds] = await carryOut(
    settings,
    { schemas: rowSecurity.schemas, columns: true },
    (model) => planRowSecurity(rowSecurity, model),
  );
  return { ...count([first, second]), statementSeconds: firstSeconds + secondSeconds };
}

async function carryOut(
  settings: ConnectionSettings,
  reading: ReadModelOptions,
  plan: (model: DatabaseModel) => Judged,
): Promise<[Judged, number]> {
  let planned = 0;
  let readAgain = 0;
  const { done } = await converge(settings, async (session) => {
    if (planned > 0) readAgain ||= now();
    const result = plan(await readDatabaseModel(session, reading));
    planned ||= now();
    return result;
  });
  return [done, readAgain - planned];
}

/** A plan with what it was refused for. */
type Judged = Plan & { readonly problems: readonly unknown[] };

function count(plans: readonly Judged[]): { statements: number; refused: number } {
  return {
    statements: plans.reduce((sum, { statements }) => sum + statements.length, 0),
    refused: plans.reduce((sum, { problems }) => sum + problems.length, 0),
  };
}

void main();
