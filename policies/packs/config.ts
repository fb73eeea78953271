import { expected, fits, type OptionSpecs, type OptionValues } from "../option";
import type { Rule } from "../rule";
import type { RULES, RuleId } from "../rules";
import { type Waiver, waiverProblems } from "../waivers";

/** What happens where a rule finds something: `mandatory` stops the update before it begins. */
export const ENFORCEMENT_LEVELS = ["mandatory", "advisory", "disabled"] as const;

/** See {@link ENFORCEMENT_LEVELS}. */
export type EnforcementLevel = (typeof ENFORCEMENT_LEVELS)[number];

/** The configuration of one rule: a level, or a level and the rule's own options. */
export type RuleConfig<Options extends OptionSpecs> =
  | EnforcementLevel
  | ({ readonly enforcementLevel?: EnforcementLevel } & Partial<OptionValues<Options>>);

type OptionsOf<Id extends string, Own extends Rule> = Extract<
  (typeof RULES)[number] | Own,
  { readonly id: Id }
>["options"];

/**
 * The configuration of a pack, which may have rules of a user's own. A rule that does not exist, or an option that it does
 * not have, does not compile.
 */
export interface PackConfig<Own extends Rule = never> {
  readonly rules?: { readonly [Id in RuleId | Own["id"]]?: RuleConfig<OptionsOf<Id, Own>> };
  readonly waivers?: readonly Waiver[];
}

/** A configuration that cannot be used. The message names every mistake with its place and what would be right. */
export class PackConfigError extends Error {
  constructor(source: string, problems: readonly string[]) {
    super(`${source}: ${problems.join("; ")}`);
    this.name = "PackConfigError";
  }
}

/** Reads the text of a configuration; `source` is what its mistakes are told of. Throws a {@link PackConfigError} with all of them. */
export function parsePackConfig(source: string, text: string, rules: readonly Rule[]): PackConfig {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new PackConfigError(source, [
      `not JSON: ${error instanceof Error ? error.message : String(error)}`,
    ]);
  }
  const problems = packConfigProblems(value, rules);
  if (problems.length > 0) throw new PackConfigError(source, problems);
  return value as PackConfig;
}

/** What a configuration means to whoever judges a server or migrations: levels are a pack's, but what is disabled is left out. */
export interface ChosenRules {
  readonly rules: readonly Rule[];
  readonly options: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** See {@link ChosenRules}. */
export function chooseRules(config: PackConfig, rules: readonly Rule[]): ChosenRules {
  const configured = new Map<string, RuleConfig<OptionSpecs>>(Object.entries(config.rules ?? {}));
  const levelOf = ({ id }: Rule) => {
    const said = configured.get(id);
    return typeof said === "string" ? said : said?.enforcementLevel;
  };
  return {
    rules: rules.filter((rule) => levelOf(rule) !== "disabled"),
    options: Object.fromEntries(
      [...configured].flatMap(([id, said]) => {
        if (typeof said === "string") return [];
        const { enforcementLevel: _level, ...options } = said;
        return [[id, options]];
      }),
    ),
  };
}

/** Every mistake in a configuration from a file; empty where it is right. */
export function packConfigProblems(value: unknown, rules: readonly Rule[]): string[] {
  if (!isRecord(value)) return ['expected an object with "rules" and "waivers", both optional'];
  const problems: string[] = [];
  for (const name of Object.keys(value)) {
    if (name !== "rules" && name !== "waivers") problems.push(`${name} is not known: use rules, waivers`);
  }
  if (value["waivers"] !== undefined) problems.push(...waiverProblems(value["waivers"], "waivers"));
  const configured = value["rules"];
  if (configured === undefined) return problems;
  if (!isRecord(configured)) return [...problems, "rules must be an object keyed by the id of a rule"];
  for (const [id, config] of Object.entries(configured)) {
    const rule = rules.find((candidate) => candidate.id === id);
    if (rule === undefined)
      problems.push(`rules: there is no rule ${JSON.stringify(id)}${nearest(id, rules)}`);
    else problems.push(...ruleProblems(rule, config));
  }
  return problems;
}

function ruleProblems(rule: Rule, config: unknown): string[] {
  const place = `rules.${rule.id}`;
  const levels = ENFORCEMENT_LEVELS.join(", ");
  if (typeof config === "string") {
    return isLevel(config) ? [] : [`${place} is ${JSON.stringify(config)}: use one of ${levels}`];
  }
  if (!isRecord(config)) return [`${place} must be one of ${levels}, or an object`];
  return Object.entries(config).flatMap(([name, value]) => {
    if (name === "enforcementLevel") {
      return isLevel(value) ? [] : [`${place}.enforcementLevel must be one of ${levels}`];
    }
    const spec = rule.options[name];
    if (spec === undefined) {
      const known = ["enforcementLevel", ...Object.keys(rule.options)].join(", ");
      return [`${place}.${name} is not known: use ${known}`];
    }
    return fits(spec, value) ? [] : [`${place}.${name} must be ${expected(spec)}`];
  });
}

/** `; did you mean "rls-not-forced"?`: the rule that shares most words with the name and has fewest others. */
function nearest(id: string, rules: readonly Rule[]): string {
  const words = new Set(id.split(/[-_]/));
  const distance = (rule: Rule) => {
    const shared = rule.id.split("-").filter((word) => words.has(word)).length;
    return { shared, others: rule.id.split("-").length + words.size - 2 * shared, id: rule.id };
  };
  const best = rules.map(distance).sort((a, b) => b.shared - a.shared || a.others - b.others)[0];
  return best === undefined || best.shared === 0 ? "" : `; did you mean ${JSON.stringify(best.id)}?`;
}

function isLevel(value: unknown): value is EnforcementLevel {
  return ENFORCEMENT_LEVELS.some((level) => level === value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
