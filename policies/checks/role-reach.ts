import { displayIdentifier } from "../../postgres/sql/quote";
import { allOf } from "../facts/maybe";
import { displayObject, roleRef } from "../facts/object-ref";
import { locate } from "../facts/origin";
import type { RoleGraph } from "../facts/role-graph";
import type { RoleFact } from "../facts/roles";
import { sqlName } from "../sql-text";
import { finding, pass, type Verdict } from "../verdict";

/**
 * Objects to every way from a login role to a role that `wanted` says something of. What it says follows the role's
 * name: `can become the superuser dba`.
 */
export function reaches(
  role: RoleFact,
  graph: RoleGraph,
  wanted: (name: string) => string | undefined,
): Verdict | readonly Verdict[] {
  const found = [...graph.reachable(role.name)].flatMap(([name, way]) => {
    const what = wanted(name);
    return what === undefined ? [] : [{ name, way, what }];
  });
  if (found.length === 0 || !allOf(role.login)) return pass;
  return found.map(({ name, way, what }) =>
    finding(
      locate({ ...roleRef(role.name), via: displayIdentifier(name) }, role),
      `${displayObject(roleRef(role.name))} ${what}: ${way.map(displayIdentifier).join(" → ")}`,
      `REVOKE ${sqlName(name)} FROM ${sqlName(way.at(-2) ?? role.name)};`,
    ),
  );
}
