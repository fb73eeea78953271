import type { Attack } from "../attack";
import aroundCascadeIntoOtherTenant from "./around/cascade-into-other-tenant";
import aroundConflictDoNothing from "./around/conflict-do-nothing";
import aroundCrossTenantReference from "./around/cross-tenant-reference";
import aroundDefinerFunctionCall from "./around/definer-function-call";
import aroundDropOwnedPolicies from "./around/drop-owned-policies";
import aroundExclusionOracle from "./around/exclusion-oracle";
import aroundExplainOracle from "./around/explain-oracle";
import aroundForeignTableRead from "./around/foreign-table-read";
import aroundForeignTableWrite from "./around/foreign-table-write";
import aroundForeignViewRead from "./around/foreign-view-read";
import aroundForeignViewWrite from "./around/foreign-view-write";
import aroundLargeObjectRead from "./around/large-object-read";
import aroundMaterializedViewRead from "./around/materialized-view-read";
import aroundPartitionRead from "./around/partition-read";
import aroundPartitionWrite from "./around/partition-write";
import aroundReferenceOracle from "./around/reference-oracle";
import aroundUniqueKeyOracle from "./around/unique-key-oracle";
import aroundViewInsertOtherTenant from "./around/view-insert-other-tenant";
import aroundViewReadByError from "./around/view-read-by-error";
import aroundViewReadOtherTenant from "./around/view-read-other-tenant";
import aroundViewReadSettingEmpty from "./around/view-read-setting-empty";
import aroundViewWriteOtherTenant from "./around/view-write-other-tenant";
import connectionNoPassword from "./connection/no-password";
import connectionOldTls from "./connection/old-tls";
import connectionPlainText from "./connection/plain-text";
import connectionUnverifiedCertificate from "./connection/unverified-certificate";
import connectionWeakPasswordMethod from "./connection/weak-password-method";
import ddlAlterFunction from "./ddl/alter-function";
import ddlAlterPolicy from "./ddl/alter-policy";
import ddlAlterTable from "./ddl/alter-table";
import ddlCreateEventTrigger from "./ddl/create-event-trigger";
import ddlCreateExtension from "./ddl/create-extension";
import ddlCreateInPublic from "./ddl/create-in-public";
import ddlCreateInSchema from "./ddl/create-in-schema";
import ddlCreateLeakproofFunction from "./ddl/create-leakproof-function";
import ddlCreatePolicy from "./ddl/create-policy";
import ddlCreatePublication from "./ddl/create-publication";
import ddlCreateSchema from "./ddl/create-schema";
import ddlCreateTrigger from "./ddl/create-trigger";
import ddlDisableRowSecurity from "./ddl/disable-row-security";
import ddlDropTable from "./ddl/drop-table";
import ddlInheritTable from "./ddl/inherit-table";
import ddlMaintainTable from "./ddl/maintain-table";
import ddlTakeTable from "./ddl/take-table";
import ddlTamperCatalog from "./ddl/tamper-catalog";
import ddlTruncateTable from "./ddl/truncate-table";
import formsForgedSignature from "./forms/forged-signature";
import formsReadSharedKey from "./forms/read-shared-key";
import formsReadSigningKeys from "./forms/read-signing-keys";
import formsReadTenantRoles from "./forms/read-tenant-roles";
import formsSetRoleTenant from "./forms/set-role-tenant";
import formsSwappedTenant from "./forms/swapped-tenant";
import formsUnknownKey from "./forms/unknown-key";
import formsWriteSharedKey from "./forms/write-shared-key";
import freshNewFunction from "./fresh/new-function";
import freshNewTable from "./fresh/new-table";
import freshNewView from "./fresh/new-view";
import holesConflictView from "./holes/conflict-view";
import holesConflictWhere from "./holes/conflict-where";
import holesDropOwned from "./holes/drop-owned";
import holesInlinedFunction from "./holes/inlined-function";
import holesLeakyCase from "./holes/leaky-case";
import holesMerge from "./holes/merge";
import holesPlanAfterRevoke from "./holes/plan-after-revoke";
import holesPlanOfAnotherRole from "./holes/plan-of-another-role";
import holesStatistics from "./holes/statistics";
import readOnlyAdvanceSequence from "./read-only/advance-sequence";
import readOnlyDelete from "./read-only/delete";
import readOnlyInsert from "./read-only/insert";
import readOnlyLockTable from "./read-only/lock-table";
import readOnlyUpdate from "./read-only/update";
import rolesAlterOwnAttributes from "./roles/alter-own-attributes";
import rolesChangeOwnerPassword from "./roles/change-owner-password";
import rolesCreateRole from "./roles/create-role";
import rolesGrantItselfOwner from "./roles/grant-itself-owner";
import rolesGrantItselfPrivileged from "./roles/grant-itself-privileged";
import rolesOwnerDefaultPrivileges from "./roles/owner-default-privileges";
import rolesPassOnPrivileges from "./roles/pass-on-privileges";
import rolesReassignOwned from "./roles/reassign-owned";
import rolesSetRoleOwner from "./roles/set-role-owner";
import rolesSetRolePrivileged from "./roles/set-role-privileged";
import secretsReadConnectionSecrets from "./secrets/read-connection-secrets";
import secretsReadExtendedStatistics from "./secrets/read-extended-statistics";
import secretsReadHostRules from "./secrets/read-host-rules";
import secretsReadOtherSessions from "./secrets/read-other-sessions";
import secretsReadPasswordHashes from "./secrets/read-password-hashes";
import secretsReadStatistics from "./secrets/read-statistics";
import serverControlServer from "./server/control-server";
import serverCreateReplicationSlot from "./server/create-replication-slot";
import serverCreateSubscription from "./server/create-subscription";
import serverDisableTriggers from "./server/disable-triggers";
import serverHideFromLog from "./server/hide-from-log";
import serverImportServerFile from "./server/import-server-file";
import serverLoadLibrary from "./server/load-library";
import serverReadReplicationSlot from "./server/read-replication-slot";
import serverReadServerFile from "./server/read-server-file";
import serverRunServerProgram from "./server/run-server-program";
import serverWriteServerFile from "./server/write-server-file";
import sessionCursorSwitched from "./session/cursor-switched";
import sessionCursorWrite from "./session/cursor-write";
import sessionPlanOfAnotherRole from "./session/plan-of-another-role";
import sessionReadSettingReset from "./session/read-setting-reset";
import sessionStoreDatabaseSetting from "./session/store-database-setting";
import sessionStoreTenant from "./session/store-tenant";
import shadowTempFunction from "./shadow/temp-function";
import shadowTempTableShadow from "./shadow/temp-table-shadow";
import tenantConflictRevealsRow from "./tenant/conflict-reveals-row";
import tenantCopyIn from "./tenant/copy-in";
import tenantCopyOut from "./tenant/copy-out";
import tenantDeleteBlindly from "./tenant/delete-blindly";
import tenantDeleteOtherTenant from "./tenant/delete-other-tenant";
import tenantDeleteSettingEmpty from "./tenant/delete-setting-empty";
import tenantDeleteSettingHostile from "./tenant/delete-setting-hostile";
import tenantDeleteSettingSwitched from "./tenant/delete-setting-switched";
import tenantDeleteSettingUnset from "./tenant/delete-setting-unset";
import tenantInsertNobody from "./tenant/insert-nobody";
import tenantInsertOtherTenant from "./tenant/insert-other-tenant";
import tenantInsertSettingEmpty from "./tenant/insert-setting-empty";
import tenantInsertSettingHostile from "./tenant/insert-setting-hostile";
import tenantInsertSettingSwitched from "./tenant/insert-setting-switched";
import tenantInsertSettingUnset from "./tenant/insert-setting-unset";
import tenantLockOtherTenant from "./tenant/lock-other-tenant";
import tenantMergeBySource from "./tenant/merge-by-source";
import tenantMergeInsert from "./tenant/merge-insert";
import tenantMergeOtherTenant from "./tenant/merge-other-tenant";
import tenantMoveOtherTenant from "./tenant/move-other-tenant";
import tenantMoveSettingEmpty from "./tenant/move-setting-empty";
import tenantMoveSettingHostile from "./tenant/move-setting-hostile";
import tenantMoveSettingSwitched from "./tenant/move-setting-switched";
import tenantMoveSettingUnset from "./tenant/move-setting-unset";
import tenantReadByError from "./tenant/read-by-error";
import tenantReadOtherTenant from "./tenant/read-other-tenant";
import tenantReadRowSecurityOff from "./tenant/read-row-security-off";
import tenantReadSettingEmpty from "./tenant/read-setting-empty";
import tenantReadSettingHostile from "./tenant/read-setting-hostile";
import tenantReadSettingSwitched from "./tenant/read-setting-switched";
import tenantReadSettingUnset from "./tenant/read-setting-unset";
import tenantReturningOld from "./tenant/returning-old";
import tenantReturningOtherTenant from "./tenant/returning-other-tenant";
import tenantUpdateBlindly from "./tenant/update-blindly";
import tenantUpdateOtherTenant from "./tenant/update-other-tenant";
import tenantUpdateSettingEmpty from "./tenant/update-setting-empty";
import tenantUpdateSettingHostile from "./tenant/update-setting-hostile";
import tenantUpdateSettingSwitched from "./tenant/update-setting-switched";
import tenantUpdateSettingUnset from "./tenant/update-setting-unset";
import tenantUpsertOtherTenant from "./tenant/upsert-other-tenant";

/** Every attack, in the order in which reports show them. Explicit: nothing registers itself. */
export const ATTACKS: readonly Attack[] = [
  tenantReadSettingUnset,
  tenantReadSettingEmpty,
  tenantReadSettingHostile,
  tenantReadOtherTenant,
  tenantReadSettingSwitched,
  tenantInsertSettingUnset,
  tenantInsertSettingEmpty,
  tenantInsertSettingHostile,
  tenantInsertOtherTenant,
  tenantInsertSettingSwitched,
  tenantUpdateSettingUnset,
  tenantUpdateSettingEmpty,
  tenantUpdateSettingHostile,
  tenantUpdateOtherTenant,
  tenantUpdateSettingSwitched,
  tenantMoveSettingUnset,
  tenantMoveSettingEmpty,
  tenantMoveSettingHostile,
  tenantMoveOtherTenant,
  tenantMoveSettingSwitched,
  tenantDeleteSettingUnset,
  tenantDeleteSettingEmpty,
  tenantDeleteSettingHostile,
  tenantDeleteOtherTenant,
  tenantDeleteSettingSwitched,
  tenantUpdateBlindly,
  tenantDeleteBlindly,
  tenantMergeOtherTenant,
  tenantMergeInsert,
  tenantMergeBySource,
  tenantUpsertOtherTenant,
  tenantReturningOtherTenant,
  tenantReturningOld,
  tenantLockOtherTenant,
  tenantCopyOut,
  tenantCopyIn,
  tenantInsertNobody,
  tenantReadRowSecurityOff,
  tenantReadByError,
  tenantConflictRevealsRow,
  formsReadSharedKey,
  formsWriteSharedKey,
  formsForgedSignature,
  formsSwappedTenant,
  formsUnknownKey,
  aroundPartitionRead,
  aroundPartitionWrite,
  aroundViewReadOtherTenant,
  aroundViewReadSettingEmpty,
  aroundViewReadByError,
  aroundViewWriteOtherTenant,
  aroundViewInsertOtherTenant,
  aroundMaterializedViewRead,
  aroundForeignTableRead,
  aroundForeignTableWrite,
  aroundForeignViewRead,
  aroundForeignViewWrite,
  aroundDefinerFunctionCall,
  aroundDropOwnedPolicies,
  aroundUniqueKeyOracle,
  aroundExclusionOracle,
  aroundCrossTenantReference,
  aroundCascadeIntoOtherTenant,
  aroundReferenceOracle,
  aroundLargeObjectRead,
  ddlTruncateTable,
  ddlAlterTable,
  ddlDropTable,
  ddlTakeTable,
  ddlDisableRowSecurity,
  ddlCreatePolicy,
  ddlAlterPolicy,
  ddlCreateTrigger,
  ddlAlterFunction,
  ddlCreateInSchema,
  ddlCreateInPublic,
  ddlCreateSchema,
  ddlCreateExtension,
  ddlTamperCatalog,
  ddlInheritTable,
  ddlCreatePublication,
  ddlCreateEventTrigger,
  ddlCreateLeakproofFunction,
  ddlMaintainTable,
  readOnlyInsert,
  readOnlyUpdate,
  readOnlyDelete,
  readOnlyAdvanceSequence,
  readOnlyLockTable,
  shadowTempTableShadow,
  shadowTempFunction,
  rolesSetRoleOwner,
  rolesSetRolePrivileged,
  formsSetRoleTenant,
  rolesGrantItselfOwner,
  rolesGrantItselfPrivileged,
  rolesAlterOwnAttributes,
  rolesCreateRole,
  rolesOwnerDefaultPrivileges,
  rolesPassOnPrivileges,
  rolesReassignOwned,
  rolesChangeOwnerPassword,
  serverReadServerFile,
  serverWriteServerFile,
  serverRunServerProgram,
  serverImportServerFile,
  serverLoadLibrary,
  serverCreateReplicationSlot,
  serverReadReplicationSlot,
  serverCreateSubscription,
  serverDisableTriggers,
  serverHideFromLog,
  serverControlServer,
  secretsReadPasswordHashes,
  formsReadSigningKeys,
  formsReadTenantRoles,
  secretsReadHostRules,
  secretsReadConnectionSecrets,
  secretsReadOtherSessions,
  secretsReadStatistics,
  sessionReadSettingReset,
  sessionCursorSwitched,
  sessionCursorWrite,
  sessionPlanOfAnotherRole,
  sessionStoreTenant,
  sessionStoreDatabaseSetting,
  aroundConflictDoNothing,
  aroundExplainOracle,
  secretsReadExtendedStatistics,
  freshNewTable,
  freshNewView,
  freshNewFunction,
  holesDropOwned,
  holesConflictWhere,
  holesConflictView,
  holesLeakyCase,
  holesPlanAfterRevoke,
  holesStatistics,
  holesPlanOfAnotherRole,
  holesMerge,
  holesInlinedFunction,
  connectionPlainText,
  connectionNoPassword,
  connectionWeakPasswordMethod,
  connectionOldTls,
  connectionUnverifiedCertificate,
];
