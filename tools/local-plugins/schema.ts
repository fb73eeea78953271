import type { Properties } from "../../provider/plugin/protocol";
import type { InputDefinition } from "./stand-in";

/** What a stand-in's package consists of, as far as its schema goes. */
export interface SchemaFacts {
  readonly name: string;
  readonly version: string;
  /** The provider's own inputs. */
  readonly config: readonly string[];
  /** Type → its inputs, and the outputs that are none. */
  readonly resources: Readonly<
    Record<
      string,
      {
        readonly inputs: Readonly<Record<string, InputDefinition>>;
        readonly outputs?: Readonly<Record<string, unknown>>;
      }
    >
  >;
}

/** Any value: the stand-in itself checks what it is given. */
const ANY = { $ref: "pulumi.json#/Any" };

/** The package's schema, from which Pulumi YAML learns which types and properties there are. */
export function standInSchema({ name, version, config, resources }: SchemaFacts): Properties {
  const anything = (names: readonly string[]) => Object.fromEntries(names.map((property) => [property, ANY]));
  return {
    name,
    version,
    config: { variables: anything(config) },
    provider: { inputProperties: anything(config) },
    resources: Object.fromEntries(
      Object.entries(resources).map(([type, { inputs, outputs = {} }]) => [
        type,
        {
          inputProperties: anything(Object.keys(inputs)),
          requiredInputs: Object.keys(inputs).filter((input) => inputs[input]?.required === true),
          properties: anything([...Object.keys(inputs), ...Object.keys(outputs)]),
        },
      ]),
    ),
  };
}
