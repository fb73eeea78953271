import { hash } from "bcryptjs";
import { standInResource } from "../stand-in";
import { CHARACTER_INPUTS, characterFailures, completeCharacterInputs, drawText } from "./characters";

/** The cost of the official provider's bcrypt hash. */
const BCRYPT_ROUNDS = 10;

/** bcrypt looks at no more than this; the official provider cuts the rest off itself. */
const BCRYPT_BYTES = 72;

/** `random:index/randomPassword:RandomPassword`. Its id says nothing, because an id is shown everywhere. */
export const randomPassword = standInResource({
  inputs: CHARACTER_INPUTS,
  outputs: { result: "secret", bcryptHash: "secret" },
  validate: characterFailures,
  create: async (inputs) => {
    const result = drawText(inputs);
    return {
      id: "none",
      outputs: { ...completeCharacterInputs(inputs), result, bcryptHash: await bcrypt(result) },
    };
  },
  // An import's id is the password itself.
  read: async (id, state) => {
    if (Object.keys(state).length > 0) return { id, outputs: state };
    const outputs = {
      ...completeCharacterInputs({ length: id.length }),
      result: id,
      bcryptHash: await bcrypt(id),
    };
    return { id: "none", outputs };
  },
  delete: async () => undefined,
});

async function bcrypt(password: string): Promise<string> {
  return hash(Buffer.from(password).subarray(0, BCRYPT_BYTES).toString(), BCRYPT_ROUNDS);
}
