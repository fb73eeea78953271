import { objectKey } from "../../model/keys";
import type { DatabaseModel } from "../../model/model";
import { nearest } from "../../model/nearest";
import type { Column, SecuredObject } from "../../model/objects";
import type { Exception, RowSecurityIntent, TableSelector, TenantKey } from "./intent";
import { PartBuilder, type TenancyPart } from "./part";
import { Selectors } from "./selectors";

/** A table that row security binds to the tenant. */
export interface TenantTable {
  readonly key: string;
  readonly table: SecuredObject;
  /** Its columns of the declared keys, in their order: at least one. */
  readonly columns: readonly Column[];
}

/** A relation that is left alone, or that every tenant may read, and why. */
export interface SetApart {
  readonly key: string;
  readonly object: SecuredObject;
  readonly reason: string;
}

/** What the declaration means, as the live database has it. */
export interface Selection {
  /** The tables that are bound to the tenant. */
  readonly tenant: readonly TenantTable[];
  /** The tables that every tenant may read. */
  readonly shared: readonly SetApart[];
  /** Tables, foreign tables and materialized views that are left alone. */
  readonly excepted: readonly SetApart[];
}

/** Kinds that can hold a tenant's rows and cannot have row security. */
const UNPROTECTABLE: ReadonlySet<string> = new Set(["foreign table", "materialized view"]);

/** What a declaration means, with the problems and reports that came of finding it out. */
interface Selected {
  readonly selection: Selection;
  readonly part: TenancyPart;
}

const selected = new WeakMap<RowSecurityIntent, WeakMap<DatabaseModel["objects"], Selected>>();

/**
 * Finds out what the declaration means. Once for the same objects: what is read for a plan depends on it, and so does the
 * plan of the model with what was read.
 */
export function selectTables(intent: RowSecurityIntent, model: DatabaseModel): Selected {
  const byObjects = selected.get(intent) ?? new WeakMap<DatabaseModel["objects"], Selected>();
  selected.set(intent, byObjects);
  const known = byObjects.get(model.objects);
  if (known !== undefined) return known;
  const part = new PartBuilder(model);
  const made = { selection: select(intent, model, part), part };
  byObjects.set(model.objects, made);
  return made;
}

function select(intent: RowSecurityIntent, model: DatabaseModel, part: PartBuilder): Selection {
  const tenant: TenantTable[] = [];
  const shared: SetApart[] = [];
  const excepted: SetApart[] = [];
  const chosen = intent.tables === "all-with-column" ? [] : intent.tables;
  const selectors = {
    except: new Selectors<Exception>(intent.except, model),
    shared: new Selectors<Exception>(intent.shared, model),
    include: new Selectors<TableSelector>(chosen, model),
  };
  const mismatches = new Mismatches(part);
  const keyColumns = keyColumnsOf(intent);
  for (const [key, object] of model.objects) {
    const cannot = UNPROTECTABLE.has(object.kind);
    if (object.kind !== "table" && !cannot) continue;
    if (!intent.schemas.includes(object.schema ?? "")) continue;
    const exception = selectors.except.match(key, object);
    const sharing = selectors.shared.match(key, object);
    const inclusion = selectors.include.match(key, object);
    if (exception !== undefined) {
      excepted.push({ key, object, reason: exception.reason });
      continue;
    }
    const columns = keyColumns(object);
    // What an extension brought is its own, unless it holds tenants' rows: anybody may make his table a part of his extension.
    if (object.extension !== undefined && columns.length === 0) continue;
    if (cannot) {
      if (columns.length > 0 || sharing !== undefined || inclusion !== undefined)
        part.problem((sharing ?? inclusion)?.path ?? "except", unprotectable(key, object, columns));
      continue;
    }
    if (sharing !== undefined) {
      shared.push({ key, object, reason: sharing.reason });
      continue;
    }
    if (columns.length === 0) {
      if (inclusion?.name !== undefined)
        part.problem(`${inclusion.path}.name`, lacksColumns(intent, key, object));
      // What is true of a parent is true of its partitions; and who has row security has policies of somebody's own.
      else if (object.partition !== true && object.rowSecurity?.enabled !== true)
        part.report(key, naked(intent));
      continue;
    }
    if (intent.tables !== "all-with-column" && inclusion === undefined) {
      if (object.partition !== true)
        part.report(
          key,
          `has ${names(columns)} and is not in include: its rows are bound to no tenant; add it there, or to except with a reason`,
        );
      continue;
    }
    if (mismatches.found(intent, key, columns)) continue;
    if (columns.length < intent.keys.length)
      part.report(key, `has no ${missing(intent, columns)}: its rows are bound by ${names(columns)} alone`);
    tenant.push({ key, table: object, columns });
  }
  for (const [list, selector] of [
    ...selectors.include.unused().map((one) => ["include", one] as const),
    ...selectors.shared.unused().map((one) => ["shared", one] as const),
    ...selectors.except.unused().map((one) => ["except", one] as const),
  ])
    sayUnused(list, selector, model, part);
  return { tenant, shared, excepted };
}

const NO_COLUMNS: readonly Column[] = [];

/**
 * Gives a relation's columns that are declared as keys, in their order. Relations of the same columns share one list of
 * them, and so of these.
 */
function keyColumnsOf({ keys }: RowSecurityIntent): (object: SecuredObject) => readonly Column[] {
  const known = new Map<readonly Column[], readonly Column[]>();
  return ({ columns = NO_COLUMNS }) => {
    let found = known.get(columns);
    if (found === undefined) {
      found = keys.flatMap(({ column }) => columns.find(({ name }) => name === column) ?? []);
      known.set(columns, found);
    }
    return found;
  };
}

/** Columns of another type than the one declared: a problem each. */
class Mismatches {
  readonly #part: PartBuilder;

  constructor(part: PartBuilder) {
    this.#part = part;
  }

  found({ keys }: RowSecurityIntent, key: string, columns: readonly Column[]): boolean {
    const before = this.#part.problems.length;
    for (const [index, { column, type }] of keys.entries()) {
      const live = columns.find(({ name }) => name === column);
      if (live === undefined || live.type === type) continue;
      this.#part.problem(
        keys.length === 1 ? "columnType" : `keys[${index}].columnType`,
        `${key} has ${column} of type ${live.type}, and ${type} is declared: change one of them`,
      );
    }
    return this.#part.problems.length > before;
  }
}

/** A selector that means nothing: a mistake where it was to protect something, and else worth a warning. */
function sayUnused(
  list: "include" | "shared" | "except",
  { path, schema, name, pattern }: TableSelector,
  model: DatabaseModel,
  part: PartBuilder,
): void {
  const relations = [...model.objects.values()].filter(
    (object) => object.schema === schema && (object.kind === "table" || UNPROTECTABLE.has(object.kind)),
  );
  const object = objectKey({ kind: "table", schema, name: name ?? pattern?.text ?? "" });
  // Before the first migration nothing is there, and that is no mistake.
  if (relations.length === 0 || name === undefined) {
    part.report(object, `${path} means no table, as yet`);
    return;
  }
  const near = nearest(
    name,
    relations.map((relation) => relation.name),
  );
  const hint =
    near.length === 0 ? "" : `; did you mean ${near.map((one) => JSON.stringify(one)).join(" or ")}?`;
  const sentence = `there is no table ${JSON.stringify(name)} in ${schema}${hint}`;
  if (list === "except") part.report(object, `${path} leaves alone what is not there: ${sentence}`);
  else part.problem(`${path}.name`, sentence);
}

function names(columns: readonly Column[]): string {
  return columns.map(({ name }) => name).join(" and ");
}

function missing({ keys }: RowSecurityIntent, columns: readonly Column[]): string {
  const absent = (key: TenantKey) => !columns.some(({ name }) => name === key.column);
  return keys
    .filter(absent)
    .map(({ column }) => column)
    .join(" and no ");
}

function naked({ keys }: RowSecurityIntent): string {
  const columns = keys.map(({ column }) => column).join(" and no ");
  return `has no ${columns}: whoever is granted it sees all of it, whatever the tenant; name it in shared or in except, with a reason`;
}

function unprotectable(key: string, { kind }: SecuredObject, columns: readonly Column[]): string {
  const holds = columns.length === 0 ? "is selected" : `holds ${names(columns)}`;
  return `${key} ${holds}, and a ${kind} cannot have row security: name it in except with a reason, and grant it to no tenant role`;
}

function lacksColumns({ keys }: RowSecurityIntent, key: string, { columns = [] }: SecuredObject): string {
  const wanted = keys.map(({ column }) => column);
  const near = wanted.flatMap((column) =>
    nearest(
      column,
      columns.map(({ name }) => name),
    ),
  );
  const hint =
    near.length === 0
      ? ""
      : `; did you mean the column ${near.map((one) => JSON.stringify(one)).join(" or ")}?`;
  return `${key} has no column ${wanted.map((one) => JSON.stringify(one)).join(" or ")}${hint}`;
}
