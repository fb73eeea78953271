/** Pulumi's package schema in few words. See the "Pulumi Package Metaschema" for what the parts mean. */

/** A property's type in the schema. */
export type Shape = Readonly<Record<string, unknown>>;

export const text: Shape = { type: "string" };
export const flag: Shape = { type: "boolean" };
export const integer: Shape = { type: "integer" };
export const number: Shape = { type: "number" };

/** A list of one type. */
export function listOf(items: Shape): Shape {
  return { type: "array", items };
}

/** A map from text to one type. */
export function mapOf(values: Shape): Shape {
  return { type: "object", additionalProperties: values };
}

/** A type of the package itself. */
export function ref(name: string): Shape {
  return { $ref: `#/types/palisade:index:${name}` };
}

/** Either of two types. */
export function either(...oneOf: readonly Shape[]): Shape {
  return { oneOf };
}

/** An object type with these properties. */
export function objectType(
  description: string,
  properties: Readonly<Record<string, Shape>>,
  required: readonly string[] = [],
): Shape {
  return { type: "object", description, properties, ...(required.length === 0 ? {} : { required }) };
}

/** A property that is kept as a secret. */
export function secret(shape: Shape): Shape {
  return { ...shape, secret: true };
}

/** A property whose change replaces the resource. */
export function replaces(shape: Shape): Shape {
  return { ...shape, replaceOnChanges: true, willReplaceOnChanges: true };
}
