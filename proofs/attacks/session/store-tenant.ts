import { quoteIdentifier, quoteSetting } from "../../../postgres/sql/quote";
import { defineAttack, EVERYONE } from "../../attack";
import { moot } from "../../observation";
import { settingsOf } from "../../scene/tenancy";

/** Any role may store most settings for its own later sessions; settings of no known extension only superusers may. */
export default defineAttack({
  id: "store-tenant",
  title: "Stores a tenant for its own later sessions (ALTER ROLE … SET)",
  family: "sessions and settings",
  severity: "high",
  as: EVERYONE,
  target: "database",
  why: "A connection that forgets to name its tenant would then serve the one that somebody planted, for good.",
  defence: "the tenant setting belongs to no extension, and the right to store such settings to superusers",
  fix: "REVOKE ALTER SYSTEM ON PARAMETER the tenant setting FROM the role and from PUBLIC; take SUPERUSER from the role",
  run: async (context, { name }) => {
    const settings = new Set(context.scene.targets["tenant table"].flatMap(settingsOf));
    if (settings.size === 0) return moot("no setting names a tenant");
    return context.attempts(
      [...settings].flatMap((setting) =>
        ["", `IN DATABASE ${quoteIdentifier(name)} `].map((where) => ({
          statements: [`ALTER ROLE CURRENT_USER ${where}SET ${quoteSetting(setting)} = 'palisade proof'`],
          evidence: "stored a tenant for its later sessions",
        })),
      ),
    );
  },
});
