import { reaches } from "../../checks/role-reach";
import { MEMBER_OF_NOTHING } from "../../examples/programs";
import { isPlatformRole } from "../../facts/platform-roles";
import { roleGraph } from "../../facts/role-graph";
import { ALLOWED_ROLES } from "../../option";
import { defineRule } from "../../rule";

const POWERS = new Map([
  ["pg_signal_backend", "can end the sessions and queries of others"],
  ["pg_create_subscription", "can make the server connect to others and copy in what they send"],
  ["pg_maintain", "can lock, rewrite and analyze every table"],
  ["pg_checkpoint", "can make the server write everything to disk at any time"],
  ["pg_use_reserved_connections", "can take the connections that are kept for an emergency"],
  ["pg_signal_autovacuum_worker", "can keep tables from being cleaned up"],
]);

export default defineRule({
  id: "role-member-of-operations",
  title: "A login role can disturb the server's operation",
  severity: "medium",
  topic: "roles",
  scope: "object",
  facts: ["role", "membership"],
  about: "login roles that administer nothing",
  why: "These predefined roles are for those who run the server. An application, or whoever gets into it, ends other applications' sessions with them, locks their tables, brings data in from elsewhere, or takes the last connection, by which somebody would have come to help.",
  fix: "Revoke the membership; where a tool for operations needs it, name its role in the option allowed.",
  palisade: MEMBER_OF_NOTHING,
  references: ["https://www.postgresql.org/docs/current/predefined-roles.html"],
  catalogue: ["R09"],
  options: { allowed: ALLOWED_ROLES },
  check(role, { facts, options }) {
    if (role.login === false || role.superuser === true || isPlatformRole(role.name)) return undefined;
    // Who manages roles administers the server; a standby may take a connection that is kept for it.
    if (role.createRole === true || options.allowed.includes(role.name)) return undefined;
    const powers = (name: string) =>
      name === "pg_use_reserved_connections" && role.replication === true ? undefined : POWERS.get(name);
    // What a platform's own role brings to a customer's administrator is the platform's doing.
    return reaches(role, roleGraph(facts), (name, way) =>
      way.some(isPlatformRole) ? undefined : powers(name),
    );
  },
});
