import { quoteIdentifier, quoteLiteral } from "../../../postgres/sql/quote";
import { quoteObject } from "../../../postgres/sql/target";
import type { Attempt } from "../../arena";
import { defineAttack, EVERYONE, INSUFFICIENT_PRIVILEGE } from "../../attack";
import type { AttackContext } from "../../context";
import { moot, reached, silent, unable } from "../../observation";
import type { TenantTable } from "../../scene/scene";
import type { ForeignKey } from "../../scene/shapes";
import { type Seed, whyMissing } from "../../seed/seeds";
import { mayTry, withoutPrivilege } from "../tenant/actions";
import { withoutRows } from "../tenant/statements";

/** What a foreign key does on DELETE it does with the table owner's rights, on rows of any tenant. */
export default defineAttack({
  id: "cascade-into-other-tenant",
  title: "Deletes or changes another tenant's row by the cascade of its own DELETE",
  family: "ways around",
  severity: "high",
  as: EVERYONE,
  target: "tenant table",
  refusals: [INSUFFICIENT_PRIVILEGE, "23503"],
  control: "delete",
  why: "A row of another tenant that hangs on one's own parent goes with it: ON DELETE CASCADE and SET NULL ask no policy.",
  defence: "composite foreign keys (tenant, id), by which no row can hang on another tenant's parent",
  fix: "make the parent's key UNIQUE (tenant, id) and the foreign key FOREIGN KEY (tenant, parent_id) REFERENCES parent (tenant, id)",
  run: async (context, table) => {
    if (!mayTry(context, table, "delete")) return withoutPrivilege(context, table, "delete");
    const seed = context.seed(table);
    if ("missing" in seed) return unable(whyMissing(seed));
    const children = childrenOf(context, table);
    const hangings = children.flatMap(({ child, key }) => {
      const hanging = hang(context, table, seed, child, key);
      return hanging === undefined ? [] : [{ ...hanging, children: children.map((each) => each.child) }];
    });
    if (hangings.length === 0) return moot("no row of another tenant can hang on its rows");
    return context.attempts(hangings.map((hanging) => cascade(context, table, seed, hanging)));
  },
});

interface Child {
  readonly child: TenantTable;
  readonly key: ForeignKey;
}

/** The tenant tables that refer to this one. */
function childrenOf(context: AttackContext, { object }: TenantTable): Child[] {
  return context.scene.targets["tenant table"].flatMap((child) =>
    child.object.oid === object.oid
      ? []
      : (context.shape(child.object)?.foreignKeys ?? [])
          .filter(({ parent }) => parent === object.oid)
          .map((key) => ({ child, key })),
  );
}

interface Hanging {
  readonly child: TenantTable;
  /** Makes the other tenant's child a child of one's own parent. */
  readonly attach: string;
  /** Whether it still is. */
  readonly question: string;
  readonly children: readonly TenantTable[];
}

/** A key that holds the child's tenant cannot lead to a parent of another one. */
function hang(
  context: AttackContext,
  table: TenantTable,
  { own }: Seed,
  child: TenantTable,
  { columns, referenced }: ForeignKey,
): Omit<Hanging, "children"> | undefined {
  const victim = context.seed(child);
  if ("missing" in victim || columns.includes(child.column) || referenced.includes(table.column))
    return undefined;
  const pairs: [string, string][] = [];
  for (const [index, name] of columns.entries()) {
    const value = own.made?.stored.get(referenced[index] ?? "");
    if (value === undefined || value === null) return undefined;
    pairs.push([quoteIdentifier(name), quoteLiteral(value)]);
  }
  const equal = (joint: string) => pairs.map(([name, value]) => `${name} = ${value}`).join(joint);
  const name = quoteObject(child.object);
  const where = `WHERE ${victim.other.predicate}`;
  return {
    child,
    attach: `UPDATE ${name} SET ${equal(", ")} ${where}`,
    question: `SELECT EXISTS (SELECT FROM ${name} ${where} AND ${equal(" AND ")}) AS hangs`,
  };
}

function cascade(
  context: AttackContext,
  table: TenantTable,
  { own }: Seed,
  { child, attach, question, children }: Hanging,
): Attempt {
  // Its own children must not be what stands in the way.
  const { prepare = [], ...as } = withoutRows(context, children, ["own"]);
  return {
    ...as,
    prepare: [attach, ...prepare],
    statements: [
      context.serve(table, own),
      "SET CONSTRAINTS ALL IMMEDIATE",
      `DELETE FROM ${quoteObject(table.object)} WHERE ${own.predicate}`,
    ],
    verify: {
      owner: child.object.owner,
      question,
      read: ([row]) =>
        row?.["hangs"] === true
          ? silent("the other tenant's row is as it was")
          : reached(`its DELETE deleted or changed a row of another tenant in ${child.key}`),
    },
  };
}
