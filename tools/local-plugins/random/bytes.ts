import { randomBytes as draw } from "node:crypto";
import type { Properties, Value } from "../../../provider/plugin/protocol";
import { numberOf, standInResource, textOf } from "../stand-in";

const countOfBytes = (value: Value) =>
  typeof value === "number" && Number.isInteger(value) && value >= 1
    ? undefined
    : `${JSON.stringify(value)} is not a whole number of at least 1`;

/** `random:index/randomBytes:RandomBytes`. */
export const randomBytes = standInResource({
  inputs: {
    keepers: { replace: true },
    length: { required: true, replace: true, problem: countOfBytes },
  },
  outputs: { base64: "secret", hex: "secret" },
  create: async (inputs) => ({
    id: "none",
    outputs: { ...inputs, ...encodings(draw(numberOf(inputs, "length") ?? 0)) },
  }),
  // An import's id is the value in base64.
  read: async (id, state) => {
    if (Object.keys(state).length > 0) return { id, outputs: state };
    const bytes = Buffer.from(id, "base64");
    if (bytes.toString("base64") !== id) throw new Error("the id to import must be the bytes in base64");
    return { id: "none", outputs: { length: bytes.length, ...encodings(bytes) } };
  },
  delete: async () => undefined,
});

function encodings(bytes: Buffer): Properties {
  return { base64: bytes.toString("base64"), hex: bytes.toString("hex") };
}

/** `random:index/randomId:RandomId`. */
export const randomId = standInResource({
  inputs: {
    keepers: { replace: true },
    byteLength: { required: true, replace: true, problem: countOfBytes },
    prefix: { replace: true },
  },
  outputs: { b64Std: "plain", b64Url: "plain", dec: "plain", hex: "plain" },
  create: async (inputs) => {
    const bytes = draw(numberOf(inputs, "byteLength") ?? 0);
    return { id: bytes.toString("base64url"), outputs: { ...inputs, ...idOutputs(bytes, inputs) } };
  },
  // An import's id is `<b64Url>` or `<prefix>,<b64Url>`.
  read: async (id, state) => {
    if (Object.keys(state).length > 0) return { id, outputs: state };
    const comma = id.lastIndexOf(",");
    const bytes = Buffer.from(id.slice(comma + 1), "base64url");
    const inputs: Properties = {
      byteLength: bytes.length,
      prefix: comma === -1 ? undefined : id.slice(0, comma),
    };
    return { id: bytes.toString("base64url"), outputs: { ...inputs, ...idOutputs(bytes, inputs) } };
  },
  delete: async () => undefined,
});

function idOutputs(bytes: Buffer, inputs: Properties): Properties {
  const prefix = textOf(inputs, "prefix") ?? "";
  return {
    b64Std: prefix + bytes.toString("base64"),
    b64Url: prefix + bytes.toString("base64url"),
    dec: prefix + BigInt(`0x${bytes.toString("hex")}`).toString(),
    hex: prefix + bytes.toString("hex"),
  };
}
