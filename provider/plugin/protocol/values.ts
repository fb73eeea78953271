import { inspect } from "node:util";

/** What a property can hold on its way between the engine and a resource: JSON plus the three marks that the engine knows. */
export type Value =
  | null
  | boolean
  | number
  | string
  | Value[]
  | Properties
  | Secret
  | Unknown
  | ResourceReference;

/** The inputs, the state or the outputs of one resource. A key whose value is `undefined` counts as absent. */
export interface Properties {
  [name: string]: Value | undefined;
}

/**
 * A value that the engine keeps encrypted in its state and masks in its output. Printing, inspecting or
 * JSON-encoding the wrapper never shows the value; only {@link Secret.reveal} does.
 */
export class Secret {
  readonly #value: Value;

  constructor(value: Value) {
    // Two layers would show as a change between one run and the next.
    this.#value = value instanceof Secret ? value.reveal() : value;
  }

  /** The value itself. Never put it into a message, an id, or a statement that a server could log. */
  reveal(): Value {
    return this.#value;
  }

  toString(): string {
    return "[secret]";
  }

  toJSON(): string {
    return "[secret]";
  }

  [inspect.custom](): string {
    return "[secret]";
  }
}

/** The kind of {@link UNKNOWN}: a value that only an update will bring, seen during a preview. */
export class Unknown {
  toString(): string {
    return "[unknown]";
  }

  toJSON(): string {
    return "[unknown]";
  }
}

/** The one unknown value. As an output of a preview it says "known after the update". */
export const UNKNOWN: Unknown = Object.freeze(new Unknown());

/** A resource that was passed as a value. */
export class ResourceReference {
  constructor(
    readonly urn: string,
    /** `undefined` for a component, which has none; {@link UNKNOWN} where the resource is yet to be created. */
    readonly id: string | Unknown | undefined,
    readonly packageVersion: string,
  ) {}
}

/** Marks a value as secret. */
export function secret(value: Value): Secret {
  return new Secret(value);
}

/** Whether the value itself is a {@link Secret}. Secrets further inside do not count. */
export function isSecret(value: unknown): value is Secret {
  return value instanceof Secret;
}

/** Whether the value itself is {@link UNKNOWN}, bare or inside a {@link Secret}. */
export function isUnknown(value: unknown): boolean {
  return value instanceof Unknown || (value instanceof Secret && value.reveal() instanceof Unknown);
}

/** Whether anything inside is unknown. */
export function containsUnknown(value: Value | undefined): boolean {
  return some(value, (inner) => inner instanceof Unknown);
}

/** Whether anything inside is secret. */
export function containsSecret(value: Value | undefined): boolean {
  return some(value, (inner) => inner instanceof Secret);
}

/** A copy without the secret marks, for computing with. The result must not be returned to the engine in place of the marked value. */
export function reveal<T extends Value | undefined>(value: T): Exclude<T, Secret> {
  return unwrap(value) as Exclude<T, Secret>;
}

/** {@link reveal} for a whole set of properties. */
export function revealAll(properties: Properties): Properties {
  return unwrap(properties) as Properties;
}

/** Whether two values are the same to a user: secret marks, the order of keys, and absent against `undefined` do not count. */
export function sameValue(left: Value | undefined, right: Value | undefined): boolean {
  const a = left instanceof Secret ? left.reveal() : left;
  const b = right instanceof Secret ? right.reveal() : right;
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (a instanceof Unknown || b instanceof Unknown) return a instanceof Unknown && b instanceof Unknown;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => sameValue(item, b[index]))
    );
  }
  if (a instanceof ResourceReference || b instanceof ResourceReference) {
    return a instanceof ResourceReference && b instanceof ResourceReference && a.urn === b.urn;
  }
  return sameProperties(a as Properties, b as Properties);
}

function sameProperties(a: Properties, b: Properties): boolean {
  const present = (object: Properties) => Object.keys(object).filter((key) => object[key] !== undefined);
  const keys = present(a);
  return (
    keys.length === present(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key], b[key]))
  );
}

/** True for a plain map, as opposed to a list or one of the marks. */
export function isProperties(value: unknown): value is Properties {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Secret) &&
    !(value instanceof Unknown) &&
    !(value instanceof ResourceReference)
  );
}

/** Sets a key as an own property whatever its name is: a plain assignment to `__proto__` would be lost. */
export function setProperty(target: Properties, name: string, value: Value | undefined): void {
  if (name === "__proto__") {
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[name] = value;
  }
}

function some(value: Value | undefined, test: (value: Value) => boolean): boolean {
  if (value === undefined) return false;
  if (test(value)) return true;
  if (value instanceof Secret) return some(value.reveal(), test);
  if (value instanceof ResourceReference) return value.id instanceof Unknown && test(value.id);
  if (Array.isArray(value)) return value.some((item) => some(item, test));
  return isProperties(value) && Object.keys(value).some((key) => some(value[key], test));
}

function unwrap(value: Value | undefined): Value | undefined {
  if (value instanceof Secret) return unwrap(value.reveal());
  if (Array.isArray(value)) return value.map((item) => unwrap(item) as Value);
  if (!isProperties(value)) return value;
  const result: Properties = {};
  for (const key of Object.keys(value)) setProperty(result, key, unwrap(value[key]));
  return result;
}
