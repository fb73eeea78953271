import { granteeText, objectKey } from "../../../model/keys";
import { privilegeSet } from "../../../model/privileges";
import { TENANCY_SCHEMA } from "../../../sql/tenancy-names";
import { reachesSchema } from "./exposure";
import { type Scope, seesEveryTenant } from "./scope";
import { waysTo } from "./ways";

const EXECUTE = privilegeSet(["EXECUTE"]);

/**
 * Reports code that a tenant role can have run with the rights of somebody who sees every tenant: SECURITY DEFINER
 * routines that it may execute, and such triggers on tenant tables. What the code does with the rows nobody can tell
 * from outside, so that a person has to look at it.
 */
export function reportCode(scope: Scope): void {
  const { intent, model, surroundings, tables, part } = scope;
  for (const { object, reads } of surroundings.definers) {
    // The function that checks tokens is ours, and reads its keys alone.
    if (object.schema === TENANCY_SCHEMA || !seesEveryTenant(scope, object.owner)) continue;
    if (reads !== undefined && !reads.some((relation) => tables.has(relation))) continue;
    const able = intent.tenantRoles.flatMap((role) => {
      if (!model.roles.has(role) || !reachesSchema(scope, role, object.schema)) return [];
      const [way] = waysTo(model, role, object, EXECUTE);
      return way === undefined ? [] : [{ role, way }];
    });
    if (able.length === 0) continue;
    const who = able.map(({ role }) => granteeText(role)).join(" and ");
    const cures = [...new Set(able.map(({ way }) => way.cure))].join("; ");
    part.report(
      objectKey(object),
      `runs as ${granteeText(object.owner)}, who sees every tenant${reads === undefined ? ", whatever it reads" : ""}, and ${who} may execute it: see that it gives out one tenant's rows only, make it SECURITY INVOKER, or ${cures}`,
    );
  }
  for (const { table, name, function: called } of surroundings.triggers) {
    if (!tables.has(table) || !seesEveryTenant(scope, called.owner)) continue;
    part.report(
      table,
      `trigger ${name} runs ${called.schema}.${called.name} as ${granteeText(called.owner)}, who sees every tenant: see that it touches the row's own tenant only`,
    );
  }
}
