import { clauseWords, type PolicyFindingId } from "../../postgres/expression/findings";
import type { PolicyFinding } from "../../postgres/expression/types";
import { inert } from "../../postgres/inert";
import { displayObject, identityOf, type ObjectRef } from "../facts/object-ref";
import type { TableFact } from "../facts/objects";
import { sqlGrantee, sqlName, sqlTable } from "../sql-text";
import { finding, type Verdict } from "../verdict";
import { policyRef } from "./policies";
import { alterToTenant, tenantCondition } from "./tenant-condition";

/**
 * Objects to policies in which one of the traps was found. Says nothing of tables whose policies nobody has judged.
 * `meant` are the names of policies of Palisade's own in which the traps are what somebody declared.
 */
export function policyTraps(
  table: TableFact,
  traps: readonly PolicyFindingId[],
  meant: readonly string[] = [],
): readonly Verdict[] | undefined {
  const judged = table.rowSecurity?.judged;
  if (judged === undefined) return undefined;
  const wanted: ReadonlySet<string> = new Set(traps);
  // A clause can have several of the traps, and one of them several times: it is one finding, as it is one thing to mend.
  const clauses = new Map<string, PolicyFinding[]>();
  for (const one of judged.filter(({ id, policy }) => wanted.has(id) && !meant.includes(policy))) {
    const key = identityOf(clauseOf(table, one));
    clauses.set(key, [...(clauses.get(key) ?? []), one]);
  }
  return [...clauses.values()].flatMap((found) => {
    const [first] = found;
    if (first === undefined) return [];
    const ref = clauseOf(table, first);
    const fixes = new Set(found.map(({ fix }) => fix));
    return [
      finding(
        ref,
        `${displayObject(ref)}: ${found.map(({ sentence }) => sentence).join("; ")}`,
        `${statementFor(table, first.id, first.policy)} -- ${inert([...fixes].join("; "))}`,
      ),
    ];
  });
}

/** The policy, or its WITH CHECK where the trap is in that. */
function clauseOf(table: TableFact, { policy, clause }: PolicyFinding): ObjectRef {
  const ref = policyRef(table, { name: policy });
  return clause === "withCheck" ? { ...ref, part: clauseWords(clause) } : ref;
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
