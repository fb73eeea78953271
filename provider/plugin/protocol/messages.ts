import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { Reader, Writer } from "protobufjs/minimal";
import { readProperties, writeProperties } from "./codec";
import type { InputFailure } from "./implementation";
import type { Properties } from "./values";

/**
 * The messages that carry properties, field by field as `pulumi/provider.proto` numbers them. A field that is not named
 * here is skipped when it is read.
 */

/** One field of a request. */
interface Field<T> {
  readonly number: number;
  /** What a field that was not sent means. */
  readonly absent: T;
  read(reader: Reader): T;
}

type Fields = Readonly<Record<string, Field<unknown>>>;

type Request<F extends Fields> = {
  readonly [Name in keyof F]: F[Name] extends Field<infer T> ? T : never;
};

const text = (number: number): Field<string> => ({ number, absent: "", read: (reader) => reader.string() });
const flag = (number: number): Field<boolean> => ({ number, absent: false, read: (reader) => reader.bool() });
const seconds = (number: number): Field<number> => ({ number, absent: 0, read: (reader) => reader.double() });
const bytes = (number: number): Field<Uint8Array> => ({
  number,
  absent: new Uint8Array(),
  read: (reader) => reader.bytes(),
});
const properties = (number: number): Field<Properties | undefined> => ({
  number,
  absent: undefined,
  read: (reader) => readProperties(reader, reader.uint32() + reader.pos),
});

/** Makes the reader of a message with these fields. */
function request<F extends Fields>(fields: F): (message: Uint8Array) => Request<F> {
  const entries = Object.entries(fields);
  const byNumber = new Map(entries.map(([name, field]) => [field.number, { name, field }]));
  const absent = Object.fromEntries(entries.map(([name, field]) => [name, field.absent]));
  return (message) => {
    const result: Record<string, unknown> = { ...absent };
    const reader = Reader.create(message);
    while (reader.pos < message.length) {
      const tag = reader.uint32();
      const known = byNumber.get(tag >>> 3);
      if (known === undefined) reader.skipType(tag & 7);
      else result[known.name] = known.field.read(reader);
    }
    return result as Request<F>;
  };
}

const readCheck = request({
  urn: text(1),
  olds: properties(2),
  news: properties(3),
  randomSeed: bytes(5),
  type: text(7),
});
const readDiff = request({
  id: text(1),
  urn: text(2),
  olds: properties(3),
  news: properties(4),
  oldInputs: properties(6),
  type: text(8),
});
const readCreate = request({
  urn: text(1),
  properties: properties(2),
  timeout: seconds(3),
  preview: flag(4),
  type: text(6),
});
const readRead = request({
  id: text(1),
  urn: text(2),
  properties: properties(3),
  inputs: properties(4),
  type: text(6),
  timeout: seconds(10),
});
const readUpdate = request({
  id: text(1),
  urn: text(2),
  olds: properties(3),
  news: properties(4),
  timeout: seconds(5),
  preview: flag(7),
  oldInputs: properties(8),
  type: text(10),
});
const readDelete = request({
  id: text(1),
  urn: text(2),
  properties: properties(3),
  timeout: seconds(4),
  oldInputs: properties(5),
  type: text(7),
});

export type CheckRequest = ReturnType<typeof readCheck>;
export type DiffRequest = ReturnType<typeof readDiff>;
export type CreateRequest = ReturnType<typeof readCreate>;
export type ReadRequest = ReturnType<typeof readRead>;
export type UpdateRequest = ReturnType<typeof readUpdate>;
export type DeleteRequest = ReturnType<typeof readDelete>;

export interface CheckResponse {
  readonly inputs: Properties;
  readonly failures: readonly InputFailure[];
}

export interface CreateResponse {
  readonly id: string;
  readonly properties: Properties;
}

/** An empty id is how the protocol says that the resource is gone. */
export interface ReadResponse extends CreateResponse {
  readonly inputs: Properties;
}

export interface UpdateResponse {
  readonly properties: Properties;
}

/** A field whose length stands before it. */
const delimited = (number: number) => (number << 3) | 2;

function writeStruct(writer: Writer, number: number, value: Properties): Writer {
  writer.uint32(delimited(number)).fork();
  writeProperties(writer, value, "");
  return writer.ldelim();
}

function writeText(writer: Writer, number: number, value: string): Writer {
  return value === "" ? writer : writer.uint32(delimited(number)).string(value);
}

/**
 * What a failure's `reason` says: the path as well. `property` stays empty: given a name there, the engine prints the
 * whole value beside the reason, secrets' plain text included.
 */
export function reasonOf({ path, reason }: InputFailure): string {
  return path === "" ? reason : `${path}: ${reason}`;
}

function writeFailure(writer: Writer, number: number, failure: InputFailure): Writer {
  writer.uint32(delimited(number)).fork();
  return writeText(writer, 2, reasonOf(failure)).ldelim();
}

/** Makes the writer of a message. gRPC wants a `Buffer`. */
function response<T>(write: (writer: Writer, message: T) => void): (message: T) => Buffer {
  return (message) => {
    const writer = Writer.create();
    write(writer, message);
    const { buffer, byteOffset, byteLength } = writer.finish();
    return Buffer.from(buffer, byteOffset, byteLength);
  };
}

const writeCheck = response<CheckResponse>((writer, { inputs, failures }) => {
  writeStruct(writer, 1, inputs);
  for (const failure of failures) writeFailure(writer, 2, failure);
});
const writeCreate = response<CreateResponse>((writer, { id, properties: outputs }) => {
  writeStruct(writeText(writer, 1, id), 2, outputs);
});
const writeRead = response<ReadResponse>((writer, { id, properties: outputs, inputs }) => {
  writeStruct(writeStruct(writeText(writer, 1, id), 2, outputs), 3, inputs);
});
const writeUpdate = response<UpdateResponse>((writer, { properties: outputs }) => {
  writeStruct(writer, 1, outputs);
});

const { check, checkConfig, diff, diffConfig, create, read, update } = ResourceProviderService;

/** Pulumi's definition of the service, with the messages above in place of the generated ones. */
export const RESOURCE_PROVIDER_SERVICE = {
  ...ResourceProviderService,
  checkConfig: { ...checkConfig, requestDeserialize: readCheck, responseSerialize: writeCheck },
  diffConfig: { ...diffConfig, requestDeserialize: readDiff },
  check: { ...check, requestDeserialize: readCheck, responseSerialize: writeCheck },
  diff: { ...diff, requestDeserialize: readDiff },
  create: { ...create, requestDeserialize: readCreate, responseSerialize: writeCreate },
  read: { ...read, requestDeserialize: readRead, responseSerialize: writeRead },
  update: { ...update, requestDeserialize: readUpdate, responseSerialize: writeUpdate },
  delete: { ...ResourceProviderService.delete, requestDeserialize: readDelete },
};
