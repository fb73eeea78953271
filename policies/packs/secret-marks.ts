/** How the engine wraps a secret on its way to an analyzer (`specialSigKey`, `specialSecretSig` in @pulumi/pulumi's runtime/rpc). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** What decoded properties carry beside themselves: as they came, with the engine's marks. Seen by no loop over keys. */
const AS_SENT = Symbol("palisade: properties as the engine sent them");

/** The part of a protobuf Struct that the policy framework's decoder uses. */
export interface Struct {
  toJavaScript(): Readonly<Record<string, unknown>>;
}

/** The module `deserialize` of @pulumi/policy, which is exported without types. */
export interface Decoder {
  deserializeProperties: (properties: Struct, marksSecrets: boolean) => Record<string, unknown>;
}

/**
 * Makes the policy framework's decoder keep two things that it drops. It unwraps secrets, so that a policy cannot tell them
 * from what stands in clear; and it decodes what a request says of a resource anew for each policy. Afterwards decoded
 * properties answer {@link secretPaths}, and a request is decoded once. A remediation, for which the framework marks secrets
 * itself, may change what it is given, and is left as it is.
 */
export function keepSecretMarks(decoder: Decoder): void {
  const decode = decoder.deserializeProperties;
  const decoded = new WeakMap<Struct, Record<string, unknown>>();
  decoder.deserializeProperties = (properties, marksSecrets) => {
    if (marksSecrets) return decode(properties, marksSecrets);
    const known = decoded.get(properties);
    if (known !== undefined) return known;
    const sent = properties.toJavaScript();
    const result = decode({ toJavaScript: () => sent }, marksSecrets);
    Object.defineProperty(result, AS_SENT, { value: sent });
    decoded.set(properties, result);
    return result;
  };
}

/**
 * The paths of the inputs that the engine keeps as secrets, as `options.password` or `list[0]`; of what lies in one, only
 * that one. `undefined` where nobody can tell, because the properties did not come through a decoder that keeps the marks.
 */
export function secretPaths(properties: object): readonly string[] | undefined {
  const sent = (properties as { readonly [AS_SENT]?: object })[AS_SENT];
  if (sent === undefined) return undefined;
  const found: string[] = [];
  collect(sent, "", found);
  return found;
}

function collect(value: unknown, path: string, found: string[]): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) collect(item, `${path}[${index}]`, found);
    return;
  }
  if ((value as Readonly<Record<string, unknown>>)[SIGNATURE] === SECRET) {
    found.push(path);
    return;
  }
  for (const [key, inner] of Object.entries(value))
    collect(inner, path === "" ? key : `${path}.${key}`, found);
}
