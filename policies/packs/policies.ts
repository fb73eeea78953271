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
  const types = resourceTypesOf(rule.facts[0]);
  const speaksAbout = `speaks about ${rule.about}`;
  const validate: ResourceValidation = (args, report) => {
    if (!types.includes(args.type)) return ledger.notApplicable(speaksAbout, args);
    const say = (facts: Facts) => {
      const options = args.getConfig<Record<string, unknown>>();
      deliver(run(rule, facts, options, parts, ledger), args, report, parts, ledger);
    };
    const facts = ledger.readings.of(args.urn, rule.id, () => [toDeclared(args)]);
    return facts instanceof Promise ? facts.then(say) : say(facts);
  };
  // The framework's own mark for one type: it then does not even decode other resources.
  return types.length === 1 ? Object.assign(validate, { __pulumiType: types[0] }) : validate;
}

function stackValidation(rule: Rule, parts: PackParts, ledger: Ledger): StackValidation {
  return async (args, report) => {
    // All that hold facts, whatever the rule asks for: so they are read once for all rules.
    const facts = await ledger.readings.of("", rule.id, () =>
      args.resources.filter(({ type }) => factTypesOf(type).length > 0).map(toDeclared),
    );
    const options = args.getConfig<Record<string, unknown>>();
    deliver(run(rule, facts, options, parts, ledger), args, report, parts, ledger);
  };
}

function waiverValidation(rule: Rule, parts: PackParts, ledger: Ledger): StackValidation {
  return (args, report) => {
    const now = parts.now?.() ?? new Date();
    const facts = ledger.facts(now, parts.rules);
    const reading = { world: "declaration" as const, facts: { waiver: facts } };
    const judgement = judgeRule(rule, reading, now, args.getConfig<Record<string, unknown>>());
    deliver(judgement, args, report, parts, ledger);
  };
}

function run(
  rule: Rule,
  facts: Facts,
  options: Readonly<Record<string, unknown>>,
  parts: PackParts,
  ledger: Ledger,
): RuleJudgement {
  const now = parts.now?.() ?? new Date();
  const judgement = judgeRule(rule, facts, now, options);
  const findings = applyWaivers(judgement.findings, ledger.waivers, now);
  ledger.note(judgement);
  return { ...judgement, findings: findings.filter((finding) => finding.waived === undefined) };
}

/** What a policy of the framework says that it does not apply by. */
type Answering = Pick<ResourceValidationArgs, "notApplicable">;

/** Reports the findings, resource by resource, and then what could not be decided, or why the rule says nothing. */
function deliver(
  judgement: RuleJudgement,
  args: Answering,
  report: ReportViolation,
  parts: PackParts,
  ledger: Ledger,
): void {
  const byResource = new Map<string | undefined, Finding[]>();
  for (const finding of judgement.findings) {
    const { urn } = finding.object;
    byResource.set(urn, [...(byResource.get(urn) ?? []), finding]);
  }
  for (const [urn, findings] of byResource) {
    for (const text of violationTexts(findings)) report(text, urn);
  }
  // A broken rule stops where a finding of it would: it would be no defence if whoever breaks it got past it.
  for (const { object, reason, failed } of judgement.unknown)
    if (failed === true) report(brokenText(judgement.rule.id, reason), object?.urn);
  const lacking = judgement.unknown.filter(({ failed }) => failed !== true);
  if (lacking.length > 0) throw parts.undecided(lacking.map(({ reason }) => reason).join("; "));
  if (judgement.notApplicable !== undefined) ledger.notApplicable(judgement.notApplicable, args);
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
   * Says that a policy does not apply. The framework has an error for it that it throws and catches itself; made anew for
   * every resource and policy, it would cost more than the rules, so one is kept for each sentence.
   */
  notApplicable(reason: string, args: Answering): never {
    if (!this.#notApplicable.has(reason))
      try {
        args.notApplicable(reason);
      } catch (error) {
        this.#notApplicable.set(reason, error);
      }
    throw this.#notApplicable.get(reason);
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
