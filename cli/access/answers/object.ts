import { PUBLIC } from "../../../postgres/model/acl";
import { granteeText, objectKey } from "../../../postgres/model/keys";
import type { SecuredObject } from "../../../postgres/model/objects";
import { displayIdentifier } from "../../../postgres/sql/quote";
import { together } from "../names";
import { readersThrough } from "../readers";
import type { AccessView, Cell, Row } from "../view";
import { privilegesText, tableSecurityText } from "../words";
import { adminsOf, adminText, creatorsRemark } from "./admins";
import type { Answer, Section } from "./answer";
import { type CellLine, ownLines, rowLines, setRoleLines } from "./cell-lines";

/** One role's cell. */
interface Holder {
  readonly name: string;
  readonly cell: Cell;
}

type Line = readonly [who: string, what: string, how: string];

/** Who can reach one object, and how. The view holds the object, and for a relation also its columns. */
export function objectAnswer(view: AccessView, object: SecuredObject): Answer {
  const row = view.rows.find(({ objects }) => objects.includes(object));
  const holders = row === undefined ? [] : holdersIn(view, row);
  const superusers = view.roles.filter(({ role }) => role?.superuser === true);
  const usable = holders.filter(({ cell }) => cell.obstacles.length === 0);
  const blocked = holders.filter(({ cell }) => cell.obstacles.length > 0);
  const sections = [
    ...section("Without SET ROLE", usable.flatMap(linesOf(ownLines))),
    ...section("Only columns", columnLines(view, object)),
    ...section("Held, but not usable", blocked.flatMap(linesOf(ownLines))),
    ...section("After SET ROLE", holders.flatMap(linesOf(setRoleLines))),
    ...section("By the ADMIN option", adminLines(view, holders)),
    ...section("Through views, with the rights of the view's owner", viewLines(view, object)),
    ...rowSection(holders),
  ];
  const remarks = [
    ...(superusers.length === 0
      ? []
      : [`Superusers, who may do everything: ${superusers.map(({ name }) => granteeText(name)).join(", ")}`]),
    ...creatorsRemark(view),
  ];
  const security = tableSecurityText(object);
  return {
    head: [objectKey(object), `owner ${granteeText(object.owner)}${security === "" ? "" : `; ${security}`}`],
    facts: [],
    sections,
    remarks: sections.length + remarks.length > 0 ? remarks : [nobodyText(view, object)],
  };
}

function holdersIn(view: AccessView, row: Row): Holder[] {
  return view.roles.flatMap(({ name, role }, at) => {
    const cell = row.cells[at];
    return cell === undefined || role?.superuser === true ? [] : [{ name, cell }];
  });
}

function nobodyText(view: AccessView, object: SecuredObject): string {
  const [only] = view.roles;
  return view.roles.length === 1 && only !== undefined
    ? `${granteeText(only.name)} cannot reach ${objectKey(object)}.`
    : `Nobody can reach ${objectKey(object)}.`;
}

/** Lines that differ only in the role are one line. */
function section(title: string, lines: readonly Line[]): Section[] {
  if (lines.length === 0) return [];
  const groups = together(lines, ([, what, how]) => `${what}\0${how}`);
  const rows = [...groups.values()].map((same) => [
    [...new Set(same.map(([who]) => who))].join(", "),
    same[0]?.[1] ?? "",
    same[0]?.[2] ?? "",
  ]);
  return [{ title, columns: ["Who", "What", "How"], rows }];
}

function linesOf(lines: (cell: Cell) => readonly CellLine[]): (holder: Holder) => Line[] {
  return ({ name, cell }) =>
    lines(cell).map(([what, how]) => [granteeText(name), what, name === PUBLIC ? "every role" : how]);
}

/** Privileges on single columns beyond those on the whole relation: `SELECT (id, name)`. */
function columnLines(view: AccessView, object: SecuredObject): Line[] {
  const found = view.rows.flatMap((row) => {
    if (row.kind !== "column" || row.objects.includes(object)) return [];
    const columns = row.objects.map(({ column }) => displayIdentifier(column ?? ""));
    return holdersIn(view, row).flatMap(({ name, cell }) => {
      const own = { ...cell, reasons: cell.reasons.filter(({ ofRelation }) => ofRelation !== true) };
      return ownLines(own).map(([what, how]) => ({ name, what, how, columns }));
    });
  });
  const groups = together(found, ({ name, what, how }) => `${name}\0${what}\0${how}`);
  return [...groups.values()].flatMap((same): Line[] => {
    const [first] = same;
    if (first === undefined) return [];
    const columns = same.flatMap((one) => one.columns).join(", ");
    return [
      [
        granteeText(first.name),
        `${first.what} (${columns})`,
        first.name === PUBLIC ? "every role" : first.how,
      ],
    ];
  });
}

/** Who may make itself a member of a role that can do more here. */
function adminLines(view: AccessView, holders: readonly Holder[]): Line[] {
  const cells = new Map(holders.map(({ name, cell }) => [name, cell]));
  return adminsOf(view).flatMap((admin): Line[] => {
    const target = cells.get(admin.path.at(-1) ?? "");
    const own = cells.get(admin.role.name);
    const more = (target?.privileges ?? 0) & ~(own?.privileges ?? 0);
    return more === 0 || target === undefined
      ? []
      : [[granteeText(admin.role.name), privilegesText(more, 0, target.all), adminText(admin)]];
  });
}

function viewLines(view: AccessView, object: SecuredObject): Line[] {
  const asked = view.roles.filter(({ role }) => role?.superuser !== true).map(({ name }) => name);
  return readersThrough(view.model, object, asked).map(({ view: through, roles }) => [
    roles.map(granteeText).join(", "),
    "SELECT",
    `${objectKey(through)}, which reads as ${granteeText(through.owner)}`,
  ]);
}

function rowSection(holders: readonly Holder[]): Section[] {
  const said = holders.flatMap(({ name, cell }) => rowLines(cell).map((text) => ({ name, text })));
  const rows = [...together(said, ({ text }) => text)].map(([text, same]) => [
    same.map(({ name }) => granteeText(name)).join(", "),
    text,
  ]);
  return rows.length === 0 ? [] : [{ title: "Rows", columns: ["Who", "How"], rows }];
}
