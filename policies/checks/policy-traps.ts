import type { PolicyFindingId } from "../../postgres/expression/findings";
import { displayIdentifier } from "../../postgres/sql/quote";
import { displayObject, type ObjectRef } from "../facts/object-ref";
import type { TableFact } from "../facts/objects";
import { finding, type Verdict } from "../verdict";

/** Objects to policies in which one of the traps was found. Says nothing of tables whose policies nobody has judged. */
export function policyTraps(
  table: TableFact,
  traps: readonly PolicyFindingId[],
): readonly Verdict[] | undefined {
  const judged = table.rowSecurity?.judged;
  if (judged === undefined) return undefined;
  const wanted: ReadonlySet<string> = new Set(traps);
  return judged
    .filter(({ id }) => wanted.has(id))
    .map(({ policy, sentence, fix }) => {
      const ref = policyOf(table, policy);
      return finding(
        ref,
        `${displayObject(ref)}: ${sentence}`,
        `change the policy ${displayIdentifier(policy)}: ${fix}`,
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
