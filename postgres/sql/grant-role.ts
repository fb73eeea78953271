import { quoteIdentifier } from "./quote";

/** What a GRANT of a role says. */
export interface GrantRole {
  readonly role: string;
  readonly member: string;
  /** WITH ADMIN OPTION. Absent: the grant leaves the option as it is, a new one comes without. */
  readonly admin?: boolean;
  /** WITH INHERIT (PostgreSQL 16 and later). Absent: a new grant takes the member's INHERIT attribute. */
  readonly inherit?: boolean;
  /** WITH SET (PostgreSQL 16 and later). Absent: a new grant comes with it. */
  readonly set?: boolean;
  /** Whose grant it is (PostgreSQL 16 and later, where several roles can grant the same). @default PostgreSQL's choice */
  readonly grantedBy?: string;
}

/** `GRANT role TO member WITH ADMIN OPTION`, or from PostgreSQL 16 on `… WITH ADMIN TRUE, INHERIT FALSE, SET TRUE`. */
export function grantRole({ role, member, admin, inherit, set, grantedBy }: GrantRole): string {
  const by = grantedBy === undefined ? "" : ` GRANTED BY ${quoteIdentifier(grantedBy)}`;
  const head = `GRANT ${quoteIdentifier(role)} TO ${quoteIdentifier(member)}`;
  // The one form that every version understands.
  if (admin === true && inherit === undefined && set === undefined) return `${head} WITH ADMIN OPTION${by}`;
  const options = Object.entries({ ADMIN: admin, INHERIT: inherit, SET: set })
    .filter(([, on]) => on !== undefined)
    .map(([word, on]) => `${word} ${on === true ? "TRUE" : "FALSE"}`);
  return options.length === 0 ? `${head}${by}` : `${head} WITH ${options.join(", ")}${by}`;
}
