/** The rules, what judges by them, and the readers that make the facts. */
export type { Facts, FactType, FactTypes } from "./facts/facts";
export { displayObject, identityOf, type ObjectRef } from "./facts/object-ref";
export type { Finding } from "./finding";
export { type Judgement, type JudgeOptions, judge } from "./judge";
export { mergeJudgements } from "./merge-judgements";
export { OwnRulesError, withOwnRules } from "./own-rules";
export { type ChosenRules, chooseRules, parsePackConfig } from "./packs/config";
export { readLiveFacts } from "./readers/live";
export { type MigrationFile, type MigrationReading, readMigrations } from "./readers/migrations";
export { makeReport, newSince, parseReport, type Report, ReportError, type ReportTarget } from "./report";
export type { Rule } from "./rule";
export { TOPICS, type Topic } from "./rule";
export { RULES, type RuleId } from "./rules";
export { isAtLeast, SEVERITIES, type Severity } from "./severity";
export { parseWaivers, type Waiver, WaiverError } from "./waivers";
