import { quoteIdentifier, quoteLiteral } from "../../../postgres/sql/quote";
import { quoteObject } from "../../../postgres/sql/target";
import type { AttackContext } from "../../context";
import { heldBack, moot, type Observation, reached, silent, unable } from "../../observation";
import { NO_RIGHTS } from "../../scene/rights";
import type { TenantTable, TenantView } from "../../scene/scene";
import { type Seed, whyMissing } from "../../seed/seeds";
import { withoutRows } from "../tenant/statements";

/** A view, with the rows that should and should not show in it. */
export interface StagedView {
  readonly seed: Seed;
  /** The table that the rows were made for. */
  readonly table: TenantTable;
}

/** The rows behind a view, or why there are none. To read what every tenant may read is no attack, to write it is one. */
export function stageView(
  context: AttackContext,
  view: TenantView,
  reads: readonly TenantTable[] = view.reads.filter(({ shared }) => !shared),
): StagedView | { readonly missing: string } {
  let missing = "its tables have none";
  for (const table of reads) {
    const seed = context.seed(table);
    if (!("missing" in seed)) return { seed, table };
    missing = seed.missing;
  }
  return { missing };
}

/** Whether all that a view could show is open to every tenant by declaration. */
export function readsSharedOnly({ reads }: TenantView): boolean {
  return reads.every(({ shared }) => shared);
}

/** Why reading such a view is no attack. */
export const SHARED_ONLY = "it reads no table but such as every tenant may read by declaration";

/** Whether the role has SELECT on the view at all. */
export function mayRead(context: AttackContext, view: TenantView): boolean {
  return (context.rights.get(view.object.oid) ?? NO_RIGHTS).select;
}

/** A statement that only asks for the privilege. */
export function refusalOnly(context: AttackContext, view: TenantView): Promise<Observation> {
  return context.attempt({
    statements: [`SELECT FROM ${quoteObject(view.object)} WHERE false`],
    read: () => unable("the privilege is there after all"),
  });
}

/** Reads a view as one tenant and looks for others: by the tenant column, or by whether others' rows change what it says. */
export async function viewObservations(
  context: AttackContext,
  view: TenantView,
): Promise<Observation | Observation[]> {
  if (!mayRead(context, view)) return refusalOnly(context, view);
  if (readsSharedOnly(view)) return moot(SHARED_ONLY);
  const staged = stageView(context, view);
  if ("missing" in staged) return unable(whyMissing(staged));
  if (view.column === undefined && context.noWrite)
    return moot("it shows no tenant column, and only rows that come and go tell what it is made of");
  return view.column === undefined
    ? interference(context, view, staged)
    : byColumn(context, view, view.column, staged);
}

async function byColumn(
  context: AttackContext,
  view: TenantView,
  column: string,
  { seed, table }: StagedView,
): Promise<Observation> {
  const name = quoteObject(view.object);
  const tenant = `${quoteIdentifier(column)}::text`;
  const own = quoteLiteral(seed.own.tenant);
  const observation = await context.attempt({
    statements: [
      context.serve(table, seed.own),
      `SELECT EXISTS (SELECT FROM ${name} WHERE ${tenant} IS DISTINCT FROM ${own}) AS foreign_row,
              EXISTS (SELECT FROM ${name} WHERE ${tenant} = ${own}) AS own_row`,
    ],
    read: ([row]) =>
      row?.["foreign_row"] === true
        ? reached("saw rows of another tenant")
        : row?.["own_row"] === true
          ? heldBack("saw its own rows only")
          : silent("saw no row"),
  });
  if (observation.kind !== "silent" || observation.controlled === true) return observation;
  return (await shows(context, view, `${tenant} = ${quoteLiteral(seed.other.tenant)}`))
    ? heldBack("saw no row, though others' rows are there")
    : unable("no made-up row shows in the view");
}

/** Whether a made-up row shows in the view for its owner. */
async function shows(context: AttackContext, { object }: TenantView, where: string): Promise<boolean> {
  const observation = await context.attempt({
    statements: ["SELECT"],
    read: () => silent(""),
    verify: {
      owner: object.owner,
      question: `SELECT EXISTS (SELECT FROM ${quoteObject(object)} WHERE ${where}) AS seen`,
      read: ([row]) => (row?.["seen"] === true ? reached("") : silent("")),
    },
  });
  return observation.kind === "reached";
}

/**
 * A view without the tenant column (totals, counts) is judged by interference: what it tells one tenant must not
 * change when the other tenant's rows go, and must change when its own go, or nothing can be concluded.
 */
async function interference(
  context: AttackContext,
  view: TenantView,
  { seed, table }: StagedView,
): Promise<Observation> {
  const content = async (without: "nobody" | "own" | "other"): Promise<Observation> =>
    context.attempt({
      ...(without === "nobody"
        ? {}
        : withoutRows(
            context,
            view.reads.filter(({ shared }) => !shared),
            [without],
          )),
      statements: [
        context.serve(table, seed.own),
        `SELECT md5(coalesce(string_agg(v::text, ',' ORDER BY v::text), '')) AS content FROM ${quoteObject(view.object)} AS v`,
      ],
      // The hash travels as the answer; it is compared, never reported.
      read: ([row]) => silent(String(row?.["content"])),
    });
  const full = await content("nobody");
  if (full.kind !== "silent") return full;
  const withoutOther = await content("other");
  if (withoutOther.kind !== "silent") return withoutOther;
  if (withoutOther.how !== full.how)
    return reached("what it tells one tenant changes with another tenant's rows");
  const withoutOwn = await content("own");
  if (withoutOwn.kind !== "silent") return withoutOwn;
  return withoutOwn.how === full.how
    ? unable("no made-up row shows in the view")
    : heldBack("what it tells one tenant does not depend on another tenant's rows");
}
