import type { Session } from "../connect/session";
import { MEMBERSHIP_OPTIONS_VERSION } from "../model/server-facts";
import { grantRole } from "../sql/grant-role";
import { revokeRole } from "../sql/revoke-role";
import type { Loan } from "./acting";

/** A membership that the managing role gave itself, to be taken back before the end of the transaction. */
export interface Lent {
  /** Puts everything back as it was. */
  giveBack(): Promise<void>;
}

/** What a row of `pg_auth_members` allows. */
interface Options {
  readonly inherit: boolean;
  readonly set: boolean;
}

/**
 * Makes the managing role a member of a role for a while. A membership by the same grantor that was there before is
 * put back with the options that it had; else what is lent goes without a trace.
 */
export async function lend(session: Session, loan: Loan, member: string, version: number): Promise<Lent> {
  const { role, grantor } = loan;
  if (version < MEMBERSHIP_OPTIONS_VERSION || grantor === undefined) {
    const [before] = await session.rows(
      `SELECT 1 FROM pg_catalog.pg_auth_members WHERE roleid = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = $1)
          AND member = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = $2)`,
      [role, member],
    );
    await session.query(grantRole({ role, member }));
    return {
      giveBack: async () => {
        if (before === undefined) await session.query(revokeRole({ role, member }));
      },
    };
  }
  const [before] = await session.query<Options>(
    `SELECT m.inherit_option AS inherit, m.set_option AS set FROM pg_catalog.pg_auth_members m
      WHERE m.roleid = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = $1)
        AND m.member = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = $2)
        AND m.grantor = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = $3)`,
    [role, member, grantor],
  );
  await session.query(grantRole({ role, member, inherit: true, set: true, grantedBy: grantor }));
  return {
    giveBack: async () => {
      await session.query(
        before === undefined
          ? revokeRole({ role, member, grantedBy: grantor })
          : grantRole({ role, member, inherit: before.inherit, set: before.set, grantedBy: grantor }),
      );
    },
  };
}
