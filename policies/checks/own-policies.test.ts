import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PUBLIC } from "../../postgres/model/acl";
import type { Policy } from "../../postgres/model/row-security";
import { isDeclaredOpen } from "./own-policies";

const open = (name: string, command: Policy["command"], ...roles: string[]): Policy => ({
  name,
  command,
  roles,
  permissive: true,
  using: "true",
  withCheck: command === "ALL" ? "true" : null,
});

const TENANT: Policy = { ...open("palisade_tenant", "ALL", "shop_app"), using: "tenant_id = 1" };
const OWNER = open("palisade_owner", "ALL", "shop_owner");

describe("an open policy of RowSecurity", () => {
  const cases: readonly (readonly [string, Policy, readonly Policy[], boolean])[] = [
    ["a shared table is read", open("palisade_shared", "SELECT", "shop_app"), [OWNER], true],
    ["but not written", open("palisade_shared", "ALL", "shop_app"), [OWNER], false],
    ["nor beside a tenant's policy", open("palisade_shared", "SELECT", "shop_app"), [TENANT], false],
    ["a support role reads", open("palisade_support", "SELECT", "helpdesk"), [OWNER, TENANT], true],
    ["and writes only by the other one", open("palisade_support", "ALL", "helpdesk"), [TENANT], false],
    ["a support role writes", open("palisade_support_all", "ALL", "helpdesk"), [OWNER, TENANT], true],
    ["but is no tenant role", open("palisade_support_all", "ALL", "shop_app"), [TENANT], false],
    ["nor everybody", open("palisade_support", "SELECT", PUBLIC), [TENANT], false],
    ["another name excuses nothing", open("support", "SELECT", "helpdesk"), [TENANT], false],
  ];
  for (const [title, policy, others, expected] of cases)
    test(title, () => assert.equal(isDeclaredOpen(policy, [policy, ...others]), expected));
});
