import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";

/** Only the permission is asked for; no key is fetched even where it gets through. */
export default defineAttack({
  id: "read-signing-keys",
  title: "Reads the keys that sign tenants' tokens",
  family: "secrets",
  severity: "critical",
  as: EVERYONE,
  target: "signing keys",
  looks: true,
  why: "Whoever has a key, or the blocks that were made from it, signs any tenant's token.",
  defence: "no privilege on the schema palisade_tenancy and its table of keys for tenant roles",
  fix: "REVOKE ALL ON palisade_tenancy.signing_keys FROM the role and from PUBLIC, and USAGE on its schema; then replace the keys",
  run: (context, object) =>
    context.attempts(
      ["inner_block", "outer_block"].map((column) => ({
        statements: [`SELECT EXISTS (SELECT ${column} FROM ${quoteObject(object)})`],
        evidence: "may read the keys",
      })),
    ),
});
