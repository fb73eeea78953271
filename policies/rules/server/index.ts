import type { Rule } from "../../rule";
import developerOptionOn from "./developer-option-on";
import fsyncOff from "./fsync-off";
import fullPageWritesOff from "./full-page-writes-off";
import libraryPathChanged from "./library-path-changed";
import preparedTransactionAbandoned from "./prepared-transaction-abandoned";
import protectionChangeIgnored from "./protection-change-ignored";
import securityLabelUnenforced from "./security-label-unenforced";
import serverEndOfLife from "./server-end-of-life";
import serverMinorInsecure from "./server-minor-insecure";
import stringsReadAsEscapes from "./strings-read-as-escapes";

/** The rules about the server itself. */
export const SERVER_RULES = [
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
] as const satisfies readonly Rule[];
