import { displayIdentifier } from "../../postgres/sql/quote";
import type { Facts } from "../facts/facts";
import { allOf, known, type Maybe, Unknown } from "../facts/maybe";
import { displayObject, roleRef } from "../facts/object-ref";
import { locate, placeOf, standsAt } from "../facts/origin";
import { latestPlace } from "../facts/place-order";
import { isPredefined, type RoleGraph } from "../facts/role-graph";
import type { RoleFact } from "../facts/roles";
import { sqlName } from "../sql-text";
import { finding, notApplicable, pass, type Verdict } from "../verdict";
import { givenBy } from "./role-attribute";

/**
 * Objects to every way from a login role to a role that `wanted` says something of. What it says follows the role's
 * name: `can become the superuser dba`; it is told the way there, too. Where it does not know, and nothing else is wrong,
 * the verdict is *unknown*. `attributes` are those of the other role that it looks at.
 */
export function reaches(
  role: RoleFact,
  graph: RoleGraph,
  wanted: (name: string, way: readonly string[]) => Maybe<string | undefined>,
  attributes: readonly (keyof RoleFact)[] = [],
): Verdict | readonly Verdict[] {
  const said = [...graph.reachable(role.name)].map(([name, way]) => ({ name, way, what: wanted(name, way) }));
  const found = said.flatMap(({ name, way, what }) =>
    typeof what === "string" ? [{ name, way, what }] : [],
  );
  if (found.length === 0) {
    for (const { what } of said) known(what);
    return pass;
  }
  if (!allOf(role.login ?? true)) return pass;
  if (role.administers !== undefined) return notApplicable(givenBy(role.administers));
  // The way came about with the last of what it is made of.
  const since = (name: string, way: readonly string[]) => {
    const reached = graph.role(name);
    const had = reached === undefined ? undefined : placeOf(reached, ...attributes);
    return latestPlace(placeOf(role, "login"), graph.wayPlace(way), had);
  };
  return found.map(({ name, way, what }) =>
    finding(
      locate(standsAt({ ...roleRef(role.name), via: displayIdentifier(name) }, since(name, way)), role),
      `${displayObject(roleRef(role.name))} ${what}: ${way.map(displayIdentifier).join(" → ")}`,
      `REVOKE ${sqlName(name)} FROM ${sqlName(way.at(-2) ?? role.name)};`,
    ),
  );
}

/**
 * An attribute of a role that is reached. A declaration seldom holds every role of the server: of one that it does not
 * hold nothing is known, and least of all that it is harmless.
 */
export function attributeOf(
  name: string,
  attribute: "superuser" | "bypassRowSecurity" | "createRole" | "replication",
  graph: RoleGraph,
  world: Facts["world"],
): Maybe<boolean> {
  const said = graph.role(name)?.[attribute];
  if (said !== undefined) return said;
  if (world === "server" || isPredefined(name)) return false;
  return new Unknown(
    `the attributes of the role ${displayIdentifier(name)} are not declared here, so that they are not known`,
  );
}
