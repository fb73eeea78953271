import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";
import { heldBack, reached } from "../../observation";

/** GRANT without a grant option is a mere warning where the role holds anything, so the access list itself is compared. */
export default defineAttack({
  id: "pass-on-privileges",
  title: "Passes its privileges on to PUBLIC",
  family: "roles",
  severity: "high",
  as: EVERYONE,
  target: "table",
  why: "A privilege WITH GRANT OPTION spreads beyond what anybody declared.",
  defence: "privileges without GRANT OPTION",
  fix: "REVOKE GRANT OPTION FOR … on it FROM the role (CASCADE)",
  run: async (context, table) => {
    const question = `SELECT coalesce(relacl::text, '') AS acl FROM pg_catalog.pg_class WHERE oid = ${table.oid}`;
    const [before] = await context.ask<{ acl: string }>(question);
    return context.attempt({
      statements: [`GRANT ALL ON TABLE ${quoteObject(table)} TO PUBLIC`],
      verify: {
        owner: table.owner,
        question,
        read: ([after]) =>
          after?.["acl"] === before?.acl
            ? heldBack("granted nothing")
            : reached("opened the table to PUBLIC"),
      },
    });
  },
});
