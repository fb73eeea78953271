import type {
  PolicyConfigSchema,
  PolicyPackConfig,
  ReportViolation,
  ResourceValidation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidation,
  StackValidationPolicy,
} from "@pulumi/policy";
import { controlsOf } from "../catalogue/frameworks";
import type { Facts } from "../facts/facts";
import type { Finding } from "../finding";
import { judgeRule, type RuleJudgement } from "../judge-rule";
import type { OptionSpec } from "../option";
import { DECLARED_FACT_TYPES, factTypesOf, resourceTypesOf } from "../readers/declared";
import type { Rule } from "../rule";
import { applyWaivers, type Waiver, waiverFacts } from "../waivers";
import type { EnforcementLevel, PackConfig } from "./config";
import { toDeclared } from "./plain";
import { Readings } from "./readings";
import { brokenText, violationTexts } from "./violation";

/** What a pack is made from. */
export interface PackParts {
  readonly rules: readonly Rule[];
  /** What happens where a rule finds something, unless the configuration says otherwise. */
  readonly enforcement: (rule: Rule) => EnforcementLevel;
  readonly config: PackConfig;
  /**
   * Makes the framework's error for something that cannot be decided during preview. It is shown as an advisory
   * violation, so that nobody takes it for a pass.
   */
  readonly undecided: (reason: string) => Error;
  /** @default the present moment, at every judgement */
  readonly now?: () => Date;
}

/** The policies of a pack, ready for the framework. */
export interface PackPolicies {
  readonly policies: (ResourceValidationPolicy | StackValidationPolicy)[];
  readonly initialConfig: PolicyPackConfig;
}

/** True where a declaration is enough for the rule: the others are for running servers. */
export function decidableFromDeclaration(rule: Rule): boolean {
  return (
    rule.scope === "object" &&
    rule.world !== "server" &&
    rule.world !== "migrations" &&
    rule.facts.every((type) => DECLARED_FACT_TYPES.has(type) || OPTIONAL_IN_DECLARATIONS.has(type))
  );
}

/** Facts that rules look up where there are some, and can do without. */
const OPTIONAL_IN_DECLARATIONS: ReadonlySet<string> = new Set(["waiver"]);

/**
 * Makes one policy of every rule that a declaration can decide. A rule that looks at one type of fact is asked for each
 * resource before it is changed; a rule that compares facts is asked for the whole stack.
 */
export function makePolicies(parts: PackParts): PackPolicies {
  const ledger = new Ledger(parts.config.waivers ?? []);
  const rules = parts.rules.filter(decidableFromDeclaration);
  // Rules about waivers come last: only then is known which ones were needed.
  const ordered = [...rules.filter((rule) => !isAboutWaivers(rule)), ...rules.filter(isAboutWaivers)];
  const initialConfig: PolicyPackConfig = {};
  for (const [id, config] of Object.entries(parts.config.rules ?? {})) initialConfig[id] = config;
  return { policies: ordered.map((rule) => policyOf(rule, parts, ledger)), initialConfig };
}

function isAboutWaivers(rule: Rule): boolean {
  return rule.facts[0] === "waiver";
}

function policyOf(
  rule: Rule,
  parts: PackParts,
  ledger: Ledger,
): ResourceValidationPolicy | StackValidationPolicy {
  const controls = controlsOf(rule);
  // The engine has room for one framework: the most exact one. All of them are tags.
  const [first] = controls;
  const about = {
    name: rule.id,
    displayName: rule.title,
    description: `${rule.title}. ${rule.why}`,
    enforcementLevel: parts.enforcement(rule),
    ...(rule.severity === "info" ? {} : { severity: rule.severity }),
    ...(first === undefined
      ? {}
      : {
          framework: {
            name: first.framework,
            version: first.version,
            reference: first.id,
            specification: rule.title,
          },
        }),
    tags: ["postgresql", rule.topic, ...controls.map(({ tag, id }) => `${tag}:${id}`)],
    remediationSteps: rule.fix,
    ...(rule.references[0] === undefined ? {} : { url: rule.references[0] }),
    configSchema: configSchema(rule),
  };
  if (isAboutWaivers(rule)) return { ...about, validateStack: waiverValidation(rule, parts, ledger) };
  ledger.rules.add(rule.id);
  return rule.facts.length === 1
    ? { ...about, validateResource: resourceValidation(rule, parts, ledger) }
    : { ...about, validateStack: stackValidation(rule, parts, ledger) };
}

function resourceValidation(rule: Rule, parts: PackParts, ledger: Ledger): ResourceValidation {
  const types: ReadonlySet<string> = new Set(resourceTypesOf(rule.facts[0]));
  const [only] = types;
  const speaksAbout = `speaks about ${rule.about}`;
  const validate: ResourceValidation = (args, report) => {
    if (!types.has(args.type)) throw ledger.notApplicable(speaksAbout, args);
    const facts = ledger.readings.of(args.urn, rule.id, () => [toDeclared(args)]);
    if (facts instanceof Promise)
      return facts.then((read) => answer(rule, read, args, report, parts, ledger));
    return answer(rule, facts, args, report, parts, ledger);
  };
  // The framework's own mark for one type: it then does not even decode other resources.
  return types.size === 1 ? Object.assign(validate, { __pulumiType: only }) : validate;
}

function stackValidation(rule: Rule, parts: PackParts, ledger: Ledger): StackValidation {
  return async (args, report) => {
    // All that hold facts, whatever the rule asks for: so they are read once for all rules.
    const facts = await ledger.readings.of("", rule.id, () =>
      args.resources.filter(({ type }) => factTypesOf(type).length > 0).map(toDeclared),
    );
    answer(rule, facts, args, report, parts, ledger);
  };
}

function waiverValidation(rule: Rule, parts: PackParts, ledger: Ledger): StackValidation {
  return (args, report) => {
    const now = parts.now?.() ?? new Date();
    const facts = ledger.facts(now, parts.rules);
    const reading = { world: "declaration" as const, facts: { waiver: facts } };
    const judgement = judgeRule(rule, reading, now, args.getConfig<Record<string, unknown>>());
    deliver(judgement, judgement.findings, args, report, parts, ledger);
  };
}

/** What a policy of the framework is configured by, and says that it does not apply by. */
type Answering = Pick<ResourceValidationArgs, "getConfig" | "notApplicable">;

function answer(
  rule: Rule,
  facts: Facts,
  args: Answering,
  report: ReportViolation,
  parts: PackParts,
  ledger: Ledger,
): void {
  const now = parts.now?.() ?? new Date();
  const judgement = judgeRule(rule, facts, now, args.getConfig<Record<string, unknown>>());
  ledger.note(judgement);
  deliver(judgement, applyWaivers(judgement.findings, ledger.waivers, now), args, report, parts, ledger);
}

/** Reports the findings, resource by resource, and then what could not be decided, or why the rule says nothing. */
function deliver(
  { rule, unknown, notApplicable }: RuleJudgement,
  findings: readonly Finding[],
  args: Answering,
  report: ReportViolation,
  parts: PackParts,
  ledger: Ledger,
): void {
  if (findings.length > 0) reportFindings(findings, report);
  if (unknown.length > 0) {
    // A broken rule stops where a finding of it would: it would be no defence if whoever breaks it got past it.
    for (const { object, reason, failed } of unknown)
      if (failed === true) report(brokenText(rule.id, reason), object?.urn);
    const lacking = unknown.filter(({ failed }) => failed !== true);
    if (lacking.length > 0) throw parts.undecided(lacking.map(({ reason }) => reason).join("; "));
  }
  if (notApplicable !== undefined) throw ledger.notApplicable(notApplicable, args);
}

function reportFindings(findings: readonly Finding[], report: ReportViolation): void {
  const byResource = new Map<string | undefined, Finding[]>();
  for (const finding of findings) {
    if (finding.waived !== undefined) continue;
    const { urn } = finding.object;
    const list = byResource.get(urn);
    if (list === undefined) byResource.set(urn, [finding]);
    else list.push(finding);
  }
  for (const [urn, list] of byResource) for (const text of violationTexts(list)) report(text, urn);
}

/** The options of a rule as the framework describes configuration. */
function configSchema(rule: Rule): PolicyConfigSchema {
  return {
    properties: Object.fromEntries(
      Object.entries(rule.options).map(([name, spec]) => [name, schemaOf(spec)]),
    ),
  };
}

function schemaOf(spec: OptionSpec): PolicyConfigSchema["properties"][string] {
  const { description } = spec;
  return spec.type === "strings"
    ? { type: "array", items: { type: "string" }, description, default: [...spec.default] }
    : { type: spec.type, description, default: spec.default };
}

/** What one run of the pack has read and seen of the waivers. The framework asks rule by rule and keeps nothing itself. */
class Ledger {
  readonly readings = new Readings();
  readonly waivers: readonly Waiver[];
  readonly rules = new Set<string>();
  readonly #findings: Finding[] = [];
  readonly #undecided = new Set<string>();
  readonly #notApplicable = new Map<string, unknown>();

  constructor(waivers: readonly Waiver[]) {
    this.waivers = waivers;
  }

  /**
   * What to throw where a policy does not apply. The framework has an error for it that it throws and catches itself; made
   * anew for every resource and policy, it would cost more than the rules, so one is kept for each sentence.
   */
  notApplicable(reason: string, args: Answering): unknown {
    const known = this.#notApplicable.get(reason);
    if (known !== undefined) return known;
    try {
      return args.notApplicable(reason);
    } catch (error) {
      this.#notApplicable.set(reason, error);
      return error;
    }
  }

  note(judgement: RuleJudgement): void {
    if (this.waivers.length === 0) return;
    this.#findings.push(...judgement.findings);
    if (judgement.unknown.length > 0) this.#undecided.add(judgement.rule.id);
  }

  /** Rules that a declaration cannot decide count as undecided: their waivers are for the auditor. */
  facts(now: Date, all: readonly Rule[]) {
    return waiverFacts(this.waivers, {
      now,
      findings: this.#findings,
      decided: new Set([...this.rules].filter((id) => !this.#undecided.has(id))),
      rules: new Set(all.map((rule) => rule.id)),
    });
  }
}
