import type { Cell } from "../view";
import { obstacleText, privilegesText, reasonText, rowFilterText, setRoleText } from "../words";

/** What and how, of one way to privileges. */
export type CellLine = readonly [what: string, how: string];

/** A role's ways without SET ROLE, each with what keeps it from being used. */
export function ownLines(cell: Cell): CellLine[] {
  return cell.reasons.map((reason) => [
    reason.privileges === 0
      ? "nothing, may grant all"
      : privilegesText(reason.privileges, reason.how === "owner" ? 0 : reason.grantable, cell.all),
    `${reasonText(reason)}${missing(cell)}`,
  ]);
}

/** What SET ROLE adds. */
export function setRoleLines(cell: Cell): CellLine[] {
  return cell.afterSetRole.map((way) => {
    const [reason] = way.effective.reasons;
    const as = reason === undefined ? "" : `, then ${reasonText(reason)}`;
    return [
      way.privileges === 0 ? "may grant all" : privilegesText(way.privileges, 0, cell.all),
      `${setRoleText(way)}${as}${missing(way)}`,
    ];
  });
}

/** What row security does to a role here; none where the table has none. */
export function rowLines(cell: Cell): string[] {
  return cell.rowFilter === undefined ? [] : [rowFilterText(cell.rowFilter)];
}

function missing({ obstacles }: Pick<Cell, "obstacles">): string {
  return obstacles.map((obstacle) => `; ${obstacleText(obstacle)}`).join("");
}
