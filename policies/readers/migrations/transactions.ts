import { constantBoolean, constantText } from "../../../postgres/expression/tree";
import type { SqlStatement } from "../../../postgres/statements/parse";
import type { MigrationState } from "./state";
import { fieldsOf, list, type Node, namesOf, textOf } from "./tree";

/** What of a file's statements stays: those between BEGIN and its ROLLBACK do not, nor those behind a savepoint that is rolled back to. */
export function lasting(statements: readonly SqlStatement[]): readonly SqlStatement[] {
  const undone = new Set<SqlStatement>();
  const undo = (from: number, to: number) => {
    for (const statement of statements.slice(from, to + 1)) undone.add(statement);
  };
  let begun: number | undefined;
  let savepoints: { readonly name: string; readonly at: number }[] = [];
  for (const [at, { node }] of statements.entries()) {
    const transaction = fieldsOf(node, "TransactionStmt");
    if (transaction === undefined) continue;
    const name = textOf(transaction["savepoint_name"]) ?? "";
    switch (transaction["kind"]) {
      case "TRANS_STMT_BEGIN":
      case "TRANS_STMT_START":
        begun ??= at;
        break;
      case "TRANS_STMT_SAVEPOINT":
        savepoints.push({ name, at });
        break;
      case "TRANS_STMT_ROLLBACK_TO": {
        const to = savepoints.findLastIndex((one) => one.name === name);
        if (to < 0) break;
        undo(savepoints[to]?.at ?? at, at);
        savepoints = savepoints.slice(0, to + 1);
        break;
      }
      case "TRANS_STMT_ROLLBACK":
      case "TRANS_STMT_COMMIT":
        if (transaction["kind"] === "TRANS_STMT_ROLLBACK" && begun !== undefined) undo(begun, at);
        begun = transaction["chain"] === true ? at : undefined;
        savepoints = [];
        break;
    }
  }
  return statements.filter((statement) => !undone.has(statement));
}

/** Where names go that are written without a schema. */
type SearchPath = Pick<MigrationState, "schema" | "path">;

/** Gives back the search path that SET LOCAL changes for one transaction. */
export class TransactionScope {
  readonly #state: MigrationState;
  #before: SearchPath | undefined;

  constructor(state: MigrationState) {
    this.#state = state;
  }

  /** To be told of every statement before it is read. */
  see(type: string, fields: Node): void {
    const local = setsPath(type, fields);
    if (local === true) this.#before ??= searchPathOf(this.#state);
    // SET without LOCAL lasts, whatever was set for the transaction before.
    if (local === false) this.#before = undefined;
    if (type !== "TransactionStmt" || !ENDS.has(fields["kind"])) return;
    if (this.#before !== undefined) takeSearchPath(this.#state, this.#before);
    this.#before = undefined;
  }
}

const ENDS: ReadonlySet<unknown> = new Set([
  "TRANS_STMT_COMMIT",
  "TRANS_STMT_ROLLBACK",
  "TRANS_STMT_PREPARE",
]);

/** A copy of the search path. */
export function searchPathOf({ schema, path }: MigrationState): SearchPath {
  return { schema, ...(path === undefined ? {} : { path }) };
}

/** Sets the search path to such a copy. */
export function takeSearchPath(state: MigrationState, { schema, path }: SearchPath): void {
  state.schema = schema;
  if (path === undefined) delete state.path;
  else state.path = path;
}

/** Whether a statement sets the search path for its transaction alone; `undefined` for one that does not set it. */
function setsPath(type: string, fields: Node): boolean | undefined {
  if (type === "VariableSetStmt")
    return fields["name"] === "search_path" ? fields["is_local"] === true : undefined;
  if (type !== "SelectStmt") return undefined;
  for (const target of list(fields["targetList"])) {
    const call = fieldsOf(fieldsOf(target, "ResTarget")?.["val"], "FuncCall");
    if (call === undefined || namesOf(call["funcname"]).at(-1) !== "set_config") continue;
    const [name, , local] = list(call["args"]);
    if (constantText(name) === "search_path") return constantBoolean(local) === true;
  }
  return undefined;
}
