import { granteeText } from "../../../postgres/model/keys";
import type { Path } from "../../../postgres/model/reach";
import { objectsText, together } from "../names";
import type { AccessView, Cell, RoleView, Row } from "../view";
import { pathText, roleText } from "../words";
import { creatorsRemark } from "./admins";
import type { Answer, Section } from "./answer";
import { type CellLine, ownLines, rowLines, setRoleLines } from "./cell-lines";

/** Everything that one role can reach, and how. The view holds this role alone. */
export function roleAnswer(view: AccessView, role: RoleView): Answer {
  const sections = [
    ...section(
      "Privileges",
      linesOf(view, (cell) => withRows(ownLines(cell), cell)),
    ),
    ...section("More after SET ROLE", linesOf(view, setRoleLines)),
  ];
  return {
    head: [`role ${granteeText(role.name)}${role.role === undefined ? "" : `: ${roleText(role.role)}`}`],
    facts: roleFacts(role),
    sections,
    remarks: [
      ...(role.role?.superuser === true ? ["It is a superuser: it may do everything."] : []),
      ...creatorsRemark(view),
      ...(sections.length === 0 ? ["It holds no privilege on any object of this database."] : []),
    ],
  };
}

/** Whom a role inherits, can become and may grant; only what there is. */
export function roleFacts({ inherited, settable, administered }: RoleView): (readonly [string, string])[] {
  const ways = [
    ["inherits", inherited],
    ["can SET ROLE to", settable],
    ["may grant", administered],
  ] as const;
  return ways.flatMap(([name, paths]) =>
    paths.length === 0 ? [] : [[name, paths.map(wayText).join(", ")] as const],
  );
}

/** The role that is reached; by which ways only where they are longer than one membership. */
function wayText(path: Path): string {
  const target = granteeText(path.at(-1) ?? "");
  return path.length <= 2 ? target : `${target} (by ${pathText(path)})`;
}

interface Line {
  readonly row: Row;
  readonly what: string;
  readonly how: string;
}

function linesOf(view: AccessView, lines: (cell: Cell) => readonly CellLine[]): Line[] {
  return view.rows.flatMap((row) => {
    const [cell] = row.cells;
    return cell === undefined ? [] : lines(cell).map(([what, how]) => ({ row, what, how }));
  });
}

function withRows(lines: readonly CellLine[], cell: Cell): CellLine[] {
  const rows = rowLines(cell).map((text) => `; ${text}`);
  return lines.map(([what, how]) => [what, `${how}${rows.join("")}`]);
}

/** Lines of one kind in one schema that say the same are one line. */
function section(title: string, all: readonly Line[]): Section[] {
  if (all.length === 0) return [];
  const groups = together(all, ({ row, what, how }) =>
    [row.kind, row.schema ?? (row.kind === "schema" ? row.objects[0]?.name : ""), what, how].join("\0"),
  );
  const rows = [...groups.values()].map((same) => [
    objectsText(
      same.flatMap(({ row }) => row.objects),
      true,
    ),
    same[0]?.what ?? "",
    same[0]?.how ?? "",
  ]);
  return [{ title, columns: ["On what", "What", "How"], rows }];
}
