import { LOCKED_ROLE } from "../../examples/programs";
import { displayObject, roleRef } from "../../facts/object-ref";
import { defineRule } from "../../rule";
import { sqlName } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "role-unused",
  title: "A login role has never been given anything",
  severity: "low",
  topic: "roles",
  scope: "object",
  world: "server",
  facts: ["role"],
  about: "login roles that are neither superusers nor for replication",
  why: "Nobody misses such a role, and nobody changes its password when somebody leaves. It is a way in that only an attacker still uses.",
  fix: "Drop the role, or take LOGIN away.",
  palisade: LOCKED_ROLE,
  references: ["https://www.postgresql.org/docs/current/sql-droprole.html"],
  catalogue: ["R12"],
  check(role) {
    if (
      role.unused === undefined ||
      role.login !== true ||
      role.superuser === true ||
      role.replication === true
    )
      return undefined;
    if (!role.unused) return pass;
    const ref = roleRef(role.name);
    return finding(
      ref,
      `${displayObject(ref)} can log in, and in the whole cluster it owns nothing, holds no privilege and is a member of nothing`,
      `DROP ROLE ${sqlName(role.name)};`,
    );
  },
});
