import type { PolicyCommand } from "../postgres/model/row-security";
import { quoteObject } from "../postgres/sql/target";
import { setToItself } from "./attacks/tenant/statements";
import { conditionName } from "./conditions";
import type { AttackContext } from "./context";
import { heldBack, type Observation, reached } from "./observation";
import { reaches } from "./scene/attackers";
import { NO_RIGHTS } from "./scene/rights";
import type { TenantTable } from "./scene/scene";
import { formOf, settingsOf } from "./scene/tenancy";
import { insertStatement } from "./seed/row-maker";
import { markOf, markQuestion, type Seed, whyMissing } from "./seed/seeds";

/** What a role can do with a row of its own tenant. */
export type Control = "read" | "insert" | "update" | "delete";

/** Whether the role can do it: the proof that "reached nothing" is the defence and not an accident. */
export type ControlResult =
  | { readonly kind: "works" }
  /** The role is kept out altogether, which is a defence of its own. */
  | { readonly kind: "closed"; readonly reason: string }
  /** The role should be able to and is not: nothing can be concluded. */
  | { readonly kind: "broken"; readonly reason: string };

const COMMAND: Readonly<Record<Control, PolicyCommand>> = {
  read: "SELECT",
  insert: "INSERT",
  update: "UPDATE",
  delete: "DELETE",
};

const RIGHT = { read: "select", insert: "insert", update: "update", delete: "delete" } as const;

/** Remembers the positive controls of all roles and tables. */
export class Controls {
  readonly #known = new Map<string, Promise<ControlResult>>();

  /** Whether the context's role can do this with its own tenant's row in the table. */
  result(context: AttackContext, table: TenantTable, control: Control): Promise<ControlResult> {
    const key = JSON.stringify([context.attacker.role, table.key, control]);
    const known = this.#known.get(key) ?? perform(context, table, control);
    this.#known.set(key, known);
    return known;
  }
}

async function perform(context: AttackContext, table: TenantTable, control: Control): Promise<ControlResult> {
  const rights = context.rights.get(table.object.oid) ?? NO_RIGHTS;
  if (!rights[RIGHT[control]]) return { kind: "closed", reason: `it has no privilege to ${control}` };
  if (rights.rowSecurity && !hasPolicy(context, table, COMMAND[control]))
    return { kind: "closed", reason: "no policy lets it in" };
  const seed = context.seed(table);
  if ("missing" in seed) return { kind: "broken", reason: whyMissing(seed) };
  return conclude(context, table, control, await attempt(context, table, control, seed));
}

function hasPolicy({ attacker }: AttackContext, { object }: TenantTable, command: PolicyCommand): boolean {
  return (object.rowSecurity?.policies ?? []).some(
    (policy) =>
      policy.permissive &&
      (policy.command === "ALL" || policy.command === command) &&
      reaches(policy.roles, attacker),
  );
}

/** `reached` means that the role did it with its own row. */
function attempt(
  context: AttackContext,
  table: TenantTable,
  control: Control,
  { own }: Seed,
): Promise<Observation> | Observation {
  const name = quoteObject(table.object);
  const tenant = context.serve(table, own);
  const changed = {
    verify: {
      owner: table.object.owner,
      question: markQuestion(table.object, own.predicate),
      read: (rows: readonly Record<string, unknown>[]) =>
        markOf(rows) === own.mark ? heldBack("unchanged") : reached("changed"),
    },
  };
  switch (control) {
    case "read":
      return context.attempt({
        statements: [tenant, `SELECT FROM ${name} WHERE ${own.predicate} LIMIT 1`],
        read: ({ length }) => (length > 0 ? reached("seen") : heldBack("not seen")),
      });
    case "insert":
      if (own.made === undefined) return { kind: "unable", reason: "its rows were there before the proof" };
      return context.attempt({ statements: [tenant, insertStatement(table.object, own.made.written)] });
    case "update":
      return context.attempt({
        statements: [tenant, `${setToItself(context, table)} WHERE ${own.predicate}`],
        ...changed,
      });
    case "delete":
      return context.attempt({
        statements: [tenant, `DELETE FROM ${name} WHERE ${own.predicate}`],
        ...changed,
      });
    default:
      return control satisfies never;
  }
}

/** Constraint violations come after row security: the role was let through. */
const AFTER_ROW_SECURITY: ReadonlySet<string> = new Set(["23503", "23505", "23001"]);

function conclude(
  { attacker }: AttackContext,
  table: TenantTable,
  control: Control,
  observation: Observation,
): ControlResult {
  if (observation.kind === "reached") return { kind: "works" };
  if (observation.kind === "refused" && AFTER_ROW_SECURITY.has(observation.sqlstate))
    return { kind: "works" };
  const why =
    observation.kind === "refused"
      ? `was refused with ${conditionName(observation.sqlstate)} (${observation.sqlstate})`
      : observation.kind === "unable"
        ? observation.reason
        : `reached nothing; ${doubt(table)}`;
  return {
    kind: "broken",
    reason: `${attacker.role} cannot ${control} a row of its own tenant either: ${why}`,
  };
}

/** What may be wrong with the proof's own idea of the table's tenants. */
function doubt(table: TenantTable): string {
  const settings = settingsOf(table).map((setting) => JSON.stringify(setting));
  if (formOf(table) === "role") return "is the role's row in the table of tenants what its policy reads?";
  return settings.length === 1
    ? `is ${settings[0]} the setting that names the tenant?`
    : `are ${settings.join(", ")} the settings that name the tenant?`;
}
