import type { Door, LoginRole } from "./connection/door";
import type { AttackContext } from "./context";
import type { Control } from "./controls";
import type { Observation } from "./observation";
import type { AttackerKind } from "./scene/attackers";
import type { TargetKind, TargetOf } from "./scene/scene";

/** The families of attacks, in the order in which reports show them, with what a family asks. */
export const FAMILIES = {
  "tenant isolation": "can a tenant read, add, change, move or delete another tenant's rows?",
  "ways around": "do views, partitions, functions, keys or references lead around row security?",
  "schema changes": "can a role that only works with rows change what the database is made of?",
  "read-only roles": "can a role that only reads write?",
  shadowing: "can a role put its own object in front of a real one?",
  roles: "can a role become another one, or give itself or others more than it was given?",
  server: "can a role reach the server's files, programs, settings or replication?",
  secrets: "can a role read password hashes, server rules, other sessions or statistics?",
  "sessions and settings":
    "does a session keep its tenant, its cursors or its plans for the next one, or store them for later?",
  "side channels": "do counts, keys, plans or statistics tell of other tenants' rows?",
  "new objects": "is what the owner creates tomorrow closed until somebody opens it?",
  "known holes": "do published holes of this server lead through, or does this database hold all the same?",
  connection: "can a connection be made in plain text, without a password, or to an impostor?",
} as const;

/** See {@link FAMILIES}. */
export type Family = keyof typeof FAMILIES;

/** How bad it is when the attack gets through: the same words as the rules use. */
export type Severity = "critical" | "high" | "medium" | "low";

/** What every attack says of itself. */
export interface AttackDescription {
  /** Kebab-case; part of reports, never changed. */
  readonly id: string;
  /** What the attacker does, as a sentence without a full stop: "Reads another tenant's rows …". */
  readonly title: string;
  readonly family: Family;
  readonly severity: Severity;
  /** Why it matters, in one or two sentences. */
  readonly why: string;
  /** What stops it where the database is hardened. */
  readonly defence: string;
  /** What to do when it gets through. */
  readonly fix: string;
}

/** An attack made by a role inside the transaction that is rolled back. */
export interface RoleAttack<K extends TargetKind = TargetKind> extends AttackDescription {
  /** Which roles make it. */
  readonly as: readonly AttackerKind[];
  /** What it is aimed at; it is made once for each. */
  readonly target: K;
  /** The first `server_version_num` on which the attack exists. @default every version */
  readonly since?: number;
  /** True for an attack that means nothing unless the session belongs to the role itself. @default false */
  readonly ownSession?: boolean;
  /** True for an attack that needs a session in which the tenant setting was never set: it is made first. @default false */
  readonly untouched?: boolean;
  /**
   * True for an attack that writes nothing however it ends, and that rows which are there already suffice for: it is
   * made where nothing may be written. @default false
   */
  readonly looks?: boolean;
  /** SQLSTATEs of the role's own statement that are the defence at work. @default ["42501"] */
  readonly refusals?: readonly string[];
  /** SQLSTATEs that can only come after the defence was passed (a foreign key behind row security), and what that proves. */
  readonly breaches?: Readonly<Record<string, string>>;
  /**
   * What the same role must be able to do with its own tenant's row before "it reached nothing" counts as a defence:
   * otherwise an empty table, or a wrong setting name, would look defended.
   */
  readonly control?: Control;
  run(context: AttackContext, target: TargetOf<K>): Promise<Observation | readonly Observation[]>;
}

/** The SQLSTATE of everything that PostgreSQL refuses for want of a privilege or by row security. */
export const INSUFFICIENT_PRIVILEGE = "42501";

/** Every role that attacks. */
export const EVERYONE: readonly AttackerKind[] = ["application", "readonly", "stranger"];

/** Any role's attack, whatever it is aimed at. */
export type AnyRoleAttack = { readonly [K in TargetKind]: RoleAttack<K> }[TargetKind];

/**
 * Declares an attack. One file, one attack, default export; `proofs/attacks/index.ts` lists them all. Throws a
 * `RangeError` for a definition that cannot be meant.
 */
export function defineAttack<K extends TargetKind>(attack: RoleAttack<K>): RoleAttack<K> {
  if (!isId(attack.id)) throw new RangeError(`${attack.id} is not a kebab-case identifier`);
  if (attack.as.length === 0) throw new RangeError(`${attack.id}: nobody makes this attack`);
  const both = (attack.refusals ?? [INSUFFICIENT_PRIVILEGE]).filter(
    (code) => attack.breaches?.[code] !== undefined,
  );
  if (both.length > 0) throw new RangeError(`${attack.id}: ${both} cannot be both a defence and a breach`);
  return attack;
}

/** An attack by a fresh connection, outside any transaction. No password is ever sent. */
export interface ConnectionAttack extends AttackDescription {
  /** Whether it is made once for each role that may log in, or once for the server. */
  readonly aims: "login roles" | "server";
  readonly refusals?: readonly string[];
  readonly breaches?: Readonly<Record<string, string>>;
  run(door: Door, role: LoginRole): Promise<Observation>;
}

/** Declares an attack by a fresh connection, as {@link defineAttack} does for roles. */
export function defineConnectionAttack(attack: Omit<ConnectionAttack, "family">): ConnectionAttack {
  if (!isId(attack.id)) throw new RangeError(`${attack.id} is not a kebab-case identifier`);
  return { ...attack, family: "connection" };
}

/** Any attack. */
export type Attack = AnyRoleAttack | ConnectionAttack;

function isId(id: string): boolean {
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(id);
}
