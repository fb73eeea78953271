import { randomUUID } from "node:crypto";
import { standInResource } from "../stand-in";
import { CHARACTER_INPUTS, characterFailures, completeCharacterInputs, drawText } from "./characters";

/** `random:index/randomString:RandomString`. */
export const randomString = standInResource({
  inputs: CHARACTER_INPUTS,
  outputs: { result: "plain" },
  validate: characterFailures,
  create: async (inputs) => {
    const result = drawText(inputs);
    return { id: result, outputs: { ...completeCharacterInputs(inputs), result } };
  },
  read: async (id, state) => {
    if (Object.keys(state).length > 0) return { id, outputs: state };
    return { id, outputs: { ...completeCharacterInputs({ length: id.length }), result: id } };
  },
  delete: async () => undefined,
});

/** `random:index/randomUuid:RandomUuid`, version 4. */
export const randomUuid = standInResource({
  inputs: { keepers: { replace: true } },
  outputs: { result: "plain" },
  create: async (inputs) => {
    const result = randomUUID();
    return { id: result, outputs: { ...inputs, result } };
  },
  read: async (id, state) => ({ id, outputs: { ...state, result: id } }),
  delete: async () => undefined,
});
