import type { Rule } from "../../rule";
import auditCatalogOff from "./audit-catalog-off";
import auditClassesMissing from "./audit-classes-missing";
import auditTrailMissing from "./audit-trail-missing";
import debugPrintOn from "./debug-print-on";
import logCheckpointsOff from "./log-checkpoints-off";
import logConnectionsOff from "./log-connections-off";
import logDestinationNone from "./log-destination-none";
import logDisconnectionsOff from "./log-disconnections-off";
import logErrorTerse from "./log-error-terse";
import logFilesReadable from "./log-files-readable";
import logHostnameOn from "./log-hostname-on";
import logLinePrefixIncomplete from "./log-line-prefix-incomplete";
import logLockWaitsOff from "./log-lock-waits-off";
import logMinErrorStatementHigh from "./log-min-error-statement-high";
import logMinMessagesHigh from "./log-min-messages-high";
import logReplicationCommandsOff from "./log-replication-commands-off";
import logRotationOff from "./log-rotation-off";
import logStatementNone from "./log-statement-none";
import logTempFilesOff from "./log-temp-files-off";
import logTimezoneNotUtc from "./log-timezone-not-utc";
import loggingCollectorOff from "./logging-collector-off";
import statisticsLoggingOn from "./statistics-logging-on";
import syslogMessagesGarbled from "./syslog-messages-garbled";

/** The rules about logging and audit. */
export const LOGGING_RULES = [
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
] as const satisfies readonly Rule[];
