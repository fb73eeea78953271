import { Reader, Writer } from "protobufjs/minimal";
import {
  type Properties,
  ResourceReference,
  Secret,
  setProperty,
  UNKNOWN,
  Unknown,
  type Value,
} from "./values";

/**
 * Properties as the engine sends them: the bytes of a `google.protobuf.Struct`, read and written without the message
 * classes that are generated for it. An expanded graph has as many values as there are differing objects, thousands at
 * the worst, and travels in every step of an `up`; by way of those classes that took longer than reading the catalog.
 */

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

/** The types of encoding that the messages below use (https://protobuf.dev/programming-guides/encoding/). */
const VARINT = 0;
const FIXED64 = 1;
const DELIMITED = 2;

/** The tag of a field: its number and how it is encoded. */
const tag = (field: number, encoding: number): number => (field << 3) | encoding;

// google/protobuf/struct.proto
const FIELDS_ENTRY = tag(1, DELIMITED);
const ENTRY_KEY = tag(1, DELIMITED);
const ENTRY_VALUE = tag(2, DELIMITED);
const NULL_VALUE = tag(1, VARINT);
const NUMBER_VALUE = tag(2, FIXED64);
const STRING_VALUE = tag(3, DELIMITED);
const BOOL_VALUE = tag(4, VARINT);
const STRUCT_VALUE = tag(5, DELIMITED);
const LIST_VALUE = tag(6, DELIMITED);
const LIST_ITEM = tag(1, DELIMITED);

/** Reads the bytes of a struct. */
export function decodeProperties(bytes: Uint8Array): Properties {
  return readProperties(Reader.create(bytes), bytes.length);
}

/** Writes the bytes of a struct. Throws a `TypeError` that names the path of a value that cannot be sent. */
export function encodeProperties(properties: Properties): Uint8Array {
  const writer = Writer.create();
  writeProperties(writer, properties, "");
  return writer.finish();
}

/** Reads a struct that ends at this place of a message. */
export function readProperties(reader: Reader, end: number): Properties {
  const result: Properties = {};
  while (reader.pos < end) {
    const field = reader.uint32();
    if (field === FIELDS_ENTRY) readEntry(reader, result);
    else reader.skipType(field & 7);
  }
  return result;
}

function readEntry(reader: Reader, into: Properties): void {
  const end = reader.uint32() + reader.pos;
  let key = "";
  let value: Value = null;
  while (reader.pos < end) {
    const field = reader.uint32();
    if (field === ENTRY_KEY) key = reader.string();
    else if (field === ENTRY_VALUE) value = readValue(reader, reader.uint32() + reader.pos);
    else reader.skipType(field & 7);
  }
  setProperty(into, key, value);
}

function readValue(reader: Reader, end: number): Value {
  let value: Value = null;
  while (reader.pos < end) {
    const field = reader.uint32();
    switch (field) {
      case STRING_VALUE: {
        const text = reader.string();
        value = text.length === SENTINEL_LENGTH && UNKNOWN_SENTINELS.has(text) ? UNKNOWN : text;
        break;
      }
      case NUMBER_VALUE:
        value = reader.double();
        break;
      case BOOL_VALUE:
        value = reader.bool();
        break;
      case STRUCT_VALUE: {
        const map = readProperties(reader, reader.uint32() + reader.pos);
        value = Object.hasOwn(map, SIGNATURE_KEY) ? markedValue(map) : map;
        break;
      }
      case LIST_VALUE:
        value = readList(reader, reader.uint32() + reader.pos);
        break;
      default:
        value = null;
        reader.skipType(field & 7);
    }
  }
  return value;
}

function readList(reader: Reader, end: number): Value[] {
  const items: Value[] = [];
  while (reader.pos < end) {
    const field = reader.uint32();
    if (field === LIST_ITEM) items.push(readValue(reader, reader.uint32() + reader.pos));
    else reader.skipType(field & 7);
  }
  return items;
}

function markedValue(map: Properties): Value {
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

/** Writes a struct's fields into a message. Throws a `TypeError` that names the path, below this one, of a value that cannot be sent. */
export function writeProperties(writer: Writer, properties: Properties, path: string): void {
  for (const key of Object.keys(properties)) {
    const value = properties[key];
    if (value === undefined) continue;
    // Pulumi's own SDK, which reads what we send, would lose it without a word.
    if (key === "__proto__")
      throw new TypeError(`${path}: a key named __proto__ cannot be sent to the engine`);
    writer.uint32(FIELDS_ENTRY).fork().uint32(ENTRY_KEY).string(key).uint32(ENTRY_VALUE).fork();
    writeValue(writer, value, path === "" ? key : `${path}.${key}`);
    writer.ldelim().ldelim();
  }
}

function writeValue(writer: Writer, value: Value, path: string): void {
  switch (typeof value) {
    case "string":
      writer.uint32(STRING_VALUE).string(value);
      return;
    case "boolean":
      writer.uint32(BOOL_VALUE).bool(value);
      return;
    case "number":
      if (!Number.isFinite(value)) throw new TypeError(`${path}: ${value} cannot be sent to the engine`);
      writer.uint32(NUMBER_VALUE).double(value);
      return;
    case "object":
      break;
    default:
      throw new TypeError(`${path}: a ${typeof value} cannot be sent to the engine`);
  }
  if (value === null) {
    writer.uint32(NULL_VALUE).int32(0);
  } else if (Array.isArray(value)) {
    writer.uint32(LIST_VALUE).fork();
    for (const [index, item] of value.entries()) {
      writer.uint32(LIST_ITEM).fork();
      writeValue(writer, item, `${path}[${index}]`);
      writer.ldelim();
    }
    writer.ldelim();
  } else if (value instanceof Unknown) {
    writer.uint32(STRING_VALUE).string(UNKNOWN_STRING);
  } else {
    writer.uint32(STRUCT_VALUE).fork();
    writeProperties(writer, fieldsOf(value), path);
    writer.ldelim();
  }
}

/** A map as it is; a secret or a reference as the map that stands for it. */
function fieldsOf(value: Properties | Secret | ResourceReference): Properties {
  if (value instanceof Secret) return { [SIGNATURE_KEY]: SECRET_SIGNATURE, value: value.reveal() };
  if (value instanceof ResourceReference) {
    const { urn, id, packageVersion } = value;
    return { [SIGNATURE_KEY]: RESOURCE_SIGNATURE, urn, id, packageVersion };
  }
  return value;
}
