/** One option of a rule. */
export type OptionSpec =
  | { readonly type: "string"; readonly default: string; readonly description: string }
  | { readonly type: "integer"; readonly default: number; readonly description: string }
  | { readonly type: "strings"; readonly default: readonly string[]; readonly description: string };

/** The options of a rule, by name. */
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** The value of one option. */
export type OptionValue<Spec extends OptionSpec> = Spec extends { readonly type: "string" }
  ? string
  : Spec extends { readonly type: "integer" }
    ? number
    : readonly string[];

/** The values of a rule's options: every one is there, because every option has a default. */
export type OptionValues<Specs extends OptionSpecs> = {
  readonly [Name in keyof Specs]: OptionValue<Specs[Name]>;
};

/** The defaults of a rule's options, overridden by what is given. Values of a wrong type are refused with one sentence. */
export function optionValues<Specs extends OptionSpecs>(
  rule: string,
  specs: Specs,
  given: Readonly<Record<string, unknown>> = {},
): OptionValues<Specs> {
  const values: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const value = given[name];
    if (value !== undefined && !fits(spec, value)) {
      throw new RangeError(`option ${name} of rule ${rule} must be ${expected(spec)}`);
    }
    values[name] = value ?? spec.default;
  }
  return values as OptionValues<Specs>;
}

/** What an option's value must be, in words. */
export function expected(spec: OptionSpec): string {
  switch (spec.type) {
    case "string":
      return "a text";
    case "integer":
      return "a whole number";
    case "strings":
      return "a list of texts";
    default:
      return spec satisfies never;
  }
}

/** True where the value is of the option's type. */
export function fits(spec: OptionSpec, value: unknown): boolean {
  switch (spec.type) {
    case "string":
      return typeof value === "string";
    case "integer":
      return Number.isInteger(value);
    case "strings":
      return Array.isArray(value) && value.every((item) => typeof item === "string");
    default:
      return spec satisfies never;
  }
}

/** The column by which rules know a tenant's table. */
export const TENANT_COLUMN = {
  type: "string",
  default: "tenant_id",
  description: "The column by which a tenant's table is known.",
} as const satisfies OptionSpec;

/** The settings that tell a session's tenant. */
export const TENANT_SETTINGS = {
  type: "strings",
  default: ["app.tenant_id", "app.current_tenant"],
  description: "The settings that tell the tenant.",
} as const satisfies OptionSpec;

/** The roles of requests that nobody has logged in for. */
export const ANONYMOUS_ROLES = {
  type: "strings",
  default: ["anon", "web_anon"],
  description: "The roles of requests that nobody has logged in for (Supabase, PostgREST).",
} as const satisfies OptionSpec;

/** The roles of requests that somebody has logged in for. */
export const SIGNED_IN_ROLES = {
  type: "strings",
  default: ["authenticated"],
  description: "The roles of requests that somebody has logged in for (Supabase).",
} as const satisfies OptionSpec;

/** The roles that requests from outside run as. */
export const REQUEST_ROLES = {
  type: "strings",
  default: ["anon", "web_anon", "authenticated"],
  description: "The roles that requests from outside run as, logged in or not (Supabase, PostgREST).",
} as const satisfies OptionSpec;

/** Roles that a rule leaves alone. */
export const ALLOWED_ROLES = {
  type: "strings",
  default: [],
  description: "Roles that the rule leaves alone.",
} as const satisfies OptionSpec;
