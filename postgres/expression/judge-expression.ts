import { displayIdentifier } from "../sql/quote";
import {
  type Analysis,
  analyse,
  type FunctionCall,
  type Names,
  type SettingRead,
  settingsIn,
} from "./analyse";
import { clauseWords, finding, type PolicyFindingId } from "./findings";
import { fieldsOf, list, namesOf, typed, walk } from "./tree";
import type { DeclaredPolicy, FunctionFact, PolicyClause, PolicyFacts, PolicyFinding } from "./types";

/** What is wrong with one expression, whoever the policy is for. */
export function judgeExpression(
  policy: DeclaredPolicy,
  clause: PolicyClause,
  tree: unknown,
  names: Names,
  facts: PolicyFacts,
): PolicyFinding[] {
  const found = new Map<string, PolicyFinding>();
  const say: Say = (id, sentence) => {
    const one = finding(id, policy.name, clause, `${clauseWords(clause)} ${sentence}`);
    found.set(`${id} ${sentence}`, one);
  };
  const analysis = analyse(tree, names);
  judgeRelations(analysis, facts, say);
  for (const read of settingsIn(analysis.calls)) judgeSetting(read, say);
  for (const call of analysis.calls) judgeCall(call, facts.server.functions.get(call.key), say);
  judgeSubSelects(analysis, say);
  judgeColumns(tree, names, facts.tenantColumns, say);
  return [...found.values()];
}

type Say = (id: PolicyFindingId, sentence: string) => void;

function judgeRelations({ relations, columns }: Analysis, { tables }: PolicyFacts, say: Say): void {
  for (const relation of relations) {
    const name = relation.at(-1);
    const schema = relation.at(-2);
    const own = tables.some(
      (table) => table.name === name && (schema === undefined || table.schema === schema),
    );
    if (own)
      say(
        "table-in-policy",
        `reads ${written(relation)}, the table that it guards: every query fails with "infinite recursion detected in policy" (42P17)`,
      );
  }
  if (columns.includes("*"))
    say("whole-row", "uses the whole row, so that every column added to the table changes what it looks at");
}

/** What PostgreSQL takes for the name of a setting of one's own (valid_custom_variable_name in src/backend/utils/misc/guc.c). */
const OWN_SETTING =
  /^[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*(\.[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)+$/;

function judgeSetting({ name, missingOk, call }: SettingRead, say: Say): void {
  const text = name === undefined ? "a setting" : `the setting ${name}`;
  if (name !== undefined && !name.includes("."))
    say(
      "setting-without-prefix",
      `reads ${text}: without a dot it is a setting of the server's own, or one that nobody can set`,
    );
  else if (name !== undefined && !OWN_SETTING.test(name))
    say("malformed-setting", `reads ${text}, a name that the server refuses in SET and set_config (42602)`);
  if (!call.once)
    say(
      "setting-per-row",
      `reads ${text} for every row: 4 to 5 times the time of a scan, and a fifth more for each inserted row`,
    );
  if (!missingOk)
    say(
      "setting-without-missing-ok",
      `reads ${text} without missing_ok: a session that never set it gets an error (42704) instead of no rows`,
    );
  if (castWithoutNullif(call))
    say(
      "setting-without-nullif",
      `casts ${text} without nullif: after RESET or the end of a transaction it is '' and not NULL, and the cast fails (22P02)`,
    );
}

const TEXT_TYPES = new Set(["text", "varchar", "bpchar", "name"]);

/** A cast to another type than text, with neither nullif nor another function in between. */
function castWithoutNullif({ around }: FunctionCall): boolean {
  for (const { type, fields } of around) {
    if (type === "TypeCast") {
      const typeName = fields["typeName"] as { readonly names?: unknown } | undefined;
      if (!TEXT_TYPES.has(namesOf(typeName?.names).at(-1) ?? "")) return true;
    } else if (type === "A_Expr" || type === "FuncCall" || type === "CaseExpr") return false;
  }
  return false;
}

function judgeCall(call: FunctionCall, candidates: readonly FunctionFact[] | undefined, say: Say): void {
  const count = call.arguments.length;
  const meant = (candidates ?? []).filter(
    ({ arguments: { least, most } }) => count >= least && count <= most,
  );
  const name = `${written(call.name)}()`;
  const own = meant.some(({ schema }) => schema !== "pg_catalog");
  const immutable = meant.find((fact) => own && fact.volatility === "immutable" && fact.readsSetting);
  if (immutable !== undefined)
    say(
      "immutable-function-reads-setting",
      `calls ${name}, which says that it is IMMUTABLE and reads a setting: a prepared statement keeps the rows of the tenant for which it was planned`,
    );
  // A sub-select may count the rows of another table; at the top it is the policy's row alone.
  if (!call.inSubSelect && meant.some(({ kind }) => kind === "aggregate" || kind === "window"))
    say("aggregate-function", `calls the aggregate ${name}, which a policy cannot (42803)`);
  if (!call.inSubSelect && meant.some(({ returnsSet }) => returnsSet))
    say("set-returning-function", `calls ${name}, which returns a set, and a policy cannot take one (0A000)`);
  if (call.once) return;
  if (own && call.columns.length > 0)
    say(
      "per-row-function",
      `calls ${name} with ${call.columns.map(displayIdentifier).join(", ")} of every row: no index can be used, 400 to 10,000 times the time of a list`,
    );
  else if (meant.some(({ volatility }) => volatility === "volatile"))
    say(
      "volatile-function",
      `calls ${name}, which is VOLATILE, for every row: no index can be used, 900 to 15,000 times the time of a list`,
    );
  else if (own)
    say(
      "function-per-row",
      `calls ${name} for every row: 8 to 10 times the time of a scan, 30 times with SECURITY DEFINER`,
    );
}

function judgeSubSelects({ subSelects }: Analysis, say: Say): void {
  for (const { kind, reads, columns } of subSelects) {
    if (columns.length > 0)
      say(
        "correlated-sub-select",
        `has a sub-select that depends on ${columns.map(displayIdentifier).join(", ")} of the row, and so runs for every row: 200 to 1,400 times the time of a list`,
      );
    else if (kind === "ANY_SUBLINK" && reads)
      say(
        "in-sub-select",
        "compares with IN or = ANY over a sub-select, which hides the values from the index: 60 to 400 times the time of a list",
      );
  }
}

/** Equalities whose side is the tenant column in something that no index on it matches. */
function judgeColumns(tree: unknown, names: Names, tenantColumns: readonly string[], say: Say): void {
  walk(tree, (node) => {
    if (node.type !== "A_Expr" && node.type !== "SubLink") return node.type !== "SubLink";
    for (const side of [node.fields["lexpr"], node.fields["rexpr"], node.fields["testexpr"]]) {
      const column = wrapped(side, names);
      if (column !== undefined && tenantColumns.includes(column))
        say(
          "tenant-column-wrapped",
          `casts or converts ${displayIdentifier(column)} before it compares it: no index on the column can be used, 150 to 1,000 times the time of a list`,
        );
    }
    return node.type !== "SubLink";
  });
}

/** The column in a cast, or in a function of the server's own. */
function wrapped(side: unknown, names: Names): string | undefined {
  const outer = typed(side);
  let inner = side;
  for (;;) {
    const cast = fieldsOf(inner, "TypeCast")?.["arg"];
    const [argument] = list(
      fieldsOf(inner, "FuncCall")?.["args"] ?? fieldsOf(inner, "CoalesceExpr")?.["args"],
    );
    const next = cast ?? argument;
    if (next === undefined) break;
    inner = next;
  }
  return outer?.type !== "ColumnRef" && fieldsOf(inner, "ColumnRef") !== undefined
    ? analyse(inner, names).columns[0]
    : undefined;
}

function written(name: readonly string[]): string {
  return name.map(displayIdentifier).join(".");
}
