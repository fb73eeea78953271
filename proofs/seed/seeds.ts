import type { SecuredObject } from "../../postgres/model/objects";
import { quoteIdentifier, quoteLiteral } from "../../postgres/sql/quote";
import { quoteObject } from "../../postgres/sql/target";
import type { Arena } from "../arena";
import type { Partition, Scene, TenantTable } from "../scene/scene";
import type { TableShape } from "../scene/shapes";
import { type MadeUpRow, type MakerTable, NoRow, RowMaker } from "./row-maker";
import type { TenantName, TenantSessions } from "./tenant-sessions";

/** The rows of one tenant in one table. */
export interface SeedRow extends TenantName {
  /** The tenant, as the first of the table's keys names it. */
  readonly tenant: string;
  /** SQL that is true for exactly the rows that attacks use. */
  readonly predicate: string;
  /** Where those rows lie before an attack: changes with any UPDATE or DELETE. */
  readonly mark: string;
  /** How many rows that are. */
  readonly rows: number;
  /** What an INSERT said to make it; absent for rows that were there before. */
  readonly made?: MadeUpRow;
}

/** Two tenants' rows in one table. */
export interface Seed {
  readonly own: SeedRow;
  readonly other: SeedRow;
}

/** A seed, or why there is none. */
export type SeedResult = Seed | { readonly missing: string };

/** Everything that was seeded, and the means to make more rows. */
export interface Seeds {
  readonly shapes: ReadonlyMap<number, TableShape>;
  readonly byTable: ReadonlyMap<string, SeedResult>;
  /** True where a row of another tenant than `own` is known to lie in this partition. */
  readonly inPartition: ReadonlyMap<string, SeedResult>;
}

/**
 * Sows rows of two made-up tenants into every tenant table. As a superuser user triggers and foreign keys are silent
 * meanwhile (`session_replication_role`), so that nothing outside the transaction is set off; otherwise each table's
 * owner inserts. Where no row can be made, existing rows of two tenants serve. `crowded` are the partitions that an
 * attacker may touch at all: these get rows of their own.
 */
export async function seedTables(
  arena: Arena,
  scene: Scene,
  shapes: ReadonlyMap<number, TableShape>,
  crowded: readonly Partition[],
  sessions: TenantSessions,
  noWrite = false,
): Promise<Seeds> {
  const tables = new Map<number, MakerTable>();
  const tenantColumns = columnsOf([...scene.targets["tenant table"], ...scene.targets.partition]);
  for (const object of scene.model.objects.values()) {
    const shape = object.kind === "table" ? shapes.get(object.oid) : undefined;
    const columns = tenantColumns.get(object.oid);
    if (shape !== undefined)
      tables.set(object.oid, { object, shape, ...(columns === undefined ? {} : { tenantColumns: columns }) });
  }
  const maker = noWrite ? undefined : new RowMaker(arena, tables);
  // Only a superuser may; a session of its own is what a superuser gives its attackers.
  const silence = arena.ownSessions && maker !== undefined;
  if (silence) await arena.command("SET LOCAL session_replication_role = replica");
  const sown = new Map<string, SownTable>();
  for (const table of scene.targets["tenant table"])
    sown.set(
      table.key,
      await sow(arena, maker, table, sessions, tenantColumns.get(table.object.oid) ?? [], shapes),
    );
  const sownPartitions = new Map<string, SownTable>();
  for (const partition of crowded) {
    sownPartitions.set(
      partition.key,
      await sowPartition(arena, maker, partition, sown.get(partition.root.key)),
    );
  }
  if (silence) await arena.command("SET LOCAL session_replication_role = origin");
  const byTable = new Map<string, SeedResult>();
  for (const { key, object } of scene.targets["tenant table"])
    byTable.set(key, await marked(arena, object, sown.get(key)));
  const inPartition = new Map<string, SeedResult>();
  for (const { key, object } of crowded)
    inPartition.set(key, await marked(arena, object, sownPartitions.get(key)));
  for (const table of scene.targets["tenant table"]) {
    const seed = byTable.get(table.key);
    if (seed !== undefined && !("missing" in seed))
      for (const row of [seed.own, seed.other]) sessions.note(table, row);
  }
  return { shapes, byTable, inPartition };
}

/**
 * The tenant columns of each table. A source (a setting, a place in a token) has one number wherever it is asked, so
 * that a made-up tenant is called the same on every table, and each of its keys by another value.
 */
function columnsOf(
  tables: readonly (TenantTable | Partition)[],
): ReadonlyMap<number, NonNullable<MakerTable["tenantColumns"]>> {
  const ordinals = new Map<string, number>();
  for (const { keys } of tables)
    for (const [index, { source }] of keys.entries()) {
      const id = JSON.stringify(source);
      ordinals.set(id, Math.max(index, ordinals.get(id) ?? 0));
    }
  return new Map(
    tables.map(({ object, keys }) => [
      object.oid,
      keys.map(({ column, source }) => ({
        name: column,
        ordinal: ordinals.get(JSON.stringify(source)) ?? 0,
      })),
    ]),
  );
}

/** Why a seed is missing where none may be made up. */
export const NONE_THERE = "it holds no rows of two tenants, and nothing may be written";

/** Both tenants' rows before their places were noted; a later row of the same tenant would change the note. */
type SownTable = { readonly own: Sown; readonly other: Sown } | { readonly missing: string };
type Sown = Omit<SeedRow, "mark" | "rows">;

async function sow(
  arena: Arena,
  maker: RowMaker | undefined,
  table: TenantTable,
  sessions: TenantSessions,
  columns: NonNullable<MakerTable["tenantColumns"]>,
  shapes: ReadonlyMap<number, TableShape>,
): Promise<SownTable> {
  const missing = sessions.missing(table);
  if (missing !== undefined) return { missing };
  const shape = shapes.get(table.object.oid);
  if (shape === undefined) return { missing: "its columns cannot be read" };
  if (maker === undefined) return (await existingRows(arena, table)) ?? { missing: NONE_THERE };
  const sowOne = async (side: "own" | "other"): Promise<Sown> => {
    const made = await maker.row(table.object.oid, side);
    const values = columns.flatMap(({ name, ordinal }) => {
      const column = shape.columns.get(name);
      return column === undefined ? [] : [maker.tenant(column, side, ordinal)];
    });
    const [tenant = ""] = values;
    return {
      side,
      values,
      tenant,
      predicate: `${quoteIdentifier(table.column)} = ${quoteLiteral(tenant)}`,
      made,
    };
  };
  try {
    return { own: await sowOne("own"), other: await sowOne("other") };
  } catch (error) {
    if (!(error instanceof NoRow)) throw error;
    return (await existingRows(arena, table)) ?? { missing: error.message };
  }
}

/**
 * Rows of both tenants inside one partition, unless some lie there already. An inheritance child is a table of its own
 * and is filled directly; a partition is filled through its root.
 */
async function sowPartition(
  arena: Arena,
  maker: RowMaker | undefined,
  partition: Partition,
  sown: SownTable | undefined,
): Promise<SownTable> {
  const { object, root } = partition;
  if (maker === undefined) return (await existingRows(arena, partition)) ?? { missing: NONE_THERE };
  if (sown === undefined || "missing" in sown) return sown ?? { missing: "its parent has no row" };
  if (!("missing" in (await marked(arena, object, sown)))) return sown;
  try {
    for (const side of ["own", "other"] as const) {
      if (object.partition === true) await maker.fresh(root.object.oid, side, new Map(), object.oid);
      else await maker.fresh(object.oid, side);
    }
    return sown;
  } catch (error) {
    if (!(error instanceof NoRow)) throw error;
    return { missing: error.message };
  }
}

/** One row each of two tenants that were there before; the transaction's snapshot keeps them still. */
async function existingRows(arena: Arena, table: TenantTable | Partition): Promise<SownTable | undefined> {
  const columns = table.keys.map(({ column }) => quoteIdentifier(column));
  const pick = async (side: "own" | "other", where: string): Promise<Sown | undefined> => {
    const [row] = await arena.ask<{ values: string[]; holder: string; place: string }>(
      `SELECT ARRAY[${columns.map((column) => `${column}::text`).join(", ")}] AS values,
              tableoid::int8::text AS holder, ctid::text AS place
         FROM ${quoteObject(table.object)} WHERE ${where} LIMIT 1`,
    );
    return (
      row && {
        side,
        values: row.values,
        tenant: row.values[0] ?? "",
        predicate: `tableoid = ${row.holder} AND ctid = ${quoteLiteral(row.place)}`,
      }
    );
  };
  const answer = await arena.keep(() =>
    arena.asOwner(table.object.owner, async () => {
      const own = await pick("own", columns.map((column) => `${column} IS NOT NULL`).join(" AND "));
      if (own === undefined) return { own, other: undefined };
      const differs = columns.map((column, index) => `${column} <> ${quoteLiteral(own.values[index] ?? "")}`);
      // Best is a tenant that shares no key with the first.
      const other =
        (await pick("other", differs.join(" AND "))) ?? (await pick("other", differs[0] ?? "false"));
      return { own, other };
    }),
  );
  return "own" in answer && answer.own !== undefined && answer.other !== undefined
    ? { own: answer.own, other: answer.other }
    : undefined;
}

/** The question for {@link SeedRow.mark}. */
export function markQuestion(table: SecuredObject, predicate: string): string {
  return `SELECT tableoid, ctid FROM ${quoteObject(table)} WHERE ${predicate}`;
}

/** The mark that the answer to {@link markQuestion} makes; "" for no rows. */
export function markOf(rows: readonly Record<string, unknown>[]): string {
  // Put in order here: that, and an aggregate, cost the server more than the rows.
  return rows
    .map(({ tableoid, ctid }) => `${tableoid} ${ctid}`)
    .sort()
    .join(", ");
}

async function marked(arena: Arena, table: SecuredObject, sown: SownTable | undefined): Promise<SeedResult> {
  if (sown === undefined || "missing" in sown) return sown ?? { missing: "it was not tried" };
  const mark = async (row: Sown): Promise<SeedRow> => {
    const answer = await arena.keep(() =>
      arena.asOwner(table.owner, () => arena.ask(markQuestion(table, row.predicate))),
    );
    const rows = Array.isArray(answer) ? answer : [];
    return { ...row, mark: markOf(rows), rows: rows.length };
  };
  const seed = { own: await mark(sown.own), other: await mark(sown.other) };
  return seed.own.mark === "" || seed.other.mark === ""
    ? { missing: "no made-up row could be brought into it" }
    : seed;
}

/** Why a seed is missing, as a report says it. */
export function whyMissing({ missing }: { readonly missing: string }): string {
  return `cannot make a row because ${missing}`;
}
