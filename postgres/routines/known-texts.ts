import { fieldsOf, isNode, list, typed } from "../expression/tree";

/**
 * What the variables of a PL/pgSQL body are known to hold while it is read from its beginning to its end: a text that was
 * put together of constants, as long as nothing else may have been assigned since.
 */
export class KnownTexts {
  readonly #variables: readonly unknown[];
  readonly #texts = new Map<string, string>();

  /** `variables` are the `datums` of the parser's output. */
  constructor(variables: readonly unknown[]) {
    this.#variables = variables;
  }

  /** The text of a variable. */
  of(name: string): string | undefined {
    return this.#texts.get(name);
  }

  /** What a variable is declared with, or assigned; `undefined` for what is decided at run time. */
  set(name: string, text: string | undefined): void {
    // Of two with one name, in two blocks, the tree does not tell which is meant.
    const single = this.#variables.filter((one) => nameOf(one) === name).length === 1;
    if (text !== undefined && single) this.#texts.set(name, text);
    else this.#texts.delete(name);
  }

  /** The variable of an assignment. */
  at(place: unknown): string {
    // The tree leaves out a zero. A field of a record stands for its record.
    const variable = this.#variables[Number(place ?? 0)];
    const field = fieldsOf(variable, "PLpgSQL_recfield");
    return field === undefined ? nameOf(variable) : this.at(field["recparentno"]);
  }

  /** Forgets what these parts of the body assign. */
  forget(parts: unknown): void {
    for (const name of this.assigned(parts)) this.set(name, undefined);
  }

  /** The variables that these parts of the body assign to. */
  assigned(value: unknown): string[] {
    if (Array.isArray(value)) return value.flatMap((item) => this.assigned(item));
    if (!isNode(value)) return [];
    return Object.entries(value).flatMap(([field, item]) => {
      if (field === "varno" || (field === "target" && typeof item === "number")) return [this.at(item)];
      if (field === "target" || field === "var") return targets(item);
      return this.assigned(item);
    });
  }
}

/** The variables that INTO and FOR put rows into. */
function targets(value: unknown): string[] {
  const node = typed(value);
  if (node?.type !== "PLpgSQL_row") return [nameOf(value)];
  return list(node.fields["fields"]).map((field) => (isNode(field) ? String(field["name"]) : ""));
}

function nameOf(variable: unknown): string {
  const name = typed(variable)?.fields["refname"];
  return typeof name === "string" ? name : "";
}
