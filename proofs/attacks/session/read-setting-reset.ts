import { quoteLiteral } from "../../../postgres/sql/quote";
import { defineAttack, EVERYONE } from "../../attack";
import { unable } from "../../observation";
import { formOf, settingsOf } from "../../scene/tenancy";
import { whyMissing } from "../../seed/seeds";
import { mayTry, readAny, withoutPrivilege } from "../tenant/actions";
import { FAILS_CLOSED } from "../tenant/states";

/** What a pool does between two clients: the tenant that the first one set for its session is taken back. */
export default defineAttack({
  id: "read-setting-reset",
  title: "Reads rows after a pool has reset the tenant of the client before (RESET ALL)",
  family: "sessions and settings",
  severity: "critical",
  as: EVERYONE,
  target: "tenant table",
  looks: true,
  refusals: ["42501", ...FAILS_CLOSED, "P0001"],
  control: "read",
  why: "The next client of a pooled connection has a setting that was once set and is no more: it must mean nobody.",
  defence: "a policy that takes an empty setting for nobody",
  fix: "ENABLE and FORCE row security where it is missing; wrap the setting in nullif(…, '') and never treat the empty text as a wildcard",
  run: async (context, table) => {
    if (!mayTry(context, table, "read")) return withoutPrivilege(context, table, "read");
    const seed = context.seed(table);
    if ("missing" in seed && formOf(table) === "role") return unable(whyMissing(seed));
    const { statements, ...read } = readAny(table, undefined);
    return context.attempt({
      ...read,
      statements: [
        "missing" in seed ? context.say(table, "") : context.serve(table, seed.own),
        // For the session, as an application does that has never heard of poolers.
        ...settingsOf(table)
          .map(quoteLiteral)
          .map(
            (setting) =>
              `SELECT pg_catalog.set_config(${setting}, pg_catalog.current_setting(${setting}), false)`,
          ),
        ...(formOf(table) === "role" ? [context.say(table, "")] : []),
        "RESET ALL",
        ...statements,
      ],
    });
  },
});
