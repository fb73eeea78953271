import { quoteIdentifier } from "./quote";

/** What a REVOKE of a role says. */
export interface RevokeRole {
  readonly role: string;
  readonly member: string;
  /** Takes only this option back, and leaves the membership. INHERIT and SET came with PostgreSQL 16. */
  readonly option?: "ADMIN" | "INHERIT" | "SET";
  /** Whose grant is taken back (PostgreSQL 16 and later, where several roles can have granted the same). */
  readonly grantedBy?: string;
  /** Also takes back what the member granted to others by its ADMIN option. @default false */
  readonly cascade?: boolean;
}

/** `REVOKE [option OPTION FOR] role FROM member [GRANTED BY grantor] [CASCADE]`. */
export function revokeRole({ role, member, option, grantedBy, cascade }: RevokeRole): string {
  return [
    "REVOKE",
    ...(option === undefined ? [] : [`${option} OPTION FOR`]),
    `${quoteIdentifier(role)} FROM ${quoteIdentifier(member)}`,
    ...(grantedBy === undefined ? [] : [`GRANTED BY ${quoteIdentifier(grantedBy)}`]),
    ...(cascade === true ? ["CASCADE"] : []),
  ].join(" ");
}
