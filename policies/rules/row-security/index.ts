import type { Rule } from "../../rule";
import anonymousWritePolicy from "./anonymous-write-policy";
import foreignKeyLeaksTenants from "./foreign-key-leaks-tenants";
import foreignTableExposesTenants from "./foreign-table-exposes-tenants";
import materializedViewExposesTenants from "./materialized-view-exposes-tenants";
import publicationCarriesTenants from "./publication-carries-tenants";
import rlsMissing from "./rls-missing";
import rlsNoPolicy from "./rls-no-policy";
import rlsNotForced from "./rls-not-forced";
import rlsOnlyRestrictive from "./rls-only-restrictive";
import rlsOpenPolicy from "./rls-open-policy";
import rlsPartitionGranted from "./rls-partition-granted";
import rlsPoliciesOverlap from "./rls-policies-overlap";
import rlsPoliciesWithoutRls from "./rls-policies-without-rls";
import rlsPolicyConstantTenant from "./rls-policy-constant-tenant";
import rlsPolicyEscape from "./rls-policy-escape";
import rlsPolicyForBypass from "./rls-policy-for-bypass";
import rlsPolicyImmutableFunction from "./rls-policy-immutable-function";
import rlsPolicyNever from "./rls-policy-never";
import rlsPolicyPublic from "./rls-policy-public";
import rlsPolicyReadsOpen from "./rls-policy-reads-open";
import rlsPolicySettingName from "./rls-policy-setting-name";
import rlsPolicySettingRaises from "./rls-policy-setting-raises";
import rlsPolicySlow from "./rls-policy-slow";
import rlsPolicyUnknownRole from "./rls-policy-unknown-role";
import rlsPolicyUserEditable from "./rls-policy-user-editable";
import rlsPolicyUsersUnbound from "./rls-policy-users-unbound";
import rlsPolicyWithoutTenant from "./rls-policy-without-tenant";
import rlsRestrictiveOpen from "./rls-restrictive-open";
import rlsTenantColumnNullable from "./rls-tenant-column-nullable";
import rlsTenantIndexMissing from "./rls-tenant-index-missing";
import rlsTruncateGranted from "./rls-truncate-granted";
import rlsWithCheckOpen from "./rls-with-check-open";
import rlsWritesNotCovered from "./rls-writes-not-covered";
import rowSecurityOff from "./row-security-off";
import settingRowSecurityOff from "./setting-row-security-off";
import settingTenantPinned from "./setting-tenant-pinned";
import settingTriggersOff from "./setting-triggers-off";
import triggerRunsAsOwner from "./trigger-runs-as-owner";
import uniqueKeyLeaksTenants from "./unique-key-leaks-tenants";
import viewBypassesRls from "./view-bypasses-rls";
import viewCallsDefiner from "./view-calls-definer";

/** The rules about row-level security. */
export const ROW_SECURITY_RULES = [
  anonymousWritePolicy,
  foreignKeyLeaksTenants,
  foreignTableExposesTenants,
  materializedViewExposesTenants,
  publicationCarriesTenants,
  rlsMissing,
  rlsNoPolicy,
  rlsNotForced,
  rlsOnlyRestrictive,
  rlsOpenPolicy,
  rlsPartitionGranted,
  rlsPoliciesOverlap,
  rlsPoliciesWithoutRls,
  rlsPolicyConstantTenant,
  rlsPolicyEscape,
  rlsPolicyForBypass,
  rlsPolicyImmutableFunction,
  rlsPolicyNever,
  rlsPolicyPublic,
  rlsPolicyReadsOpen,
  rlsPolicySettingName,
  rlsPolicySettingRaises,
  rlsPolicySlow,
  rlsPolicyUnknownRole,
  rlsPolicyUserEditable,
  rlsPolicyUsersUnbound,
  rlsPolicyWithoutTenant,
  rlsRestrictiveOpen,
  rlsTenantColumnNullable,
  rlsTenantIndexMissing,
  rlsTruncateGranted,
  rlsWithCheckOpen,
  rlsWritesNotCovered,
  rowSecurityOff,
  settingRowSecurityOff,
  settingTenantPinned,
  settingTriggersOff,
  triggerRunsAsOwner,
  uniqueKeyLeaksTenants,
  viewBypassesRls,
  viewCallsDefiner,
] as const satisfies readonly Rule[];
