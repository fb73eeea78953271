/** `pulumi-palisade/rules`: what a rule of your own is made of. */
export { PUBLIC } from "../../postgres/model/acl";
export { PRIVILEGES, type Privilege, privilegeNames } from "../../postgres/model/privileges";
export { quoteIdentifier, quoteLiteral, quoteQualified } from "../../postgres/sql/quote";
export type { Facts, FactsByType, FactType, FactTypes } from "../facts/facts";
export { allOf, isKnown, known, type Maybe, Unknown } from "../facts/maybe";
export { displayObject, type ObjectRef, roleRef, withGrantee } from "../facts/object-ref";
export { locate } from "../facts/origin";
export { ALLOWED_ROLES, type OptionSpec, type OptionSpecs, TENANT_COLUMN } from "../option";
export { type CheckContext, defineRule, type Rule, type RuleDefinition, TOPICS, type Topic } from "../rule";
export { SEVERITIES, type Severity } from "../severity";
export { finding, notApplicable, pass, unknown, type Verdict } from "../verdict";
