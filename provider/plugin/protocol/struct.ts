import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { decodeProperties, encodeProperties } from "./codec";
import type { Properties } from "./values";

/** Properties as a part of one of Pulumi's generated messages. Those that carry a graph are read and written without: see `messages.ts`. */
export function toStruct(properties: Properties): Struct {
  return Struct.deserializeBinary(encodeProperties(properties));
}

/** What a part of one of Pulumi's generated messages holds; nothing where it is absent. */
export function fromStruct(struct: Struct | undefined): Properties {
  return struct === undefined ? {} : decodeProperties(struct.serializeBinary());
}
