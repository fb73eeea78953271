import { displayIdentifier } from "../../../postgres/sql/quote";
import { reaches } from "../../checks/role-reach";
import { MEMBER_OF_NOTHING } from "../../examples/programs";
import { roleGraph } from "../../facts/role-graph";
import { isTenantTable } from "../../facts/tenant";
import { ALLOWED_ROLES, TENANT_COLUMN } from "../../option";
import { defineRule } from "../../rule";

export default defineRule({
  id: "role-member-of-table-owner",
  title: "A login role can act as the owner of tenants' tables",
  severity: "high",
  topic: "roles",
  scope: "object",
  world: "server",
  facts: ["role", "membership", "table"],
  about: "login roles that are not superusers",
  why: "PostgreSQL counts members of the owner as the owner. They alter and drop the table, switch its row security off, and without FORCE no policy binds them.",
  fix: "Revoke the membership. Migrations connect as the owner itself; a person who must act as the owner goes into the rule's option allowed.",
  palisade: MEMBER_OF_NOTHING,
  references: [
    "https://www.postgresql.org/docs/current/ddl-rowsecurity.html",
    "https://www.postgresql.org/docs/current/role-membership.html",
  ],
  catalogue: ["R06"],
  options: { tenantColumn: TENANT_COLUMN, allowed: ALLOWED_ROLES },
  check(role, { facts, of, options }) {
    if (role.login === false || role.superuser === true || options.allowed.includes(role.name))
      return undefined;
    const owners = new Map<string, number>();
    for (const table of of("table")) {
      if (table.owner !== undefined && isTenantTable(table, options.tenantColumn)) {
        owners.set(table.owner, (owners.get(table.owner) ?? 0) + 1);
      }
    }
    if (owners.size === 0) return undefined;
    return reaches(role, roleGraph(facts), (name) => {
      const count = owners.get(name);
      return count === undefined
        ? undefined
        : `can act as ${displayIdentifier(name)}, the owner of ${count === 1 ? "a tenants' table" : `${count} tenants' tables`}`;
    });
  },
});
