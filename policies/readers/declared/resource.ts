import { type Maybe, Unknown } from "../../facts/maybe";
import type { ResourceOrigin } from "../../facts/origin";

/**
 * A resource as a program declares it: its checked inputs as plain data. A value that is not known yet is an `Unknown`
 * in its place, at any depth. Secrets are in clear: nothing of the inputs may get into a text but names.
 */
export interface DeclaredResource {
  /** The type token, for example `postgresql:index/role:Role`. */
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Whether the engine refuses to delete it. */
  readonly protect: boolean;
  /** The paths of the properties whose changes the engine ignores. @default none */
  readonly ignoreChanges?: readonly string[];
  /** The outputs that the engine encrypts in its state, whatever their inputs are. @default none */
  readonly additionalSecretOutputs?: readonly string[];
  /**
   * The paths of the inputs that the engine keeps as secrets (`password`, `options.password`): in the state they are
   * encrypted. Absent where whoever hands the resource over does not know.
   */
  readonly secretInputs?: readonly string[];
  /** The inputs of its provider, where they are known: what a resource leaves out, its provider may say. */
  readonly provider?: Readonly<Record<string, unknown>>;
}

/** Where the facts of a resource come from. */
export function originOf({ urn, type, name }: DeclaredResource): ResourceOrigin {
  return { urn, type, name };
}

/** A value of the inputs that may not be known. */
export type Input<T> = Maybe<T | undefined>;

/**
 * Whether the engine keeps an input as a secret: itself, or what it lies in. Unknown where the resource was handed over by
 * somebody who does not know.
 */
export function isSecret({ name, secretInputs }: DeclaredResource, path: string): Maybe<boolean> {
  if (secretInputs === undefined)
    return new Unknown(`whether the input ${path} of ${name} is a secret is not told here`);
  return secretInputs.some((secret) => path === secret || path.startsWith(`${secret}.`));
}
