import { allOf, isKnown } from "../../facts/maybe";
import { displayObject, roleRef } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { ALLOWED_ROLES } from "../../option";
import { defineRule } from "../../rule";
import { sqlName } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "role-no-connection-limit",
  title: "A login role has no connection limit",
  severity: "low",
  topic: "roles",
  scope: "object",
  facts: ["role"],
  about: "login roles that are not superusers",
  why: "One application that leaks connections, or one leaked password, takes every connection of the server and locks everybody else out, the administrator included.",
  fix: "Give the role a limit somewhat above the size of its connection pools.",
  palisade: `import * as palisade from "pulumi-palisade";

new palisade.Access("shop", {
  database: "shop",
  owner: "shop_owner",
  schemas: { app: {} },
  roles: { shop_app: { connectionLimit: 50 } },
});`,
  references: ["https://www.postgresql.org/docs/current/sql-alterrole.html"],
  catalogue: ["R11"],
  options: { allowed: ALLOWED_ROLES },
  check(role, { options }) {
    if (role.login === false || role.superuser === true || options.allowed.includes(role.name))
      return undefined;
    const limit = role.connectionLimit;
    if (limit === undefined) return undefined;
    if (!allOf(isKnown(limit) ? limit < 0 : limit, role.login ?? true)) return pass;
    return finding(
      locate(roleRef(role.name), role, "login", "connectionLimit"),
      `${displayObject(roleRef(role.name))} may open any number of connections`,
      `ALTER ROLE ${sqlName(role.name)} CONNECTION LIMIT 20;`,
    );
  },
});
