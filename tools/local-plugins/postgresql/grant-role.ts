import { quoteIdentifier } from "../../../postgres/sql/quote";
import type { Properties } from "../../../provider/plugin/protocol";
import { standInResource, textOf } from "../stand-in";
import type { Configuration } from "./configuration";
import { change, withDatabase } from "./sessions";

/** `postgresql:index/grantRole:GrantRole`: the membership of `role` in `grantRole`. */
export const grantRole = standInResource<Configuration>({
  inputs: {
    role: { required: true, replace: true },
    grantRole: { required: true, replace: true },
    withAdminOption: { default: false, replace: true },
  },
  create: async (inputs, context) => {
    await change(context, undefined, async (session) => {
      await session.query(grantMembership(inputs));
    });
    const parts = [textOf(inputs, "role"), textOf(inputs, "grantRole"), inputs["withAdminOption"] === true];
    return { id: parts.join("_"), outputs: inputs };
  },
  read: async (id, state, context) => {
    if (textOf(state, "role") === undefined) throw new Error("a membership cannot be imported");
    const rows = await withDatabase(context, undefined, (session) =>
      session.query<{ admin: boolean }>(
        `SELECT bool_or(admin_option) AS admin FROM pg_auth_members m
         JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles r ON r.oid = m.member
         WHERE r.rolname = $1 AND g.rolname = $2 HAVING count(*) > 0`,
        [textOf(state, "role"), textOf(state, "grantRole")],
      ),
    );
    const [row] = rows;
    return row === undefined ? null : { id, outputs: { ...state, withAdminOption: row.admin } };
  },
  delete: async (_id, state, context) => {
    await change(context, undefined, async (session) => {
      const present = await session.query("SELECT FROM pg_roles WHERE rolname IN ($1, $2)", [
        textOf(state, "role"),
        textOf(state, "grantRole"),
      ]);
      if (present.length === 2) await session.query(revokeMembership(state));
    });
  },
});

/** The GRANT of a membership. */
export function grantMembership(inputs: Properties): string {
  const option = inputs["withAdminOption"] === true ? " WITH ADMIN OPTION" : "";
  return `GRANT ${quoteIdentifier(textOf(inputs, "grantRole") ?? "")} TO ${quoteIdentifier(textOf(inputs, "role") ?? "")}${option}`;
}

/** The REVOKE of a membership. */
export function revokeMembership(inputs: Properties): string {
  return `REVOKE ${quoteIdentifier(textOf(inputs, "grantRole") ?? "")} FROM ${quoteIdentifier(textOf(inputs, "role") ?? "")}`;
}
