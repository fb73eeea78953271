import { FOUND_ALONE } from "../../postgres/expression";
import type { PolicyFindingId } from "../../postgres/expression/findings";
import { displayObject, type ObjectRef } from "../facts/object-ref";
import type { TableFact } from "../facts/objects";
import { sqlGrantee, sqlName, sqlTable } from "../sql-text";
import { finding, type Verdict } from "../verdict";
import { alterToTenant, tenantCondition } from "./tenant-condition";

/** Objects to policies in which one of the traps was found. Says nothing of tables whose policies nobody has judged. */
export function policyTraps(
  table: TableFact,
  traps: readonly PolicyFindingId[],
): readonly Verdict[] | undefined {
  const alone: readonly string[] = FOUND_ALONE;
  const judged =
    table.rowSecurity?.judged ??
    (traps.every((trap) => alone.includes(trap)) ? table.rowSecurity?.judgedAlone : undefined);
  if (judged === undefined) return undefined;
  const wanted: ReadonlySet<string> = new Set(traps);
  return judged
    .filter(({ id }) => wanted.has(id))
    .map(({ id, policy, sentence, fix }) => {
      const ref = policyOf(table, policy);
      return finding(
        ref,
        `${displayObject(ref)}: ${sentence}`,
        `${statementFor(table, id, policy)} -- ${fix}`,
      );
    });
}

function policyOf({ object: { database, schema, name } }: TableFact, policy: string): ObjectRef {
  return {
    kind: "policy",
    ...(database === undefined ? {} : { database }),
    ...(schema === undefined ? {} : { schema }),
    ...(name === undefined ? {} : { table: name }),
    name: policy,
  };
}

/** What no other expression would mend: the policy opens beside one that does it right. */
const DROPPED: ReadonlySet<string> = new Set<PolicyFindingId>([
  "second-permissive-policy",
  "restrictive-to-role",
]);

/** What only another command of the policy would mend, which ALTER POLICY cannot change. */
const REPLACED: ReadonlySet<string> = new Set<PolicyFindingId>([
  "select-without-update",
  "write-without-select",
  "restrictive-only",
]);

/** What ends the finding, as a statement: the tenant's comparison in the policy's place, as far as that can be said. */
function statementFor(table: TableFact, id: string, name: string): string {
  const on = `${sqlName(name)} ON ${sqlTable(table.object)}`;
  const policy = table.rowSecurity?.policies?.find((one) => one.name === name);
  const condition = tenantCondition(table);
  const drop = `DROP POLICY ${on};`;
  if (policy === undefined || condition === undefined || DROPPED.has(id)) return drop;
  if (REPLACED.has(id)) {
    const roles = policy.roles.map((role) => sqlGrantee(role)).join(", ");
    return `${drop} CREATE POLICY ${on} TO ${roles} USING (${condition});`;
  }
  return alterToTenant(table, name, policy.command) ?? drop;
}
