import type { SecuredObject } from "../../postgres/model/objects";
import { quoteIdentifier, quoteLiteral } from "../../postgres/sql/quote";
import { quoteObject } from "../../postgres/sql/target";
import type { Arena } from "../arena";
import { conditionName } from "../conditions";
import type { ServerError } from "../errors";
import type { ForeignKey, ShapeColumn, TableShape } from "../scene/shapes";
import { lead, Tried } from "./mending";
import { madeUpTenants, madeUpValue } from "./values";

/** The two made-up tenants, and what belongs to neither. */
export type Side = "own" | "other" | "shared";

/** A row that was made up and inserted. */
export interface MadeUpRow {
  /** What the INSERT said: column → input text. */
  readonly written: ReadonlyMap<string, string>;
  /** What the table then held: column → text, `null` for NULL. */
  readonly stored: ReadonlyMap<string, string | null>;
  /** The table or partition that holds it. */
  readonly relation: number;
}

/** No row could be made; the message completes "cannot make a row because". */
export class NoRow extends Error {}

/** What the row maker knows of one table. */
export interface MakerTable {
  readonly object: SecuredObject;
  readonly shape: TableShape;
  /** The columns that hold the tenant, each with the number by which the made-up tenants are told apart. */
  readonly tenantColumns?: readonly { readonly name: string; readonly ordinal: number }[];
}

const INSERT_ATTEMPTS = 60;

/** Makes up rows for two tenants, parents first. Rows are remembered, so that children share their parents. */
export class RowMaker {
  readonly #arena: Arena;
  readonly #tables: ReadonlyMap<number, MakerTable>;
  readonly #rows = new Map<string, MadeUpRow>();
  readonly #underWay = new Set<number>();
  /** Base type of the tenant column, and its number → the two tenants. */
  readonly #tenants = new Map<string, readonly [string, string]>();

  constructor(arena: Arena, tables: ReadonlyMap<number, MakerTable>) {
    this.#arena = arena;
    this.#tables = tables;
  }

  /** The value that stands for a side in columns of this type and number. */
  tenant(column: ShapeColumn, side: "own" | "other", ordinal: number): string {
    const known = `${column.base}/${ordinal}`;
    let pair = this.#tenants.get(known);
    if (pair === undefined) {
      pair = madeUpTenants(column);
      if (pair === undefined) throw new NoRow(`tenants of type ${column.type} cannot be made up`);
      this.#tenants.set(known, pair);
    }
    return side === "own" ? pair[0] : pair[1];
  }

  /** The row of one side in a table, made at the first call. Throws {@link NoRow}. */
  async row(oid: number, side: Side, preset: ReadonlyMap<string, string> = new Map()): Promise<MadeUpRow> {
    const key = `${oid}/${side}`;
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const row = await this.fresh(oid, side, preset);
    this.#rows.set(key, row);
    return row;
  }

  /** A further row, in a given partition where one is named. Throws {@link NoRow}. */
  async fresh(
    oid: number,
    side: Side,
    preset: ReadonlyMap<string, string> = new Map(),
    partition?: number,
  ): Promise<MadeUpRow> {
    const table = this.#tables.get(oid);
    if (table === undefined) throw new NoRow("it refers to a table that cannot be read");
    if (this.#underWay.has(oid)) throw new NoRow("its foreign keys lead round in a circle");
    this.#underWay.add(oid);
    try {
      const values = new Map(preset);
      for (const { name, ordinal } of table.tenantColumns ?? []) {
        const column = table.shape.columns.get(name);
        if (column !== undefined && side !== "shared") values.set(name, this.tenant(column, side, ordinal));
      }
      await this.#fillReferences(table, side, values);
      const bound = new Set(values.keys());
      fillRest(table.shape, values);
      return await this.#insert(table, values, bound, partition);
    } finally {
      this.#underWay.delete(oid);
    }
  }

  /** Foreign keys that count (none of their columns can stay NULL) are met by made-up parents. */
  async #fillReferences({ shape }: MakerTable, side: Side, values: Map<string, string>): Promise<void> {
    for (const key of shape.foreignKeys) {
      const counts = key.columns.every(
        (name) => values.has(name) || shape.columns.get(name)?.notNull === true,
      );
      if (!counts || key.parent === shape.oid) continue;
      const preset = new Map<string, string>();
      for (const [index, name] of key.columns.entries()) {
        const value = values.get(name);
        const referenced = key.referenced[index];
        if (value !== undefined && referenced !== undefined) preset.set(referenced, value);
      }
      const belongs = preset.size > 0 || this.#tables.get(key.parent)?.tenantColumns !== undefined;
      const parent = belongs
        ? (await this.row(key.parent, side, preset)).stored
        : ((await this.#existing(key)) ?? (await this.row(key.parent, "shared")).stored);
      for (const [index, name] of key.columns.entries()) {
        const value = parent.get(key.referenced[index] ?? "");
        if (value !== undefined && value !== null) values.set(name, value);
      }
    }
  }

  /** A row of a table that belongs to no tenant (a currency, a country): one that is there already serves best. */
  async #existing({
    parent,
    referenced,
  }: ForeignKey): Promise<ReadonlyMap<string, string | null> | undefined> {
    const object = this.#tables.get(parent)?.object;
    if (object === undefined) return undefined;
    const columns = referenced.map((name) => `${quoteIdentifier(name)}::text AS ${quoteIdentifier(name)}`);
    const found = referenced.map((name) => `${quoteIdentifier(name)} IS NOT NULL`).join(" AND ");
    const answer = await this.#arena.keep(() =>
      this.#arena.asOwner(object.owner, () =>
        this.#arena.ask(`SELECT ${columns.join(", ")} FROM ${quoteObject(object)} WHERE ${found} LIMIT 1`),
      ),
    );
    const row = Array.isArray(answer) ? answer[0] : undefined;
    return row && new Map(Object.entries(row) as [string, string | null][]);
  }

  async #insert(
    table: MakerTable,
    values: Map<string, string>,
    bound: ReadonlySet<string>,
    partition: number | undefined,
  ): Promise<MadeUpRow> {
    if (partition !== undefined) lead(table.shape, partition, values, bound);
    const tried = new Tried(table.shape, bound);
    for (let attempt = 0; attempt < INSERT_ATTEMPTS; attempt++) {
      const answer = await this.#arena.keep(() =>
        this.#arena.asOwner(table.object.owner, () => this.#arena.ask(insertReturning(table, values))),
      );
      if (Array.isArray(answer)) {
        const stored = new Map(Object.entries(answer[0] ?? {}) as [string, string | null][]);
        return { written: new Map(values), stored, relation: Number(stored.get(HOLDER)) };
      }
      if (!tried.mend(answer, values)) throw new NoRow(say(answer));
    }
    throw new NoRow("no values were found that its constraints accept");
  }
}

/** The name of the RETURNING column that says which partition holds the row; no user's column can be called that. */
const HOLDER = "palisade: relation";

/** An INSERT that says what was stored. */
function insertReturning({ object, shape }: MakerTable, values: ReadonlyMap<string, string>): string {
  const stored = [...shape.columns.keys()].map(
    (name) => `${quoteIdentifier(name)}::text AS ${quoteIdentifier(name)}`,
  );
  const holder = `tableoid::int8::text AS ${quoteIdentifier(HOLDER)}`;
  return `${insertStatement(object, values)} RETURNING ${[holder, ...stored].join(", ")}`;
}

/** `INSERT INTO … (…) OVERRIDING SYSTEM VALUE VALUES (…)`: identity columns are given too, so that no sequence moves. */
export function insertStatement(
  object: SecuredObject,
  values: ReadonlyMap<string, string>,
  alias?: string,
): string {
  const name =
    alias === undefined ? quoteObject(object) : `${quoteObject(object)} AS ${quoteIdentifier(alias)}`;
  const columns = [...values.keys()].map(quoteIdentifier).join(", ");
  const literals = [...values.values()].map(quoteLiteral).join(", ");
  return `INSERT INTO ${name} (${columns}) OVERRIDING SYSTEM VALUE VALUES (${literals})`;
}

/** Fills what an INSERT must say: columns that cannot stay empty, and those that would draw a number. */
function fillRest(shape: TableShape, values: Map<string, string>): void {
  for (const column of shape.columns.values()) {
    const needed = column.drawsNumber || (column.notNull && !column.hasDefault);
    if (!needed || column.computed || values.has(column.name)) continue;
    const value = madeUpValue(column);
    if (value === undefined)
      throw new NoRow(`no value is known for column ${column.name} of type ${column.type}`);
    values.set(column.name, value);
  }
}

function say({ code, constraint, column, message }: ServerError): string {
  if (code === "42501") return message;
  const where = constraint ?? column;
  return `the server answered ${conditionName(code)} (${code})${where === undefined ? "" : `, ${where}`}`;
}
