import { privilegeLetters } from "../../postgres/model/privileges";
import { together } from "./names";
import type { AccessView, Cell, Row } from "./view";

/**
 * A cell in a few letters: `arw*` as psql shows privileges, `owner` for an owner with all of them, parentheses around what
 * cannot be used for want of USAGE or CONNECT, `+` where SET ROLE gives more.
 */
export function codeOf(cell: Cell | undefined): string {
  if (cell === undefined) return "";
  const more = cell.afterSetRole.length > 0 ? "+" : "";
  const own = ownCode(cell);
  if (own === "") return more === "" ? "·" : more;
  return cell.obstacles.length > 0 ? `(${own})${more}` : `${own}${more}`;
}

function ownCode({ privileges, grantable, owner, all, reasons }: Cell): string {
  if (owner !== undefined) return privileges === all ? "owner" : `owner:${privilegeLetters(privileges)}`;
  if (reasons.some(({ how }) => how === "superuser")) return "all";
  return privilegeLetters(privileges, grantable);
}

/** Rows whose codes are the same for every role become one: a thousand tables are a line. */
export function foldedRows(view: AccessView): Row[] {
  const groups = together(view.rows, (row) => {
    const security = row.objects[0]?.rowSecurity;
    const place = [row.kind, schemaOf(row) ?? null, security?.enabled, security?.forced];
    return JSON.stringify([...place, ...row.cells.map(codeOf)]);
  });
  return [...groups.values()].map((rows) => ({
    ...(rows[0] as Row),
    objects: rows.flatMap(({ objects }) => objects),
  }));
}

/** The schema that a row belongs to: a schema itself heads what lies in it. */
export function schemaOf(row: Row): string | undefined {
  return row.schema ?? (row.kind === "schema" ? row.objects[0]?.name : undefined);
}
