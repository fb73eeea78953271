import { granteeText, objectKey } from "../../../model/keys";
import type { ObjectName } from "../../../model/objects";
import { membershipGraph } from "../../../model/reach";
import { ROLE_TENANTS, TENANCY_SCHEMA } from "../../../sql/tenancy-names";
import {
  createRoleTenants,
  deleteRoleTenant,
  upsertRoleTenant,
  withholdRoleTenantStatistics,
} from "../../../sql/tenancy-tables";
import type { FormBuilder } from "./objects";

const ROLES: ObjectName = { kind: "table", schema: TENANCY_SCHEMA, name: ROLE_TENANTS };

/** The form `role`: the table that says which role is which tenant. */
export function planRoleTenants(part: FormBuilder): void {
  judgeMemberships(part);
  const { intent, model, reader } = part;
  const live = model.tenancy?.roleTenants;
  if (live === undefined)
    part.make(ROLES, "is created", "declared", createRoleTenants(), withholdRoleTenantStatistics());
  const readers = [...intent.tenantRoles, ...(reader === undefined ? [] : [reader])];
  part.grants(ROLES, live, {
    // Without USAGE on the schema a tenant role cannot name the table: only its policies read it.
    needed: readers.map((grantee) => ({ grantee, privilege: "SELECT" })),
    reason: "its policy reads it",
    allowed: ({ grantee, privilege }) => privilege === "SELECT" && !part.isTenant(grantee),
  });
  const rows = live === undefined ? [] : live.rows;
  if (rows === undefined) return;
  const columns = new Set(intent.keys.map(({ column }) => column));
  const mine = rows.filter(({ key }) => columns.has(key));
  const wanted = intent.roleTenants.flatMap(({ role, tenant }) =>
    intent.keys.map(({ column }, index) => ({ role, key: column, value: tenant[index] ?? "" })),
  );
  const text = (list: typeof wanted | typeof mine) =>
    list
      .map(({ role, key, value }) => `${granteeText(role)} has ${key} ${value}`)
      .sort()
      .join(", ");
  part.state(objectKey(ROLES), text(wanted), text(mine));
  for (const { role, key, value } of mine)
    if (!wanted.some((one) => one.role === role && one.key === key))
      part.make(
        ROLES,
        `${granteeText(role)} loses ${key} ${value}`,
        "not declared",
        deleteRoleTenant(role, key),
      );
  for (const { role, key, value } of wanted) {
    const now = mine.find((one) => one.role === role && one.key === key);
    if (now?.value === value) continue;
    const was = now === undefined ? "" : `, was ${now.value}`;
    part.make(
      ROLES,
      `${granteeText(role)} gains ${key} ${value}${was}`,
      "declared",
      upsertRoleTenant(role, key, value),
    );
  }
}

/** A role that can be another one can be its tenant too: RESET ROLE and SET ROLE are anybody's. */
function judgeMemberships(part: FormBuilder): void {
  const { intent, model } = part;
  const graph = membershipGraph(model);
  const tenants = new Set(intent.roleTenants.map(({ role }) => role));
  const open = new Set([intent.owner, ...intent.support.map(({ role }) => role)]);
  for (const { path, role } of intent.roleTenants) {
    if (!model.roles.has(role)) continue;
    for (const other of graph.memberships(role).keys()) {
      if (tenants.has(other))
        part.problem(
          path,
          `${granteeText(role)} is a member of ${granteeText(other)} and could be its tenant as well: take it out`,
        );
      if (open.has(other))
        part.problem(
          path,
          `${granteeText(role)} is a member of ${granteeText(other)}, who sees every tenant: take it out`,
        );
    }
    if (!intent.tenantRoles.some((tenant) => graph.inherits(role, tenant)))
      part.report(
        objectKey(ROLES),
        `${granteeText(role)} has the rights of no tenant role, so that no policy lets it see a row: make it a member of one`,
      );
  }
  // A login that several tenants share is no border between them.
  for (const name of model.roles.keys()) {
    if (tenants.has(name) || model.roles.get(name)?.superuser === true || name === model.reader.name)
      continue;
    const reached = [...graph.settableRoles(name).keys()].filter((other) => tenants.has(other));
    if (reached.length > 1)
      part.report(
        objectKey(ROLES),
        `${granteeText(name)} can become ${reached.map(granteeText).join(" and ")}: whoever is logged in as it is every one of these tenants; let each tenant log in as its own role`,
      );
  }
}
