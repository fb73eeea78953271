import * as pulumi from "@pulumi/pulumi";

/**
 * One thing that can be wrong with one argument: data, so that a component's rules can be joined with those of its parts
 * and be reported together.
 */
export interface ValidationRule<T> {
  /** Where the user finds the value, from the component's arguments: `schemas[1]`. */
  readonly path: string;
  readonly value: pulumi.Input<T> | undefined;
  /** True where there is a problem. Not asked where the value is absent. */
  readonly when: (value: T) => boolean;
  /** What is wrong with it, and what would be right: one sentence without a full stop. */
  readonly say: (value: T) => string;
  /** Absence itself is a problem. @default false */
  readonly required?: boolean;
}

/** A {@link ValidationRule} whatever the type of its value. */
export interface AnyRule {
  readonly path: string;
  readonly value: pulumi.Input<unknown>;
  /** The problem, or `undefined` where there is none. */
  readonly judge: (value: unknown) => string | undefined;
}

/** Hands a value on once every argument has been found right. Values stay as secret as they were. */
export type Gate = <T>(value: pulumi.Input<T>) => pulumi.Input<T>;

/** Makes rules of different types fit into one list. */
export function rule<T>({ path, value, when, say, required = false }: ValidationRule<T>): AnyRule {
  return {
    path,
    value,
    judge: (known) => {
      if (known === undefined || known === null) return required ? "is missing" : undefined;
      return when(known as T) ? say(known as T) : undefined;
    },
  };
}

/**
 * What a component throws for its arguments. The engine prints it beside the component, without a stack: the SDK knows
 * the class by `__pulumiInputPropertiesError` (component providers) and by `__pulumResourceError` (programs).
 */
export class InvalidArguments extends pulumi.InputPropertiesError {
  readonly resource: pulumi.Resource;
  readonly hideStack = true;
  /** The spelling is the SDK's. */
  readonly __pulumResourceError = true;

  constructor(resource: pulumi.Resource, errors: { propertyPath: string; reason: string }[]) {
    const count = errors.length === 1 ? "an argument is" : `${errors.length} arguments are`;
    const lines = errors.map(({ propertyPath, reason }) => `  ${propertyPath}: ${reason}`);
    super({ message: [`${count} not right:`, ...lines].join("\n"), errors });
    this.name = "InvalidArguments";
    this.resource = resource;
    // The frames say nothing about the arguments, and Node 20 takes half a minute to colour those of an `apply`.
    this.stack = `${this.name}: ${this.message}`;
  }
}

/**
 * Judges every argument. What is known already is judged at once, and every problem of it thrown together; what the
 * engine has yet to compute is judged when it is known, and the gate holds back whatever depends on it.
 */
export function validate(resource: pulumi.Resource, rules: readonly AnyRule[]): Gate {
  const known = rules.filter(({ value }) => !holdsOutput(value));
  throwProblems(
    resource,
    known.map(({ path, value, judge }) => ({ path, problem: judge(value) })),
  );

  const later = rules.filter(({ value }) => holdsOutput(value));
  if (later.length === 0) return (value) => value;
  const verdict = pulumi.all(later.map(problemOf)).apply((problems) => throwProblems(resource, problems));
  return <T>(value: pulumi.Input<T>) =>
    pulumi.all([pulumi.output(value), verdict]).apply(([passed]) => passed) as unknown as pulumi.Output<T>;
}

interface Judged {
  readonly path: string;
  readonly problem: string | undefined;
}

function throwProblems(resource: pulumi.Resource, judged: readonly Judged[]): void {
  const errors = judged.flatMap(({ path, problem }) =>
    problem === undefined ? [] : [{ propertyPath: path, reason: problem }],
  );
  if (errors.length > 0) throw new InvalidArguments(resource, errors);
}

function problemOf({ path, value, judge }: AnyRule): pulumi.Output<Judged> {
  const output = pulumi.output(value);
  return pulumi.all([pulumi.unsecret(output), pulumi.isSecret(output)]).apply(([known, secret]) => {
    const problem = judge(known);
    // A sentence about a value may quote it.
    return { path, problem: problem !== undefined && secret ? "its value, a secret, is not right" : problem };
  });
}

/** True for an Output or a promise, and for an array or record that holds one. */
export function holdsOutput(value: unknown): boolean {
  if (pulumi.Output.isInstance(value) || value instanceof Promise) return true;
  if (Array.isArray(value)) return value.some(holdsOutput);
  return typeof value === "object" && value !== null && Object.values(value).some(holdsOutput);
}
