import { FACT_TYPES } from "./facts/facts";
import { expected, fits, type OptionSpec } from "./option";
import { type Rule, TOPICS } from "./rule";
import { RULES } from "./rules";
import { SEVERITIES } from "./severity";

/** Rules of a user's own that cannot be used. The message names every mistake with its place and what would be right. */
export class OwnRulesError extends Error {
  constructor(problems: readonly string[]) {
    super(problems.join("; "));
    this.name = "OwnRulesError";
  }
}

/**
 * Palisade's rules with a user's own behind them, which are looked at first as a compiler would: they may be plain
 * JavaScript, and come from anywhere. Throws an {@link OwnRulesError} with all mistakes at once.
 */
export function withOwnRules(own: unknown): readonly Rule[] {
  const list: readonly unknown[] = Array.isArray(own) ? own : [own];
  const problems = list.length === 0 ? ["there is no rule: give at least one"] : list.flatMap(ruleProblems);
  const ids = new Set<string>(RULES.map(({ id }) => id));
  for (const one of list) {
    const { id } = (one ?? {}) as { readonly id?: unknown };
    if (typeof id !== "string") continue;
    if (ids.has(id)) problems.push(`there is a rule ${JSON.stringify(id)} already: give yours another id`);
    ids.add(id);
  }
  if (problems.length > 0) throw new OwnRulesError(problems);
  return [...RULES, ...(list as readonly Rule[])];
}

/** The types that an option may have. */
const OPTION_TYPES: Readonly<Record<OptionSpec["type"], true>> = {
  string: true,
  integer: true,
  strings: true,
};

function ruleProblems(value: unknown, index: number): string[] {
  const at = `rules[${index}]`;
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return [`${at} must be a rule: what defineRule({ … }) returns`];
  const rule = value as Readonly<Record<string, unknown>>;
  const problems: string[] = [];
  const say = (good: boolean, what: string) => {
    if (!good) problems.push(`${at}.${what}`);
  };
  say(
    typeof rule["id"] === "string" && /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(rule["id"]),
    'id must be words joined by hyphens, for example "acme-role-without-prefix"',
  );
  for (const name of ["title", "about", "why", "fix"])
    say(typeof rule[name] === "string" && rule[name].trim() !== "", `${name} must be a text`);
  say(oneOf(SEVERITIES, rule["severity"]), `severity must be one of ${SEVERITIES.join(", ")}`);
  say(oneOf(TOPICS, rule["topic"]), `topic must be one of ${TOPICS.join(", ")}`);
  say(oneOf(["object", "closed-world"], rule["scope"]), "scope must be object or closed-world");
  say(
    rule["world"] === undefined || oneOf(["server", "declaration", "migrations"], rule["world"]),
    "world must be server, declaration or migrations, or be left out",
  );
  say(
    isTexts(rule["facts"]) &&
      rule["facts"].length > 0 &&
      rule["facts"].every((one) => Object.hasOwn(FACT_TYPES, one)),
    `facts must be a list of ${Object.keys(FACT_TYPES).join(", ")}`,
  );
  say(
    isTexts(rule["references"]) && rule["references"].every((one) => /^https?:\/\//.test(one)),
    "references must be a list of addresses, which may be empty",
  );
  say(isTexts(rule["catalogue"]), "catalogue must be a list of texts; defineRule adds it");
  for (const name of ["palisade", "withoutPalisade"])
    say(rule[name] === undefined || typeof rule[name] === "string", `${name} must be a text, or be left out`);
  say(typeof rule["check"] === "function", "check must be a function");
  return [...problems, ...optionProblems(rule["options"], at)];
}

function optionProblems(options: unknown, at: string): string[] {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    return [`${at}.options must be an object; defineRule adds it`];
  return Object.entries(options).flatMap(([name, value]) => {
    const spec = (value ?? {}) as OptionSpec;
    if (name === "enforcementLevel")
      return [`${at}.options.${name} is the policy framework's: use another name`];
    if (!Object.hasOwn(OPTION_TYPES, spec.type))
      return [`${at}.options.${name}.type must be one of ${Object.keys(OPTION_TYPES).join(", ")}`];
    if (!fits(spec, spec.default)) return [`${at}.options.${name}.default must be ${expected(spec)}`];
    return typeof spec.description === "string" ? [] : [`${at}.options.${name}.description must be a text`];
  });
}

function oneOf(values: readonly string[], value: unknown): boolean {
  return values.some((one) => one === value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}
