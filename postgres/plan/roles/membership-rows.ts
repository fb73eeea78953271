import type { Membership } from "../../model/model";

/** What a membership allows. */
export interface MembershipOptions {
  readonly admin: boolean;
  readonly inherit: boolean;
  readonly set: boolean;
}

/** One of {@link MembershipOptions}. */
export type MembershipOption = keyof MembershipOptions;

/** The options in the order in which they are told. */
export const MEMBERSHIP_OPTIONS = ["admin", "inherit", "set"] as const satisfies MembershipOption[];

/** What several grants of the same membership allow together: what any of them allows. */
export function together(rows: readonly MembershipOptions[]): MembershipOptions | undefined {
  if (rows.length === 0) return undefined;
  return {
    admin: rows.some(({ admin }) => admin),
    inherit: rows.some(({ inherit }) => inherit),
    set: rows.some(({ set }) => set),
  };
}

/** What both allow. */
export function common(a: MembershipOptions, b: MembershipOptions): MembershipOptions {
  return { admin: a.admin && b.admin, inherit: a.inherit && b.inherit, set: a.set && b.set };
}

/** Whether `a` allows everything that `b` does. Nothing at all is covered by anything. */
export function covers(a: MembershipOptions | undefined, b: MembershipOptions | undefined): boolean {
  if (b === undefined) return true;
  return a !== undefined && MEMBERSHIP_OPTIONS.every((option) => a[option] || !b[option]);
}

/** One key for a role and a member. */
export function pairKey({ role, member }: Pick<Membership, "role" | "member">): string {
  return JSON.stringify([role, member]);
}

/**
 * The rows of `pg_auth_members` as they become while statements are planned: what GRANT and REVOKE … CASCADE do to
 * them since PostgreSQL 16 (AddRoleMems, plan_recursive_revoke in src/backend/commands/user.c).
 */
export class MembershipRows {
  readonly #byRole = new Map<string, Membership[]>();
  readonly #dependent: boolean;

  /** `dependent`: whether grants hang on the ADMIN option of their grantor, as they do since PostgreSQL 16. */
  constructor(rows: readonly Membership[], dependent: boolean) {
    this.#dependent = dependent;
    for (const row of rows) this.#rowsOf(row.role).push(row);
  }

  /** A copy to try something on. */
  copy(): MembershipRows {
    return new MembershipRows(this.all(), this.#dependent);
  }

  /** Every row. */
  all(): Membership[] {
    return [...this.#byRole.values()].flat();
  }

  /** The grants of one membership, one a grantor. */
  of({ role, member }: Pick<Membership, "role" | "member">): Membership[] {
    return this.#rowsOf(role).filter((row) => row.member === member);
  }

  /** The row of one grantor as it is now. */
  find({ role, member, grantor }: Pick<Membership, "role" | "member" | "grantor">): Membership | undefined {
    return this.#rowsOf(role).find((row) => row.member === member && row.grantor === grantor);
  }

  /** Adds a row, or replaces that of the same grantor. */
  grant(row: Membership): void {
    const rows = this.#rowsOf(row.role);
    const index = rows.findIndex(({ member, grantor }) => member === row.member && grantor === row.grantor);
    if (index === -1) rows.push(row);
    else rows[index] = row;
  }

  /** Takes a row away, or one option of it. Returns the rows of others that CASCADE takes with it. */
  revoke(row: Membership, option?: MembershipOption): Membership[] {
    const now = this.find(row);
    if (now === undefined) return [];
    this.#remove(now);
    if (option !== undefined) this.#rowsOf(row.role).push({ ...now, [option]: false });
    const casualties: Membership[] = [];
    if (this.#dependent && now.admin && (option === undefined || option === "admin"))
      this.#cut(row.role, row.member, casualties);
    return casualties;
  }

  /** What a member granted goes when nobody gives it the ADMIN option any more. */
  #cut(role: string, member: string, casualties: Membership[]): void {
    if (this.of({ role, member }).some(({ admin }) => admin)) return;
    for (const row of [...this.#rowsOf(role)]) {
      if (row.grantor !== member || this.find(row) === undefined) continue;
      this.#remove(row);
      casualties.push(row);
      if (row.admin) this.#cut(role, row.member, casualties);
    }
  }

  #remove(row: Membership): void {
    const rows = this.#rowsOf(row.role);
    rows.splice(rows.indexOf(row), 1);
  }

  #rowsOf(role: string): Membership[] {
    const known = this.#byRole.get(role);
    if (known !== undefined) return known;
    const rows: Membership[] = [];
    this.#byRole.set(role, rows);
    return rows;
  }
}
