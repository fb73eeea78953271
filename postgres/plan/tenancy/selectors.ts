import type { DatabaseModel } from "../../model/model";
import type { SecuredObject } from "../../model/objects";
import type { TableSelector } from "./intent";

/** Selectors of tables against a live database: a table's partitions and children are meant with it. */
export class Selectors<S extends TableSelector> {
  readonly #model: DatabaseModel;
  readonly #bySchema = new Map<string, S[]>();
  readonly #all: readonly S[];
  readonly #used = new Set<S>();

  constructor(selectors: readonly S[], model: DatabaseModel) {
    this.#all = selectors;
    this.#model = model;
    for (const selector of selectors) {
      const list = this.#bySchema.get(selector.schema);
      if (list === undefined) this.#bySchema.set(selector.schema, [selector]);
      else list.push(selector);
    }
  }

  /** The selector that means a relation: by its own name before that of a parent, by name before a pattern. */
  match(key: string, object: SecuredObject): S | undefined {
    if (this.#all.length === 0) return undefined;
    for (const [, relation] of this.#line(key, object)) {
      const list = (this.#bySchema.get(relation.schema ?? "") ?? []).filter((selector) =>
        means(selector, relation.name),
      );
      const found = list.find(({ name }) => name !== undefined) ?? list[0];
      for (const one of list) this.#used.add(one);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The selectors that meant nothing of what {@link match} was asked about. */
  unused(): S[] {
    return this.#all.filter((selector) => !this.#used.has(selector));
  }

  /** A relation, then the tables that it is a partition or a child of, from the nearest to the farthest. */
  #line(key: string, object: SecuredObject): Map<string, SecuredObject> {
    const line = new Map([[key, object]]);
    for (const relation of line.values())
      for (const parent of relation.parents ?? []) {
        const above = this.#model.objects.get(parent);
        if (above !== undefined) line.set(parent, above);
      }
    return line;
  }
}

/** Whether a selector means a name in its schema. */
export function means({ name, pattern }: TableSelector, relation: string): boolean {
  return pattern === undefined ? name === relation : pattern.matches.test(relation);
}
