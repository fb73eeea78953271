import { roleSetting } from "../../checks/role-setting";
import { type Facts, factsOf } from "../../facts/facts";
import { known } from "../../facts/maybe";
import { displayObject, roleRef } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import type { RoleFact } from "../../facts/roles";
import { ALLOWED_ROLES } from "../../option";
import { defineRule } from "../../rule";
import { sqlName } from "../../sql-text";
import { finding, pass } from "../../verdict";

const TIMEOUTS = ["statement_timeout", "idle_in_transaction_session_timeout"] as const;

export default defineRule({
  id: "role-no-timeouts",
  title: "A login role's statements or idle transactions never end",
  severity: "medium",
  topic: "roles",
  // The role's own settings, the database's and the server's decide together.
  scope: "closed-world",
  facts: ["role", "database", "setting"],
  about: "login roles that are not superusers",
  why: "A statement without end holds its locks and its memory; an idle transaction keeps VACUUM from cleaning up and locks from being released. Either is an outage that one session can cause.",
  fix: "Set statement_timeout and idle_in_transaction_session_timeout for the role, for the database, or for the server.",
  palisade: `import * as palisade from "pulumi-palisade";

new palisade.Access("shop", {
  database: "shop",
  owner: "shop_owner",
  schemas: { app: {} },
  roles: { shop_app: { settings: { statement_timeout: "30s", idle_in_transaction_session_timeout: "60s" } } },
});`,
  references: ["https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-STATEMENT-TIMEOUT"],
  catalogue: ["N08", "N09"],
  options: { allowed: ALLOWED_ROLES },
  check(role, { facts, options }) {
    if (role.login === false || role.superuser === true || options.allowed.includes(role.name))
      return undefined;
    const missing = TIMEOUTS.filter((name) => isUnlimited(effective(facts, role, name)));
    if (missing.length === 0) return pass;
    return finding(
      locate(roleRef(role.name), role),
      `${displayObject(roleRef(role.name))} has no ${missing.join(" and no ")}`,
      missing
        .map(
          (name) =>
            `ALTER ROLE ${sqlName(role.name)} SET ${name} = '${name === "statement_timeout" ? "30s" : "60s"}';`,
        )
        .join(" "),
    );
  },
});

/** What a session of the role starts with: the role's setting, else the database's, else the server's. */
function effective(facts: Facts, role: RoleFact, name: string): string {
  const ofRole = roleSetting(role, name);
  if (ofRole !== undefined) return ofRole;
  for (const database of factsOf(facts, "database")) {
    const ofDatabase = database.settings?.[name];
    if (ofDatabase !== undefined) return ofDatabase;
  }
  const ofServer = factsOf(facts, "setting").find((setting) => setting.name === name);
  return ofServer === undefined ? "0" : known(ofServer.value);
}

/** `0` in any unit switches a timeout off. */
function isUnlimited(value: string): boolean {
  return Number.parseFloat(value) === 0;
}
