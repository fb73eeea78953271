import type { ServerError } from "../errors";
import type { TableShape } from "../scene/shapes";
import { candidatesFor, madeUpValue, valuesForPartition } from "./values";

/** Turns the values towards a partition, as far as its bounds tell how. */
export function lead(
  shape: TableShape,
  partition: number,
  values: Map<string, string>,
  bound: ReadonlySet<string>,
): boolean {
  const wanted = valuesForPartition(shape, partition);
  if (wanted === undefined) return false;
  for (const [column, value] of wanted) if (!bound.has(column)) values.set(column, value);
  return true;
}

/** Remembers what was tried already for each constraint that refused a row. */
export class Tried {
  readonly #shape: TableShape;
  readonly #bound: ReadonlySet<string>;
  readonly #left = new Map<string, { column: string; value: string }[]>();
  #partitions: number[] | undefined;
  #regenerated = 0;
  #lastCheck: string | undefined;

  constructor(shape: TableShape, bound: ReadonlySet<string>) {
    this.#shape = shape;
    this.#bound = bound;
  }

  /** Changes the values so that another try makes sense; false where nothing is left to try. */
  mend(refusal: ServerError, values: Map<string, string>): boolean {
    switch (refusal.code) {
      case "23514":
        return refusal.constraint === undefined
          ? this.#otherPartition(values)
          : this.#otherValue(refusal.constraint, values);
      case "23505":
        return this.#regenerate(values, this.#shape.uniqueKeys.flat());
      case "23P01":
        return this.#regenerate(values, this.#shape.columns.keys());
      case "23502":
        return this.#fill(refusal.column, values);
      default:
        // A value that was tried for a CHECK may not even fit the column's type (class 22): try the next one.
        return refusal.code.startsWith("22") && this.#lastCheck !== undefined
          ? this.#otherValue(this.#lastCheck, values)
          : false;
    }
  }

  #otherValue(constraint: string, values: Map<string, string>): boolean {
    this.#lastCheck = constraint;
    const next = this.#candidates(constraint).shift();
    if (next === undefined) return false;
    values.set(next.column, next.value);
    return true;
  }

  /** What is left to try for a CHECK. */
  #candidates(constraint: string): { column: string; value: string }[] {
    const known = this.#left.get(constraint);
    if (known !== undefined) return known;
    const check = this.#shape.checks.find(({ name }) => name === constraint);
    const left = (check?.columns ?? []).flatMap((name) => {
      const column = this.#shape.columns.get(name);
      if (check === undefined || column === undefined || this.#bound.has(name) || column.computed) return [];
      return candidatesFor(column, check).map((value) => ({ column: name, value }));
    });
    this.#left.set(constraint, left);
    return left;
  }

  /** "No partition of relation found for row" has no constraint's name. */
  #otherPartition(values: Map<string, string>): boolean {
    this.#partitions ??= this.#shape.bounds.map(({ partition }) => partition);
    for (let next = this.#partitions.pop(); next !== undefined; next = this.#partitions.pop()) {
      if (lead(this.#shape, next, values, this.#bound)) return true;
    }
    return false;
  }

  /** New values for the columns that may clash; where a CHECK was tried out on one, the next that the CHECK may accept. */
  #regenerate(values: Map<string, string>, columns: Iterable<string>): boolean {
    if (++this.#regenerated > 3) return false;
    for (const name of new Set(columns)) {
      const column = this.#shape.columns.get(name);
      if (column === undefined || this.#bound.has(name) || !values.has(name)) continue;
      const tried = this.#shape.checks.find(
        (check) => check.columns.includes(name) && this.#left.has(check.name),
      );
      const value = tried === undefined ? madeUpValue(column) : this.#candidates(tried.name).shift()?.value;
      if (value !== undefined) values.set(name, value);
    }
    return true;
  }

  #fill(name: string | undefined, values: Map<string, string>): boolean {
    const column = this.#shape.columns.get(name ?? "");
    const value = column === undefined || values.has(column.name) ? undefined : madeUpValue(column);
    if (column === undefined || value === undefined) return false;
    values.set(column.name, value);
    return true;
  }
}
