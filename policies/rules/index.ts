import type { Rule } from "../rule";
import { AUTHENTICATION_RULES } from "./authentication";
import { BACKUP_RULES } from "./backup";
import { DATABASE_RULES } from "./databases";
import { EXTENSION_RULES } from "./extensions";
import { FUNCTION_RULES } from "./functions";
import { LOGGING_RULES } from "./logging";
import { NETWORK_RULES } from "./network";
import { PRIVILEGE_RULES } from "./privileges";
import { ROLE_RULES } from "./roles";
import { ROW_SECURITY_RULES } from "./row-security";
import { SERVER_RULES } from "./server";
import { TLS_RULES } from "./tls";
import { WAIVER_RULES } from "./waivers";

/**
 * Every rule, by topic. The one list: packs, the auditor, the documentation and the tests take the rules from here.
 * A rule that is missing in the list of its topic does not exist.
 */
export const RULES = [
  ...ROLE_RULES,
  ...PRIVILEGE_RULES,
  ...ROW_SECURITY_RULES,
  ...FUNCTION_RULES,
  ...EXTENSION_RULES,
  ...AUTHENTICATION_RULES,
  ...TLS_RULES,
  ...NETWORK_RULES,
  ...LOGGING_RULES,
  ...BACKUP_RULES,
  ...DATABASE_RULES,
  ...SERVER_RULES,
  ...WAIVER_RULES,
] as const satisfies readonly Rule[];

/** The id of a rule. */
export type RuleId = (typeof RULES)[number]["id"];
