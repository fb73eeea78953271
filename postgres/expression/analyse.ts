import { inside, nameKey, type Relations, relationOf, rowColumn, type Scope } from "./scope";
import { constantBoolean, constantText, isNode, list, namesOf, type Typed, typed } from "./tree";
import type { Node, ParsedExpression } from "./types";

/** A call of a function. */
export interface FunctionCall {
  /** By which facts about it are kept: {@link nameKey} of its name as written. */
  readonly key: string;
  /** Its name as written: the function alone, or schema and function. */
  readonly name: readonly string[];
  readonly arguments: readonly unknown[];
  /** The columns of the policy's row that it is called with; `"*"` for the whole row. */
  readonly columns: readonly string[];
  /** True where it is called once a statement: in a sub-select that doesn't depend on the row. */
  readonly once: boolean;
  readonly inSubSelect: boolean;
  /** What stands directly around it, from the inside to the outside, up to the sub-select. */
  readonly around: readonly Typed[];
}

/** A sub-select over something. */
export interface SubSelect {
  readonly kind: string;
  /** True where it reads a relation, and not only expressions. */
  readonly reads: boolean;
  /** The columns of the policy's row inside of it. Empty: it is evaluated once a statement. */
  readonly columns: readonly string[];
}

/** What is in an expression, as far as the judge asks. */
export interface Analysis {
  readonly calls: readonly FunctionCall[];
  readonly subSelects: readonly SubSelect[];
  /** The relations that it reads, as written. */
  readonly relations: readonly (readonly string[])[];
  /** The columns of the policy's row; `"*"` for the whole row. */
  readonly columns: readonly string[];
  /** True where it asks who the user is (`current_user` and its like). */
  readonly asksUser: boolean;
}

/** What a column reference can mean. */
export interface Names {
  readonly relations: Relations;
  /** The names of the tables that the policy is on. */
  readonly tables: ReadonlySet<string>;
}

/** Nothing known: a name inside of a sub-select with a FROM clause is taken for that sub-select's own. */
export const NO_NAMES: Names = { relations: new Map(), tables: new Set() };

/** Walks an expression, or a part of one, once. */
export function analyse(expression: unknown, names: Names): Analysis {
  const walker = new Walker(names);
  walker.visit(expression, { scope: [], inSubSelect: false, around: [] });
  return walker;
}

/** The functions that an expression calls, as written. Operators and casts are not among them. */
export function functionsIn({ tree }: ParsedExpression): readonly FunctionCall[] {
  return analyse(tree, NO_NAMES).calls;
}

/** The relations that an expression's sub-selects read, as written: relation, or schema and relation. */
export function relationsIn({ tree }: ParsedExpression): readonly (readonly string[])[] {
  return analyse(tree, NO_NAMES).relations;
}

interface Place {
  readonly scope: Scope;
  readonly inSubSelect: boolean;
  readonly around: readonly Typed[];
}

const USER_FUNCTIONS = new Set(["pg_has_role", "current_user", "session_user", "getpgusername"]);

/** Each node is visited once: what stands within another node is what was found between its beginning and its end. */
class Walker implements Analysis {
  readonly calls: (FunctionCall & { once: boolean })[] = [];
  readonly subSelects: SubSelect[] = [];
  readonly relations: (readonly string[])[] = [];
  readonly columns: string[] = [];
  asksUser = false;
  readonly #names: Names;

  constructor(names: Names) {
    this.#names = names;
  }

  visit(value: unknown, place: Place): void {
    if (Array.isArray(value)) {
      for (const item of value) this.visit(item, place);
      return;
    }
    if (!isNode(value)) return;
    const node = typed(value);
    // The two sides of UNION are SELECTs without their type.
    if (node?.type === "SelectStmt" || (node === undefined && "limitOption" in value)) {
      const fields = node?.fields ?? value;
      this.#children(fields, {
        ...place,
        scope: inside(place.scope, fields, this.#names.relations),
        around: [],
      });
    } else if (node === undefined) this.#children(value, place);
    else this.#node(node, place);
  }

  #node(node: Typed, place: Place): void {
    const { type, fields } = node;
    if (type === "SubLink") {
      this.#subLink(fields, place);
      return;
    }
    const found = this.columns.length;
    if (type === "ColumnRef") {
      const column = rowColumn(fields, place.scope, this.#names.tables);
      if (column !== undefined) this.columns.push(column);
    } else if (type === "SQLValueFunction") {
      if (/USER|ROLE/.test(String(fields["op"]))) this.asksUser = true;
    } else if (type === "RangeVar") {
      const relation = relationOf(fields, place.scope);
      if (relation !== undefined) this.relations.push(relation);
    }
    this.#children(fields, { ...place, around: [node, ...place.around] });
    if (type === "FuncCall") this.#call(fields, place, this.columns.slice(found));
  }

  #call(fields: Node, place: Place, columns: readonly string[]): void {
    const name = namesOf(fields["funcname"]);
    if (USER_FUNCTIONS.has(name.at(-1) ?? "")) this.asksUser = true;
    this.calls.push({
      key: nameKey(name),
      name,
      arguments: list(fields["args"]),
      columns,
      once: false,
      inSubSelect: place.inSubSelect,
      around: place.around,
    });
  }

  #subLink(fields: Node, place: Place): void {
    this.visit(fields["testexpr"], { ...place, around: [] });
    const from = {
      columns: this.columns.length,
      calls: this.calls.length,
      relations: this.relations.length,
    };
    this.visit(fields["subselect"], { ...place, inSubSelect: true, around: [] });
    const columns = this.columns.slice(from.columns);
    if (columns.length === 0) for (const call of this.calls.slice(from.calls)) call.once = true;
    this.subSelects.push({
      kind: String(fields["subLinkType"]),
      reads: this.relations.length > from.relations,
      columns,
    });
  }

  #children(fields: Node, place: Place): void {
    for (const item of Object.values(fields)) if (typeof item === "object") this.visit(item, place);
  }
}

/** A reading of a setting: `current_setting(name, missing_ok)`. */
export interface SettingRead {
  /** The setting, where it is written as a constant. */
  readonly name: string | undefined;
  readonly missingOk: boolean;
  readonly call: FunctionCall;
}

/** The settings among an expression's calls. */
export function settingsIn(calls: readonly FunctionCall[]): readonly SettingRead[] {
  return calls
    .filter(({ key }) => key === "current_setting" || key === nameKey(["pg_catalog", "current_setting"]))
    .map((call) => ({
      name: settingName(call.arguments[0]),
      missingOk: constantBoolean(call.arguments[1]) === true || constantText(call.arguments[1]) === "true",
      call,
    }));
}

function settingName(argument: unknown): string | undefined {
  const cast = typed(argument);
  return cast?.type === "TypeCast" ? constantText(cast.fields["arg"]) : constantText(argument);
}
