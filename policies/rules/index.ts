import type { Rule } from "../rule";
import authenticationTimeoutLong from "./authentication/authentication-timeout-long";
import clientCertificateMissing from "./authentication/client-certificate-missing";
import hbaAllDatabases from "./authentication/hba-all-databases";
import hbaAllUsers from "./authentication/hba-all-users";
import hbaAnyAddress from "./authentication/hba-any-address";
import hbaCleartextPassword from "./authentication/hba-cleartext-password";
import hbaError from "./authentication/hba-error";
import hbaIdent from "./authentication/hba-ident";
import hbaMd5 from "./authentication/hba-md5";
import hbaPasswordForwarded from "./authentication/hba-password-forwarded";
import hbaReplicationWide from "./authentication/hba-replication-wide";
import hbaSuperuserRemote from "./authentication/hba-superuser-remote";
import hbaTrust from "./authentication/hba-trust";
import hbaWideNetwork from "./authentication/hba-wide-network";
import loginFailuresNotSlowed from "./authentication/login-failures-not-slowed";
import passwordEncryptionWeak from "./authentication/password-encryption-weak";
import passwordPlaintextInput from "./authentication/password-plaintext-input";
import scramIterationsFew from "./authentication/scram-iterations-few";
import dataChecksumsOff from "./backup/data-checksums-off";
import replicationSlotAbandoned from "./backup/replication-slot-abandoned";
import walArchivingOff from "./backup/wal-archiving-off";
import columnBlocksUpgrade from "./databases/column-blocks-upgrade";
import databaseOpenTemplate from "./databases/database-open-template";
import databaseOwnedBySuperuser from "./databases/database-owned-by-superuser";
import databaseSettingUnsafe from "./databases/database-setting-unsafe";
import databaseUnprotected from "./databases/database-unprotected";
import schemaOwnedBySuperuser from "./databases/schema-owned-by-superuser";
import tableOwnerDiffers from "./databases/table-owner-differs";
import extensionInPublic from "./extensions/extension-in-public";
import extensionOutdated from "./extensions/extension-outdated";
import extensionReachesOut from "./extensions/extension-reaches-out";
import languageUnneeded from "./extensions/language-unneeded";
import languageUntrusted from "./extensions/language-untrusted";
import subscriptionWithoutPassword from "./extensions/subscription-without-password";
import userMappingPublic from "./extensions/user-mapping-public";
import userMappingWithoutPassword from "./extensions/user-mapping-without-password";
import definerOwnedBySuperuser from "./functions/definer-owned-by-superuser";
import definerSearchPathUnsafe from "./functions/definer-search-path-unsafe";
import definerUnquotedText from "./functions/definer-unquoted-text";
import definerWithoutSearchPath from "./functions/definer-without-search-path";
import eventTriggerStranger from "./functions/event-trigger-stranger";
import functionLeakproof from "./functions/function-leakproof";
import functionToReview from "./functions/function-to-review";
import functionUnquotedText from "./functions/function-unquoted-text";
import scriptLookupImplicit from "./functions/script-lookup-implicit";
import scriptNameUnqualified from "./functions/script-name-unqualified";
import scriptReachesServer from "./functions/script-reaches-server";
import scriptSearchPathUnsafe from "./functions/script-search-path-unsafe";
import scriptTakesOverObject from "./functions/script-takes-over-object";
import tableRuleDropsWrites from "./functions/table-rule-drops-writes";
import tableRuleRunsStatements from "./functions/table-rule-runs-statements";
import tableRunsStrangersCode from "./functions/table-runs-strangers-code";
import triggerSwitchedOff from "./functions/trigger-switched-off";
import auditCatalogOff from "./logging/audit-catalog-off";
import auditClassesMissing from "./logging/audit-classes-missing";
import auditTrailMissing from "./logging/audit-trail-missing";
import debugPrintOn from "./logging/debug-print-on";
import logCheckpointsOff from "./logging/log-checkpoints-off";
import logConnectionsOff from "./logging/log-connections-off";
import logDestinationNone from "./logging/log-destination-none";
import logDisconnectionsOff from "./logging/log-disconnections-off";
import logErrorTerse from "./logging/log-error-terse";
import logFilesReadable from "./logging/log-files-readable";
import logHostnameOn from "./logging/log-hostname-on";
import logLinePrefixIncomplete from "./logging/log-line-prefix-incomplete";
import logLockWaitsOff from "./logging/log-lock-waits-off";
import logMinErrorStatementHigh from "./logging/log-min-error-statement-high";
import logMinMessagesHigh from "./logging/log-min-messages-high";
import logReplicationCommandsOff from "./logging/log-replication-commands-off";
import logRotationOff from "./logging/log-rotation-off";
import logStatementNone from "./logging/log-statement-none";
import logTempFilesOff from "./logging/log-temp-files-off";
import logTimezoneNotUtc from "./logging/log-timezone-not-utc";
import loggingCollectorOff from "./logging/logging-collector-off";
import statisticsLoggingOn from "./logging/statistics-logging-on";
import syslogMessagesGarbled from "./logging/syslog-messages-garbled";
import listenAddressesAny from "./network/listen-addresses-any";
import socketOpenToEverybody from "./network/socket-open-to-everybody";
import tcpKeepalivesSlow from "./network/tcp-keepalives-slow";
import tempFileLimitNone from "./network/temp-file-limit-none";
import defaultPrivilegePublic from "./privileges/default-privilege-public";
import defaultPrivilegePublicExecute from "./privileges/default-privilege-public-execute";
import grantDatabaseCreate from "./privileges/grant-database-create";
import grantOptionOutsideOwner from "./privileges/grant-option-outside-owner";
import grantPublicCreate from "./privileges/grant-public-create";
import grantPublicDatabase from "./privileges/grant-public-database";
import grantPublicExecuteDefiner from "./privileges/grant-public-execute-definer";
import grantPublicForeign from "./privileges/grant-public-foreign";
import grantPublicLargeObject from "./privileges/grant-public-large-object";
import grantPublicSchemaUsage from "./privileges/grant-public-schema-usage";
import grantPublicTable from "./privileges/grant-public-table";
import grantPublicTablespace from "./privileges/grant-public-tablespace";
import grantSchemaCreate from "./privileges/grant-schema-create";
import grantTruncateReferencesTrigger from "./privileges/grant-truncate-references-trigger";
import graphqlOpenToAnonymous from "./privileges/graphql-open-to-anonymous";
import graphqlOpenToSignedIn from "./privileges/graphql-open-to-signed-in";
import largeObjectPrivilegesOff from "./privileges/large-object-privileges-off";
import parameterGranted from "./privileges/parameter-granted";
import queueOpenToRequests from "./privileges/queue-open-to-requests";
import secretCatalogReadable from "./privileges/secret-catalog-readable";
import sensitiveColumnReadable from "./privileges/sensitive-column-readable";
import systemPrivilegesLoosened from "./privileges/system-privileges-loosened";
import tableOpenToRequests from "./privileges/table-open-to-requests";
import viewExposesUsers from "./privileges/view-exposes-users";
import roleAdminOption from "./roles/role-admin-option";
import roleBypassrlsLogin from "./roles/role-bypassrls-login";
import roleCreatedbLogin from "./roles/role-createdb-login";
import roleCreateroleLogin from "./roles/role-createrole-login";
import roleExpired from "./roles/role-expired";
import roleMemberOfBypassrls from "./roles/role-member-of-bypassrls";
import roleMemberOfCreaterole from "./roles/role-member-of-createrole";
import roleMemberOfDataAccess from "./roles/role-member-of-data-access";
import roleMemberOfServerAccess from "./roles/role-member-of-server-access";
import roleMemberOfSuperuser from "./roles/role-member-of-superuser";
import roleMemberOfTableOwner from "./roles/role-member-of-table-owner";
import roleNoConnectionLimit from "./roles/role-no-connection-limit";
import roleNoTimeouts from "./roles/role-no-timeouts";
import rolePasswordGuessable from "./roles/role-password-guessable";
import rolePasswordMd5 from "./roles/role-password-md5";
import roleReplicationLogin from "./roles/role-replication-login";
import roleSuperuserLogin from "./roles/role-superuser-login";
import roleUnused from "./roles/role-unused";
import roleWithoutPassword from "./roles/role-without-password";
import anonymousWritePolicy from "./row-security/anonymous-write-policy";
import foreignKeyLeaksTenants from "./row-security/foreign-key-leaks-tenants";
import foreignTableExposesTenants from "./row-security/foreign-table-exposes-tenants";
import materializedViewExposesTenants from "./row-security/materialized-view-exposes-tenants";
import publicationCarriesTenants from "./row-security/publication-carries-tenants";
import rlsMissing from "./row-security/rls-missing";
import rlsNoPolicy from "./row-security/rls-no-policy";
import rlsNotForced from "./row-security/rls-not-forced";
import rlsOnlyRestrictive from "./row-security/rls-only-restrictive";
import rlsOpenPolicy from "./row-security/rls-open-policy";
import rlsPartitionGranted from "./row-security/rls-partition-granted";
import rlsPoliciesOverlap from "./row-security/rls-policies-overlap";
import rlsPoliciesWithoutRls from "./row-security/rls-policies-without-rls";
import rlsPolicyConstantTenant from "./row-security/rls-policy-constant-tenant";
import rlsPolicyEscape from "./row-security/rls-policy-escape";
import rlsPolicyForBypass from "./row-security/rls-policy-for-bypass";
import rlsPolicyImmutableFunction from "./row-security/rls-policy-immutable-function";
import rlsPolicyNever from "./row-security/rls-policy-never";
import rlsPolicyPublic from "./row-security/rls-policy-public";
import rlsPolicyReadsOpen from "./row-security/rls-policy-reads-open";
import rlsPolicySettingName from "./row-security/rls-policy-setting-name";
import rlsPolicySettingRaises from "./row-security/rls-policy-setting-raises";
import rlsPolicySlow from "./row-security/rls-policy-slow";
import rlsPolicyUnknownRole from "./row-security/rls-policy-unknown-role";
import rlsPolicyUserEditable from "./row-security/rls-policy-user-editable";
import rlsPolicyUsersUnbound from "./row-security/rls-policy-users-unbound";
import rlsPolicyWithoutTenant from "./row-security/rls-policy-without-tenant";
import rlsRestrictiveOpen from "./row-security/rls-restrictive-open";
import rlsTenantColumnNullable from "./row-security/rls-tenant-column-nullable";
import rlsTenantIndexMissing from "./row-security/rls-tenant-index-missing";
import rlsTruncateGranted from "./row-security/rls-truncate-granted";
import rlsWithCheckOpen from "./row-security/rls-with-check-open";
import rlsWritesNotCovered from "./row-security/rls-writes-not-covered";
import rowSecurityOff from "./row-security/row-security-off";
import settingRowSecurityOff from "./row-security/setting-row-security-off";
import settingTenantPinned from "./row-security/setting-tenant-pinned";
import settingTriggersOff from "./row-security/setting-triggers-off";
import triggerRunsAsOwner from "./row-security/trigger-runs-as-owner";
import uniqueKeyLeaksTenants from "./row-security/unique-key-leaks-tenants";
import viewBypassesRls from "./row-security/view-bypasses-rls";
import viewCallsDefiner from "./row-security/view-calls-definer";
import developerOptionOn from "./server/developer-option-on";
import fsyncOff from "./server/fsync-off";
import fullPageWritesOff from "./server/full-page-writes-off";
import libraryPathChanged from "./server/library-path-changed";
import preparedTransactionAbandoned from "./server/prepared-transaction-abandoned";
import protectionChangeIgnored from "./server/protection-change-ignored";
import securityLabelUnenforced from "./server/security-label-unenforced";
import serverEndOfLife from "./server/server-end-of-life";
import serverMinorInsecure from "./server/server-minor-insecure";
import stringsReadAsEscapes from "./server/strings-read-as-escapes";
import clientCertificateRevocationMissing from "./tls/client-certificate-revocation-missing";
import connectionTlsUnverified from "./tls/connection-tls-unverified";
import hbaWithoutTls from "./tls/hba-without-tls";
import serverCertificateExpiring from "./tls/server-certificate-expiring";
import serverCertificateSelfSigned from "./tls/server-certificate-self-signed";
import sessionWithoutTls from "./tls/session-without-tls";
import tlsOff from "./tls/tls-off";
import tlsOldProtocol from "./tls/tls-old-protocol";
import tlsWeakCiphers from "./tls/tls-weak-ciphers";
import waiverExpired from "./waivers/waiver-expired";
import waiverUnused from "./waivers/waiver-unused";

/**
 * Every rule, by topic. The one list: packs, the auditor, the documentation and the tests take the rules from here.
 * A rule that is missing here does not exist.
 */
export const RULES = [
  roleAdminOption,
  roleBypassrlsLogin,
  roleCreatedbLogin,
  roleCreateroleLogin,
  roleExpired,
  roleMemberOfBypassrls,
  roleMemberOfCreaterole,
  roleMemberOfDataAccess,
  roleMemberOfServerAccess,
  roleMemberOfSuperuser,
  roleMemberOfTableOwner,
  roleNoConnectionLimit,
  roleNoTimeouts,
  rolePasswordGuessable,
  rolePasswordMd5,
  roleReplicationLogin,
  roleSuperuserLogin,
  roleUnused,
  roleWithoutPassword,
  defaultPrivilegePublic,
  defaultPrivilegePublicExecute,
  grantDatabaseCreate,
  grantOptionOutsideOwner,
  grantPublicCreate,
  grantPublicDatabase,
  grantPublicExecuteDefiner,
  grantPublicForeign,
  grantPublicLargeObject,
  grantPublicSchemaUsage,
  grantPublicTable,
  grantPublicTablespace,
  grantSchemaCreate,
  grantTruncateReferencesTrigger,
  graphqlOpenToAnonymous,
  graphqlOpenToSignedIn,
  largeObjectPrivilegesOff,
  parameterGranted,
  queueOpenToRequests,
  secretCatalogReadable,
  sensitiveColumnReadable,
  systemPrivilegesLoosened,
  tableOpenToRequests,
  viewExposesUsers,
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
  definerOwnedBySuperuser,
  definerSearchPathUnsafe,
  definerUnquotedText,
  definerWithoutSearchPath,
  eventTriggerStranger,
  functionLeakproof,
  scriptLookupImplicit,
  scriptNameUnqualified,
  scriptReachesServer,
  scriptSearchPathUnsafe,
  scriptTakesOverObject,
  tableRuleDropsWrites,
  tableRuleRunsStatements,
  tableRunsStrangersCode,
  triggerSwitchedOff,
  functionToReview,
  functionUnquotedText,
  extensionInPublic,
  extensionOutdated,
  extensionReachesOut,
  languageUntrusted,
  languageUnneeded,
  subscriptionWithoutPassword,
  userMappingPublic,
  userMappingWithoutPassword,
  authenticationTimeoutLong,
  clientCertificateMissing,
  hbaAllDatabases,
  hbaAllUsers,
  hbaAnyAddress,
  hbaCleartextPassword,
  hbaError,
  hbaIdent,
  hbaMd5,
  hbaPasswordForwarded,
  hbaReplicationWide,
  hbaSuperuserRemote,
  hbaTrust,
  hbaWideNetwork,
  loginFailuresNotSlowed,
  passwordEncryptionWeak,
  passwordPlaintextInput,
  scramIterationsFew,
  connectionTlsUnverified,
  hbaWithoutTls,
  sessionWithoutTls,
  tlsOff,
  tlsOldProtocol,
  tlsWeakCiphers,
  clientCertificateRevocationMissing,
  serverCertificateExpiring,
  serverCertificateSelfSigned,
  listenAddressesAny,
  socketOpenToEverybody,
  tcpKeepalivesSlow,
  tempFileLimitNone,
  auditClassesMissing,
  auditTrailMissing,
  auditCatalogOff,
  debugPrintOn,
  logCheckpointsOff,
  logConnectionsOff,
  logDestinationNone,
  logDisconnectionsOff,
  logErrorTerse,
  logFilesReadable,
  logHostnameOn,
  logLinePrefixIncomplete,
  logLockWaitsOff,
  logMinErrorStatementHigh,
  logMinMessagesHigh,
  logReplicationCommandsOff,
  logRotationOff,
  logStatementNone,
  logTempFilesOff,
  logTimezoneNotUtc,
  loggingCollectorOff,
  statisticsLoggingOn,
  syslogMessagesGarbled,
  dataChecksumsOff,
  replicationSlotAbandoned,
  walArchivingOff,
  databaseOpenTemplate,
  databaseOwnedBySuperuser,
  databaseSettingUnsafe,
  databaseUnprotected,
  schemaOwnedBySuperuser,
  columnBlocksUpgrade,
  tableOwnerDiffers,
  developerOptionOn,
  fsyncOff,
  fullPageWritesOff,
  libraryPathChanged,
  preparedTransactionAbandoned,
  protectionChangeIgnored,
  securityLabelUnenforced,
  serverEndOfLife,
  serverMinorInsecure,
  stringsReadAsEscapes,
  waiverExpired,
  waiverUnused,
] as const satisfies readonly Rule[];

/** The id of a rule. */
export type RuleId = (typeof RULES)[number]["id"];
