import { ListValue, Struct, Value as WireValue } from "google-protobuf/google/protobuf/struct_pb";
import {
  type Properties,
  ResourceReference,
  Secret,
  setProperty,
  UNKNOWN,
  Unknown,
  type Value,
} from "./values";

/** A map that has this key is not a map but one of the engine's marked values; the key's value says which. */
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";
const RESOURCE_SIGNATURE = "5cf8f73096256a8f31e491e813e4eb8e";
const OUTPUT_SIGNATURE = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** What stands on the wire for a value that is yet to be computed. */
const UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The engine has one sentinel a type; all of them mean the same to a resource (sdk/go/common/resource/plugin/rpc.go). */
const UNKNOWN_SENTINELS: ReadonlySet<string> = new Set([
  UNKNOWN_STRING,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);
const SENTINEL_LENGTH = UNKNOWN_STRING.length;

/** Reads the properties of a message; an absent struct is an empty set of properties. */
export function decodeProperties(struct: Struct | undefined): Properties {
  return struct === undefined ? {} : decodeStruct(struct);
}

/** Writes properties into a message. Throws a `TypeError` that names the path of a value that cannot be sent. */
export function encodeProperties(properties: Properties): Struct {
  return encodeStruct(properties, "");
}

function decodeStruct(struct: Struct): Properties {
  const result: Properties = {};
  struct.getFieldsMap().forEach((value, key) => {
    setProperty(result, key, decodeValue(value));
  });
  return result;
}

function decodeValue(value: WireValue): Value {
  switch (value.getKindCase()) {
    case WireValue.KindCase.STRING_VALUE: {
      const text = value.getStringValue();
      return text.length === SENTINEL_LENGTH && UNKNOWN_SENTINELS.has(text) ? UNKNOWN : text;
    }
    case WireValue.KindCase.NUMBER_VALUE:
      return value.getNumberValue();
    case WireValue.KindCase.BOOL_VALUE:
      return value.getBoolValue();
    case WireValue.KindCase.LIST_VALUE:
      return (value.getListValue()?.getValuesList() ?? []).map(decodeValue);
    case WireValue.KindCase.STRUCT_VALUE: {
      const map = decodeProperties(value.getStructValue());
      return Object.hasOwn(map, SIGNATURE_KEY) ? decodeMarked(map) : map;
    }
    default:
      return null;
  }
}

function decodeMarked(map: Properties): Value {
  switch (map[SIGNATURE_KEY]) {
    case SECRET_SIGNATURE:
      return new Secret(map["value"] ?? null);
    case OUTPUT_SIGNATURE: {
      const value = Object.hasOwn(map, "value") ? (map["value"] ?? null) : UNKNOWN;
      return map["secret"] === true ? new Secret(value) : value;
    }
    case RESOURCE_SIGNATURE: {
      const { urn, id, packageVersion } = map;
      // A custom resource that is yet to be created travels with an empty id (runtime/rpc.ts of the SDK).
      const known = id === "" || id instanceof Unknown ? UNKNOWN : typeof id === "string" ? id : undefined;
      return new ResourceReference(text(urn), known, text(packageVersion));
    }
    default:
      // Assets and archives: no resource of ours takes them; they pass through as they are.
      return map;
  }
}

function text(value: Value | undefined): string {
  return typeof value === "string" ? value : "";
}

function encodeStruct(properties: Properties, path: string): Struct {
  const struct = new Struct();
  const fields = struct.getFieldsMap();
  for (const key of Object.keys(properties)) {
    const value = properties[key];
    if (value === undefined) continue;
    // google-protobuf keeps a map's entries in a plain object and would lose this one without a word.
    if (key === "__proto__")
      throw new TypeError(`${path}: a key named __proto__ cannot be sent to the engine`);
    fields.set(key, encodeValue(value, path === "" ? key : `${path}.${key}`));
  }
  return struct;
}

function encodeValue(value: Value, path: string): WireValue {
  const wire = new WireValue();
  switch (typeof value) {
    case "string":
      wire.setStringValue(value);
      return wire;
    case "boolean":
      wire.setBoolValue(value);
      return wire;
    case "number":
      if (!Number.isFinite(value)) throw new TypeError(`${path}: ${value} cannot be sent to the engine`);
      wire.setNumberValue(value);
      return wire;
    case "object":
      break;
    default:
      throw new TypeError(`${path}: a ${typeof value} cannot be sent to the engine`);
  }
  if (value === null) {
    wire.setNullValue(0);
  } else if (Array.isArray(value)) {
    const list = new ListValue();
    list.setValuesList(value.map((item, index) => encodeValue(item, `${path}[${index}]`)));
    wire.setListValue(list);
  } else if (value instanceof Unknown) {
    wire.setStringValue(UNKNOWN_STRING);
  } else if (value instanceof Secret) {
    wire.setStructValue(encodeStruct({ [SIGNATURE_KEY]: SECRET_SIGNATURE, value: value.reveal() }, path));
  } else if (value instanceof ResourceReference) {
    const { urn, id, packageVersion } = value;
    wire.setStructValue(encodeStruct({ [SIGNATURE_KEY]: RESOURCE_SIGNATURE, urn, id, packageVersion }, path));
  } else {
    wire.setStructValue(encodeStruct(value, path));
  }
  return wire;
}
