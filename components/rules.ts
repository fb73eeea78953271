import type * as pulumi from "@pulumi/pulumi";
import { identifierProblem } from "../postgres/sql/quote";
import { type AnyRule, rule } from "./validation";

/** An argument that may be left out. */
type Optional<T> = pulumi.Input<T> | undefined;

/** A name that PostgreSQL can hold without cutting it. */
export function identifier(path: string, value: Optional<string>, required = false): AnyRule {
  return named(path, value, nameProblem, required);
}

/** A name that a role may have. */
export function roleName(path: string, value: Optional<string>, required = false): AnyRule {
  return named(path, value, roleProblem, required);
}

/**
 * Roles on the other side of one role's memberships. Those that PostgreSQL brings (`pg_monitor`) take members and are
 * none themselves.
 */
export function membershipNames(
  path: string,
  values: pulumi.Input<string>[] | undefined,
  side: "memberOf" | "members",
  own: Optional<string>,
): AnyRule[] {
  if (values === undefined) return [];
  const problem = side === "members" ? roleProblem : groupProblem;
  return [
    ...values.map((value, index) => named(`${path}[${index}]`, value, problem, true)),
    distinct(path, values, "role"),
    rule<readonly string[]>({
      path,
      value: (own === undefined ? [] : [own, ...values]) as unknown as pulumi.Input<readonly string[]>,
      when: ([name, ...others]) => name !== undefined && others.includes(name),
      say: () => "names the role itself, which cannot be its own member",
    }),
  ];
}

/** A schema in which an application may live. */
export function schemaName(path: string, value: Optional<string>): AnyRule {
  return named(path, value, schemaProblem, true);
}

/** Schemas in which an application may live: at least one, none of them twice. */
export function schemaNames(path: string, values: readonly pulumi.Input<string>[]): AnyRule[] {
  return [
    rule<number>({
      path,
      value: values.length,
      when: (count) => count === 0,
      say: () => "names no schema; give at least one",
    }),
    ...values.map((value, index) => schemaName(`${path}[${index}]`, value)),
    distinct(path, values, "schema"),
  ];
}

/** No name twice. */
export function distinct(path: string, values: readonly pulumi.Input<string>[], what: string): AnyRule {
  const repeated = (names: readonly string[]) => names.find((name, index) => names.indexOf(name) !== index);
  return rule<readonly string[]>({
    path,
    // pulumi.output() resolves what an array holds; its types say so only for literal arrays.
    value: values as unknown as pulumi.Input<readonly string[]>,
    when: (names) => repeated(names) !== undefined,
    say: (names) => `names the ${what} ${JSON.stringify(repeated(names))} twice`,
  });
}

/** A name that must be one of a list that the arguments declare elsewhere. */
export function declaredIn(
  path: string,
  value: pulumi.Input<string>,
  declared: readonly string[],
  where: string,
): AnyRule {
  return rule<string>({
    path,
    value,
    when: (name) => !declared.includes(name),
    say: (name) =>
      `${JSON.stringify(name)} is not one of ${where}: ${declared
        .filter((known) => known !== undefined)
        .map((known) => JSON.stringify(known))
        .join(", ")}`,
  });
}

/** A time in PostgreSQL's own words. `0` switches a limit off. */
export function duration(path: string, value: Optional<string>): AnyRule {
  return rule<string>({
    path,
    value,
    when: (text) => !isDuration(text),
    say: (text) =>
      `${JSON.stringify(text)} is no time: write a whole number and a unit (ms, s, min, h, d), for example "30s"`,
  });
}

/** How many sessions a role may have at a time. */
export function connectionLimit(path: string, value: Optional<number>): AnyRule {
  return wholeNumber(path, value, 1, MAX_CONNECTIONS);
}

/** A whole number from `min` to `max`. */
export function wholeNumber(path: string, value: Optional<number>, min: number, max: number): AnyRule {
  return rule<number>({
    path,
    value,
    when: (number) => !Number.isInteger(number) || number < min || number > max,
    say: (number) => `${JSON.stringify(number)} is not a whole number from ${min} to ${max}`,
  });
}

/** One of a closed set of words. */
export function oneOf(path: string, value: Optional<string>, words: readonly string[]): AnyRule {
  return rule<string>({
    path,
    value,
    when: (word) => !words.includes(word),
    say: (word) =>
      `${JSON.stringify(word)} is not one of ${words.map((known) => JSON.stringify(known)).join(", ")}`,
  });
}

/** A setting of the application's own. PostgreSQL takes it only with a dot between simple words. */
export function customSetting(path: string, value: Optional<string>): AnyRule {
  return rule<string>({
    path,
    value,
    when: (name) => !/^[A-Za-z_][A-Za-z0-9_$]*\.[A-Za-z_][A-Za-z0-9_$]*$/.test(name),
    say: (name) =>
      `${JSON.stringify(name)} is no setting of an application's own: write two simple words with a dot, for example "app.tenant_id"`,
  });
}

/** The most sessions that a server can have: MAX_BACKENDS (src/include/postmaster/postmaster.h). */
const MAX_CONNECTIONS = 262_143;

/** PostgreSQL counts timeouts in milliseconds, in a signed 32-bit integer. */
const MAX_MILLISECONDS = 2_147_483_647;

const MILLISECONDS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

function isDuration(text: unknown): boolean {
  const match = typeof text === "string" ? /^(\d{1,10})(ms|s|min|h|d)?$/.exec(text) : null;
  return match !== null && Number(match[1]) * (MILLISECONDS[match[2] ?? "ms"] ?? 1) <= MAX_MILLISECONDS;
}

function named(
  path: string,
  value: Optional<string>,
  problem: (name: string) => string | undefined,
  required: boolean,
): AnyRule {
  return rule<string>({
    path,
    value,
    required,
    when: (name) => problem(name) !== undefined,
    say: (name) => problem(name) ?? "",
  });
}

function nameProblem(name: unknown): string | undefined {
  return typeof name === "string" ? identifierProblem(name) : `${JSON.stringify(name)} is not a name`;
}

function roleProblem(name: string): string | undefined {
  return nameProblem(name) ?? (/^(?:pg_.*|public|none)$/.test(name) ? reserved(name) : undefined);
}

/** The owner of the database is the only member of pg_database_owner, and nobody else can be. */
function groupProblem(name: string): string | undefined {
  return nameProblem(name) ?? (/^(?:pg_database_owner|public|none)$/.test(name) ? reserved(name) : undefined);
}

function schemaProblem(name: string): string | undefined {
  const problem = nameProblem(name);
  if (problem !== undefined) return problem;
  // `$user` in a search_path means the schema called like the role.
  return /^(?:pg_.*|information_schema|\$user)$/.test(name) ? reserved(name) : undefined;
}

function reserved(name: string): string {
  return `${JSON.stringify(name)} is a name that PostgreSQL keeps for itself`;
}
