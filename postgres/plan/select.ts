import type { Draft } from "../draft";
import type { ObjectName, SecuredObject } from "../model/objects";
import { displayIdentifier } from "../sql/quote";
import type { Selector } from "./access-intent";
import { type GrantKind, grantKindOf } from "./kinds";

/** What a selector looks at: an object's kind and name. Columns are looked at through their relation. */
export interface Selectable {
  readonly kind: GrantKind;
  readonly schema?: string;
  readonly name: string;
  readonly args?: string;
}

/** An object as selectors see it. A schema is looked for under `schema`, as users write it. */
export function selectable(object: SecuredObject): Selectable {
  const { name, args } = object;
  // Filled in rather than spread: every object of a database comes by here.
  const target: Draft<Selectable> = { kind: grantKindOf(object), name };
  const schema = object.kind === "schema" ? name : object.schema;
  if (schema !== undefined) target.schema = schema;
  if (args !== undefined) target.args = args;
  return target;
}

/** Whether a selector means this object, or columns of it. */
export function selects(selector: Selector, { kind, schema, name, args }: Selectable): boolean {
  if (selector.kind !== kind || selector.schema !== schema) return false;
  if (selector.pattern !== undefined) return selector.pattern.matches.test(name);
  if (selector.name === undefined) return true;
  return selector.name === name && (selector.args === undefined || sameArguments(selector.args, args ?? ""));
}

/**
 * Whether a written argument list means a printed one: as the server prints it but for spaces, or with the types alone,
 * `integer, text` for `n integer, label text`.
 */
function sameArguments(written: string, printed: string): boolean {
  const [mine, theirs] = [splitArguments(written), splitArguments(printed)];
  if (mine.length !== theirs.length) return false;
  return mine.every((argument, index) => {
    const other = theirs[index] ?? "";
    return other === argument || (argument !== "" && other.endsWith(` ${argument}`));
  });
}

/** The arguments one by one; a comma within a quoted name divides nothing. */
function splitArguments(text: string): string[] {
  return (text.match(/(?:"(?:[^"]|"")*"|[^,"])+/g) ?? []).map((part) => part.trim().replaceAll(/\s+/g, " "));
}

/** Whether a rule, one selector of which means an object, is about that object or this column of it. */
export function isAbout(
  { except }: { readonly except: readonly Selector[] },
  selector: Selector,
  target: Selectable,
  column?: string,
): boolean {
  return reaches(selector, column) && !isExcepted(except, target, column);
}

/** Every object of its kind and place, now and in future. */
export function isWhole({ name, pattern, columns }: Selector): boolean {
  return name === undefined && pattern === undefined && columns === undefined;
}

/** Selectors by kind and schema, so that ten thousand objects are not each compared with every rule. */
export class SelectorIndex<Rule extends { readonly on: readonly Selector[] }> {
  readonly #byPlace = new Map<string, { readonly rule: Rule; readonly selector: Selector }[]>();

  constructor(rules: readonly Rule[]) {
    for (const rule of rules)
      for (const selector of rule.on) {
        const place = placeOf(selector.kind, selector.schema);
        const entries = this.#byPlace.get(place);
        if (entries === undefined) this.#byPlace.set(place, [{ rule, selector }]);
        else entries.push({ rule, selector });
      }
  }

  /** The rules that mean an object, each with the selector that does. */
  matching(target: Selectable): readonly { readonly rule: Rule; readonly selector: Selector }[] {
    const entries =
      this.#byPlace.size === 0 ? undefined : this.#byPlace.get(placeOf(target.kind, target.schema));
    return entries === undefined ? [] : entries.filter(({ selector }) => selects(selector, target));
  }
}

/** No name of PostgreSQL's holds NUL, so that no schema and a schema are told apart. */
function placeOf(kind: GrantKind, schema = "\0"): string {
  return `${kind}\0${schema}`;
}

/** An exception means the whole object, or the columns that it names. */
export function isExcepted(except: readonly Selector[], target: Selectable, column?: string): boolean {
  return except.some((selector) => selects(selector, target) && reaches(selector, column));
}

/** Whether a selector that means a relation means the whole of it, or this column. */
function reaches({ columns }: Selector, column: string | undefined): boolean {
  return columns === undefined || (column !== undefined && columns.includes(column));
}

/** The name of a column of a relation. */
export function columnName(relation: ObjectName, column: string): ObjectName {
  return {
    kind: "column",
    ...(relation.schema === undefined ? {} : { schema: relation.schema }),
    name: relation.name,
    column,
  };
}

/** Sentences about selectors with a name that matched nothing: it may be yet to come, or a mistake. */
export function unmatched(
  rules: readonly { readonly on: readonly Selector[] }[],
  matched: ReadonlySet<string>,
): string[] {
  return rules
    .flatMap(({ on }) => on)
    .filter(({ path, name }) => name !== undefined && !matched.has(path))
    .map(({ path, kind, schema, name, args }) => {
      const place = schema === undefined ? "" : `${displayIdentifier(schema)}.`;
      const signature = args === undefined ? "" : `(${args})`;
      return `${path}: nothing among the ${kind} is called ${place}${displayIdentifier(name ?? "")}${signature}, so it changes nothing`;
    });
}
