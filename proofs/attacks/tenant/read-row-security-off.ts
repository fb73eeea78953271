import { defineAttack, EVERYONE } from "../../attack";
import { unable } from "../../observation";
import { whyMissing } from "../../seed/seeds";
import { mayTry, readAny, withoutPrivilege } from "./actions";

/** `row_security = off` asks the server to fail rather than to filter: it must not be an off switch. */
export default defineAttack({
  id: "tenant-read-row-security-off",
  title: "Reads another tenant's rows with row_security switched off",
  family: "tenant isolation",
  severity: "critical",
  as: EVERYONE,
  target: "tenant table",
  looks: true,
  control: "read",
  why: "Any role may set row_security to off; only a role that row security does not bind gains by it.",
  defence: "row security that binds the role: no BYPASSRLS, no ownership without FORCE",
  fix: "take BYPASSRLS from the role, take it out of the owner's role, and FORCE ROW LEVEL SECURITY on the table",
  run: (context, table) => {
    if (!mayTry(context, table, "read")) return withoutPrivilege(context, table, "read");
    const seed = context.seed(table);
    if ("missing" in seed) return Promise.resolve(unable(whyMissing(seed)));
    const { statements, ...read } = readAny(table, seed.own.tenant);
    return context.attempt({
      ...read,
      statements: ["SET LOCAL row_security = off", context.serve(table, seed.own), ...statements],
    });
  },
});
