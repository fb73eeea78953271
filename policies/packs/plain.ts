import { Unknown } from "../facts/maybe";
import type { DeclaredResource } from "../readers/declared";
import { secretPaths } from "./secret-marks";

/** What a policy is given of a resource; a resource's and a stack's arguments both fit. */
export interface PolicyResourceLike {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly props: Readonly<Record<string, unknown>>;
  readonly opts: {
    readonly protect: boolean;
    readonly ignoreChanges?: readonly string[];
    readonly additionalSecretOutputs?: readonly string[];
  };
  readonly provider?: { readonly props: Readonly<Record<string, unknown>> };
}

/**
 * A resource as the readers take it. The policy framework throws where a value is read that is not known during
 * preview; here such a value becomes an `Unknown` in its place.
 */
export function toDeclared(resource: PolicyResourceLike): DeclaredResource {
  const secretInputs = secretPaths(resource.props);
  return {
    type: resource.type,
    name: resource.name,
    urn: resource.urn,
    inputs: plainObject(resource.props, `of ${resource.name}`, ""),
    protect: resource.opts.protect,
    ignoreChanges: resource.opts.ignoreChanges ?? [],
    additionalSecretOutputs: resource.opts.additionalSecretOutputs ?? [],
    ...(secretInputs === undefined ? {} : { secretInputs }),
    ...(resource.provider === undefined
      ? {}
      : { provider: plainObject(resource.provider.props, `of the provider of ${resource.name}`, "") }),
  };
}

function plainObject(
  value: Readonly<Record<string, unknown>>,
  owner: string,
  path: string,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value))
    result[key] = read(value, key, owner, path === "" ? key : `${path}.${key}`);
  return result;
}

function read(holder: object, key: string | number, owner: string, path: string): unknown {
  let value: unknown;
  try {
    value = (holder as Record<string | number, unknown>)[key];
  } catch (error) {
    if (!isUnknownValue(error)) throw error;
    return new Unknown(`the input ${path} ${owner} is not known before the update`);
  }
  if (typeof value !== "object" || value === null) return value;
  if (!Array.isArray(value)) return plainObject(value as Record<string, unknown>, owner, path);
  const list: readonly unknown[] = value;
  return Array.from({ length: list.length }, (_, index) => read(list, index, owner, `${path}[${index}]`));
}

/** The framework's error for a value that is not known. Its class has no types, its mark is this property. */
function isUnknownValue(error: unknown): boolean {
  return error instanceof Error && "unknownTypeSentinel" in error;
}
