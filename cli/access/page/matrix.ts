import { granteeText } from "../../../postgres/model/keys";
import type { SecuredObject } from "../../../postgres/model/objects";
import { type PrivilegeSet, privilegeSet } from "../../../postgres/model/privileges";
import { escaped } from "../../page/escape";
import { ownLines, rowLines, setRoleLines } from "../answers/cell-lines";
import { codeOf, foldedRows, schemaOf } from "../fold";
import type { AccessView, Cell, Row } from "../view";
import { counted, privilegesText, shortName } from "../words";

/** What a click on a cell tells: titles with their lines. */
export type CellStory = readonly (readonly [title: string, lines: readonly string[]])[];

/** The matrix as HTML, and the stories that its cells refer to by number. */
export interface MatrixHtml {
  readonly html: string;
  readonly stories: readonly CellStory[];
}

const WRITES = privilegeSet([
  "INSERT",
  "UPDATE",
  "DELETE",
  "TRUNCATE",
  "CREATE",
  "SET",
  "ALTER SYSTEM",
  "MAINTAIN",
]);

/** How many names of a folded row are told before it is opened. */
const NAMED = 4;

/** Roles × objects; superusers have no column, unless one of them was asked about. */
export function matrixHtml(view: AccessView): MatrixHtml {
  const columns = view.roles.flatMap(({ role }, at) =>
    role?.superuser === true && view.roles.length > 1 ? [] : [at],
  );
  const stories = new Map<string, number>();
  const heads = columns.map((at) => {
    const name = escaped(granteeText(view.roles[at]?.name ?? ""));
    return `<th scope="col" data-name="${name}"><span class="code">${name}</span></th>`;
  });
  const body: string[] = [];
  let section: string | undefined;
  for (const row of foldedRows(view)) {
    const schema = schemaOf(row);
    const title = schema ?? (row.kind === "database" ? "" : "\0cluster");
    if (title !== section) body.push(sectionHtml(schema, row, columns.length));
    section = title;
    body.push(rowHtml(row, columns, stories));
  }
  return {
    html: `<table class="matrix" id="matrix"><thead><tr><th scope="col">Object</th>${heads.join("")}</tr></thead>
<tbody>
${body.join("\n")}
</tbody></table>`,
    stories: [...stories.keys()].map((text) => JSON.parse(text) as CellStory),
  };
}

function sectionHtml(schema: string | undefined, row: Row, columns: number): string {
  const title =
    schema === undefined
      ? row.kind === "database"
        ? "The database"
        : "Outside of schemas"
      : `schema ${granteeText(schema)}`;
  return `<tr class="section"><th scope="colgroup">${escaped(title)}</th><td colspan="${Math.max(1, columns)}"></td></tr>`;
}

function rowHtml(row: Row, columns: readonly number[], stories: Map<string, number>): string {
  const cells = columns.map((at) => cellHtml(row.cells[at], stories)).join("");
  const [first] = row.objects;
  const one = first === undefined ? "" : `${row.kind} ${shortName(first)}`;
  const label = row.objects.length === 1 ? one : counted(row.objects.length, row.kind);
  return `<tr data-kind="${escaped(row.kind)}" data-schema="${escaped(schemaOf(row) ?? "")}" data-label="${escaped(label)}"><th scope="row">${
    row.objects.length === 1 ? oneName(row, first) : manyNames(row)
  }${securityTag(first)}</th>${cells}</tr>`;
}

function oneName(row: Row, object: SecuredObject | undefined): string {
  return `${escaped(row.kind)} <span class="n code">${object === undefined ? "" : escaped(shortName(object))}</span>`;
}

function manyNames(row: Row): string {
  const names = row.objects.map(shortName);
  const kind = counted(names.length, row.kind).replace(/^\d+ /u, "");
  const some = escaped(names.slice(0, NAMED).join(", ") + (names.length > NAMED ? ", …" : ""));
  const list = names.map((name) => `<li class="n">${escaped(name)}</li>`).join("");
  return `<details><summary><span class="count">${names.length}</span> ${escaped(kind)}: <span class="code soft some">${some}</span></summary><ul class="code">${list}</ul></details>`;
}

function securityTag(object: SecuredObject | undefined): string {
  const security = object?.rowSecurity;
  if (security?.enabled !== true) return "";
  return ` <span class="tag">row security${security.forced ? ", forced" : ""}</span>`;
}

function cellHtml(cell: Cell | undefined, stories: Map<string, number>): string {
  const story = cell === undefined ? [] : storyOf(cell);
  if (cell === undefined || story.length === 0) return `<td><span class="none">·</span></td>`;
  const text = JSON.stringify(story);
  const number = stories.get(text) ?? stories.size;
  stories.set(text, number);
  const reachable = cell.afterSetRole.reduce((set, way) => set | way.privileges, cell.privileges);
  const kind = classOf(cell);
  const spoken =
    cell.privileges === 0 ? "nothing without SET ROLE" : privilegesText(cell.privileges, 0, cell.all);
  return `<td${kind === "" ? "" : ` class="${kind}"`} data-c="${number}" data-p="${reachable}"><button type="button" tabindex="-1" title="${escaped(spoken)}"><span class="code">${escaped(codeOf(cell))}</span></button></td>`;
}

function classOf(cell: Cell): string {
  if (cell.obstacles.length > 0) return "blocked";
  if (cell.owner !== undefined || cell.reasons.some(({ how }) => how === "superuser")) return "own";
  const held: PrivilegeSet = cell.privileges;
  if (held === 0) return "";
  return (held & WRITES) !== 0 ? "write" : "read";
}

function storyOf(cell: Cell): CellStory {
  const lines = (ways: readonly (readonly [string, string])[]) =>
    ways.map(([what, how]) => `${what}: ${how}`);
  return (
    [
      ["Without SET ROLE", lines(ownLines(cell))],
      ["After SET ROLE", lines(setRoleLines(cell))],
      ["Rows", rowLines(cell)],
    ] as const
  ).filter(([, said]) => said.length > 0);
}
