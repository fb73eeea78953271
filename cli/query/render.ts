import { inert, inertJson } from "../../postgres/inert";
import { displayWidth, padded } from "../access/layout";

/** The rows of an answer, each a column → its value. */
export interface Answer {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** A table as psql prints it. Names and texts come from whoever may create objects, so that nothing in them is obeyed. */
export function plainTable(rows: Answer["rows"]): string {
  const [first] = rows;
  if (first === undefined) return "(no rows)\n";
  const names = Object.keys(first);
  const cells = [names, ...rows.map((row) => names.map((name) => cell(row[name])))];
  const widths = names.map((_, at) => Math.max(...cells.map((row) => displayWidth(row[at] ?? ""))));
  const line = (row: readonly string[]) =>
    ` ${row.map((text, at) => padded(text, widths[at] ?? 0)).join(" | ")}`.trimEnd();
  const rule = widths.map((width) => "-".repeat(width + 2)).join("+");
  const [head = [], ...body] = cells;
  const count = rows.length === 1 ? "(1 row)" : `(${rows.length} rows)`;
  return [line(head), rule, ...body.map(line), count, ""].join("\n");
}

/** The same as JSON. */
export function queryJson(query: string, rows: Answer["rows"]): string {
  return inertJson(`${JSON.stringify({ query, rows }, null, 2)}\n`);
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (value instanceof Date) return value.toISOString();
  return inert(String(value));
}
