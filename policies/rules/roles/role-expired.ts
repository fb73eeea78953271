import { LOCKED_ROLE } from "../../examples/programs";
import { known } from "../../facts/maybe";
import { displayObject, roleRef } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { isPlatformRole } from "../../facts/platform-roles";
import { defineRule } from "../../rule";
import { sqlName } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "role-expired",
  title: "A login role is past its VALID UNTIL, and not locked",
  severity: "low",
  topic: "roles",
  scope: "object",
  facts: ["role"],
  about: "login roles with VALID UNTIL",
  why: "VALID UNTIL ends the password and nothing else. Lines with peer, cert, gss or trust still let the role in, whoever may SET ROLE to it still can, and it keeps its privileges. Who wrote the date to shut somebody out believes in a lock that is none.",
  fix: "Take LOGIN away from a role that nobody is to use any more, or drop it; where it is in use, give it a new password and a new end.",
  palisade: LOCKED_ROLE,
  references: [
    "https://www.postgresql.org/docs/current/sql-createrole.html",
    "https://www.postgresql.org/docs/current/sql-droprole.html",
  ],
  catalogue: ["R12"],
  check(role, { now }) {
    // NOLOGIN would lock out the one role that is sure to be there; the platform's own are the platform's to keep.
    if (role.login === false || role.bootstrap || isPlatformRole(role.name)) return undefined;
    if (role.validUntil === undefined) return undefined;
    const until = known(role.validUntil);
    if (until === null || until === "infinity") return undefined;
    if (momentOf(until) > now.getTime()) return pass;
    known(role.login ?? true);
    const ref = roleRef(role.name);
    return finding(
      locate(ref, role, "login", "validUntil"),
      `the password of ${displayObject(ref)} has ended (VALID UNTIL ${dayOf(until)}), and LOGIN is still there`,
      `ALTER ROLE ${sqlName(role.name)} NOLOGIN;`,
    );
  },
});

/** Without an offset the declaration leaves the hour open. */
function dayOf(until: string): string {
  return until.replace(/T.*/, "");
}

/** A year that JavaScript cannot count to is far away. */
function momentOf(until: string): number {
  if (until === "-infinity") return Number.NEGATIVE_INFINITY;
  const moment = Date.parse(until);
  return Number.isNaN(moment) ? Number.POSITIVE_INFINITY : moment;
}
