import { PUBLIC } from "../model/acl";
import { granteeText } from "../model/keys";
import { hasHole } from "../model/server-holes";
import { finding } from "./findings";
import type { DeclaredPolicy, PolicyFacts, PolicyFinding } from "./types";

const COMMANDS = ["SELECT", "INSERT", "UPDATE", "DELETE"] as const;
type Command = (typeof COMMANDS)[number];

/** What is wrong with policies together, and with whom they are for. */
export function judgeSet(policies: readonly DeclaredPolicy[], facts: PolicyFacts): PolicyFinding[] {
  return [
    ...policies.flatMap((policy) => judgeRoles(policy, facts)),
    ...secondOnes(policies, facts),
    ...restrictiveOnly(policies, facts),
    ...lonely(policies, facts),
  ];
}

function judgeRoles(policy: DeclaredPolicy, { server: { version } }: PolicyFacts): PolicyFinding[] {
  const toPublic = policy.roles.includes(PUBLIC);
  if (policy.permissive)
    return toPublic
      ? [
          finding(
            "policy-to-public",
            policy.name,
            undefined,
            "is permissive and TO PUBLIC: every role that is granted the table, now and later, passes by it",
          ),
        ]
      : [];
  // A major that isn't known there counts as open.
  if (toPublic || hasHole("CVE-2026-116311", version) === false) return [];
  return [
    finding(
      "restrictive-to-role",
      policy.name,
      undefined,
      `is restrictive and TO ${policy.roles.map(granteeText).join(", ")}: on a server without the fix of CVE-2026-116311 that role takes itself out of it by DROP OWNED BY`,
    ),
  ];
}

/** Each later one of two permissive policies that a tenant role has for the same command. */
function secondOnes(policies: readonly DeclaredPolicy[], facts: PolicyFacts): PolicyFinding[] {
  const before: DeclaredPolicy[] = [];
  return policies.flatMap((policy) => {
    const [role] = tenantsOf(policy, facts);
    if (!policy.permissive || role === undefined) return [];
    const other = before.find(
      (earlier) =>
        overlap(tenantsOf(policy, facts), tenantsOf(earlier, facts)) &&
        overlap(commandsOf(policy), commandsOf(earlier)),
    );
    before.push(policy);
    const beside = facts.defaultPolicy ? "the default policy" : other?.name;
    return beside === undefined
      ? []
      : [
          finding(
            "second-permissive-policy",
            policy.name,
            undefined,
            `is permissive beside ${beside} for ${granteeText(role)}: permissive policies are OR-ed, so a row passes that passes either, and no index can be used (50 to 330 times the time of a list)`,
          ),
        ];
  });
}

/** A restrictive policy under which nothing lets a tenant in. */
function restrictiveOnly(policies: readonly DeclaredPolicy[], facts: PolicyFacts): PolicyFinding[] {
  if (facts.defaultPolicy) return [];
  return policies.flatMap((policy) => {
    if (policy.permissive) return [];
    const shut = commandsOf(policy).filter((command) =>
      tenantsOf(policy, facts).some((role) => !passes(policies, role, command)),
    );
    // Where the others have no policy either, that is how a role is kept to reading.
    return shut.length < commandsOf(policy).length || shut.length === 0
      ? []
      : [
          finding(
            "restrictive-only",
            policy.name,
            undefined,
            `is restrictive, and no permissive policy lets its tenants ${shut.join(", ")}: they get no row at all`,
          ),
        ];
  });
}

/** Commands that need another command's policy too. */
function lonely(policies: readonly DeclaredPolicy[], facts: PolicyFacts): PolicyFinding[] {
  if (facts.defaultPolicy) return [];
  return policies.flatMap((policy) => {
    const [role] = tenantsOf(policy, facts);
    if (!policy.permissive || role === undefined) return [];
    const lacks = (command: Command) => !passes(policies, role, command);
    if (policy.command === "SELECT" && lacks("UPDATE"))
      return [
        finding(
          "select-without-update",
          policy.name,
          undefined,
          `is FOR SELECT, and ${granteeText(role)} has no policy for UPDATE: SELECT … FOR UPDATE returns no row, without an error`,
        ),
      ];
    if ((policy.command === "UPDATE" || policy.command === "DELETE") && lacks("SELECT"))
      return [
        finding(
          "write-without-select",
          policy.name,
          undefined,
          `is FOR ${policy.command}, and ${granteeText(role)} has no policy for SELECT: with a WHERE it reaches no row, without an error`,
        ),
      ];
    return [];
  });
}

/** True where a permissive policy lets a role use a command. */
function passes(policies: readonly DeclaredPolicy[], role: string, command: Command): boolean {
  return policies.some(
    (policy) =>
      policy.permissive &&
      (policy.roles.includes(PUBLIC) || policy.roles.includes(role)) &&
      commandsOf(policy).includes(command),
  );
}

/** The tenant roles that a policy is for. */
function tenantsOf({ roles }: DeclaredPolicy, { tenantRoles }: PolicyFacts): readonly string[] {
  return tenantRoles.filter((role) => roles.includes(PUBLIC) || roles.includes(role));
}

function commandsOf({ command }: DeclaredPolicy): readonly Command[] {
  return command === "ALL" ? COMMANDS : [command];
}

function overlap(a: readonly string[], b: readonly string[]): boolean {
  return a.some((one) => b.includes(one));
}
