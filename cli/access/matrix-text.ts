import { granteeText } from "../../postgres/model/keys";
import { privilegeLetters, privilegeNames, privilegeSet } from "../../postgres/model/privileges";
import { displayIdentifier } from "../../postgres/sql/quote";
import { adminsOf, adminText, creatorsRemark } from "./answers/admins";
import { codeOf, foldedRows, schemaOf } from "./fold";
import { displayWidth, padded, wrapped } from "./layout";
import { objectsText, together } from "./names";
import type { AccessView, RoleView, Row } from "./view";

/** One column of the matrix: roles whose access is the same everywhere. */
interface Column {
  readonly at: number;
  readonly roles: readonly RoleView[];
}

/** The widest that a column of roles gets before its head goes on in the next line. */
const WIDEST_ROLE = 14;

/** No object's name gets less room than this. */
const LEAST_OBJECT = 24;

/** Roles × objects, folded, in as many bands as the width needs; superusers are told apart. */
export function matrixLines(view: AccessView, width: number): string[][] {
  const superusers = view.roles.filter(({ role }) => role?.superuser === true);
  const columns = columnsOf(view);
  const lines = foldedRows(view);
  const used = new Set<string>();
  const bands = bandsOf(columns, lines, width).map((band) => bandLines(band, lines, width, used));
  return [
    ...(superusers.length === 0
      ? []
      : [wrapped(`Superusers, who may do everything: ${names(superusers)}`, width)]),
    ...bands,
    ...adminBlock(view, width),
    legend(lines, used, width),
  ];
}

function columnsOf(view: AccessView): Column[] {
  const candidates = view.roles.flatMap(({ role }, at) => (role?.superuser === true ? [] : [at]));
  const same = together(candidates, (at) => view.rows.map(({ cells }) => codeOf(cells[at])).join(" "));
  return [...same.values()].map((group) => ({
    at: group[0] ?? 0,
    roles: group.map((at) => view.roles[at] as RoleView),
  }));
}

/** Who may make itself more than the matrix shows. */
function adminBlock(view: AccessView, width: number): string[][] {
  const admins = adminsOf(view).map((admin) => `${granteeText(admin.role.name)} ${adminText(admin)}`);
  const lines = [
    ...(admins.length === 0 ? [] : [`By the ADMIN option: ${admins.join("; ")}`]),
    ...creatorsRemark(view),
  ];
  return lines.length === 0 ? [] : [lines.flatMap((line) => wrapped(line, width))];
}

/** The columns side by side, as many as fit beside the objects' names. */
function bandsOf(columns: readonly Column[], rows: readonly Row[], width: number): Column[][] {
  const bands: Column[][] = [[]];
  let room = width - LEAST_OBJECT;
  for (const column of columns) {
    const needed = columnWidth(column, rows) + 2;
    if (needed > room && (bands.at(-1)?.length ?? 0) > 0) {
      bands.push([]);
      room = width - LEAST_OBJECT;
    }
    bands.at(-1)?.push(column);
    room -= needed;
  }
  return bands;
}

function headOf({ roles }: Column): string {
  return roles.length <= 2 ? names(roles) : `${names(roles.slice(0, 1))}, ${roles.length - 1} more`;
}

function columnWidth(column: Column, rows: readonly Row[]): number {
  const cells = Math.max(1, ...rows.map(({ cells: row }) => displayWidth(codeOf(row[column.at]))));
  return Math.max(
    cells,
    Math.min(WIDEST_ROLE, Math.max(...wrapped(headOf(column), WIDEST_ROLE).map(displayWidth))),
  );
}

function bandLines(
  band: readonly Column[],
  rows: readonly Row[],
  width: number,
  used: Set<string>,
): string[] {
  const widths = band.map((column) => columnWidth(column, rows));
  const object = width - widths.reduce((sum, one) => sum + one + 2, 0);
  const line = (first: string, cells: readonly string[]) =>
    `${padded(first, object)}${cells.map((cell, at) => `  ${padded(cell, widths[at] ?? 0)}`).join("")}`.trimEnd();
  const heads = band.map((column, at) => wrapped(headOf(column), widths[at] ?? 1));
  const height = Math.max(0, ...heads.map((head) => head.length));
  const result = [...Array(height).keys()].map((at) =>
    line(
      "",
      heads.map((head) => head[at - (height - head.length)] ?? ""),
    ),
  );
  let section: string | undefined;
  for (const row of rows) {
    const schema = schemaOf(row);
    if (schema !== section && row.kind !== "schema" && schema !== undefined)
      result.push(...wrapped(`schema ${displayIdentifier(schema)}`, object));
    section = schema;
    const codes = band.map(({ at }) => codeOf(row.cells[at]));
    for (const code of codes) used.add(code);
    const inside = row.schema === undefined ? "" : "  ";
    const label = wrapped(`${objectsText(row.objects, false)}${mark(row)}`, object - inside.length - 2);
    result.push(
      ...label.map((text, at) => line(`${inside}${at === 0 ? "" : "  "}${text}`, at === 0 ? codes : [])),
    );
  }
  const folded = band.filter(({ roles }) => roles.length > 2);
  return [...result, ...folded.flatMap(({ roles }) => wrapped(`The same for ${names(roles)}.`, width))];
}

function mark({ objects }: Row): string {
  const security = objects[0]?.rowSecurity;
  if (security?.enabled !== true) return "";
  return security.forced ? " [rows!]" : " [rows]";
}

function names(roles: readonly RoleView[]): string {
  return roles.map(({ name }) => granteeText(name)).join(", ");
}

/** Only what stands in the matrix is explained. */
function legend(rows: readonly Row[], used: ReadonlySet<string>, width: number): string[] {
  const codes = [...used];
  const all = rows.reduce((set, { cells }) => cells.reduce((sum, cell) => sum | cell.privileges, set), 0);
  const shown = new Set(codes.flatMap((code) => [...code.replace("owner", "")]));
  const letters = privilegeNames(all).flatMap((name) => {
    const letter = privilegeLetters(privilegeSet([name]));
    return shown.has(letter) ? [`${letter} ${name}`] : [];
  });
  const marks = [
    ["*", "may pass it on"],
    ["+", "more after SET ROLE"],
    ["(", "not usable: USAGE on the schema or CONNECT is missing"],
  ] as const;
  const said = marks.flatMap(([sign, meaning]) =>
    shown.has(sign) ? [`${sign === "(" ? "(…)" : sign} ${meaning}`] : [],
  );
  const owner = codes.some((code) => code.includes("owner")) ? ["owner: all, and may alter and drop it"] : [];
  const secured = rows.some((row) => mark(row) !== "") ? ["[rows] row security, [rows!] forced"] : [];
  const text = [...letters, ...said, ...owner, ...secured, "· nothing"].join(", ");
  return [
    ...wrapped(text, width),
    ...wrapped(
      "--object and --role tell how somebody comes to something; --format html has it all in one page.",
      width,
    ),
  ];
}
