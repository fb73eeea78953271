import { guessPassword } from "../../../postgres/catalog/password-guesses";
import { isKnown, type Maybe, Unknown } from "../../facts/maybe";
import type { PasswordInputFact } from "../../facts/roles";
import { type DeclaredResource, isSecret, originOf } from "./resource";

/** Whether a password is one of those that everybody tries first, for a user of this name. */
export function guessed(password: Maybe<string>, user: Maybe<string | undefined>): Maybe<string | false> {
  return isKnown(password) ? guessPassword((isKnown(user) ? user : undefined) ?? "", password) : password;
}

/**
 * The password with which something connects elsewhere: no verifier can stand in its place, and what can be told of it is
 * whether everybody tries it first, and whether the engine keeps it as a secret. `within` is its path where the input holds
 * other things as well.
 */
export function connectionPassword(
  resource: DeclaredResource,
  { within, ...of }: { readonly owner: string; readonly property: string; readonly within?: string },
  password: Maybe<string | undefined>,
  user: Maybe<string | undefined>,
): readonly PasswordInputFact[] {
  if (password === undefined || password === "") return [];
  const holder = resource.inputs[of.property];
  const secret = isSecret(resource, within ?? of.property);
  // What is not known as a whole may hold no password at all.
  const doubtful = secret === false && within !== undefined && holder instanceof Unknown;
  return [
    {
      origin: originOf(resource),
      ...of,
      connects: true,
      form: isKnown(password) ? "plain" : password,
      guessed: guessed(password, user),
      secret: doubtful ? holder : secret,
    },
  ];
}
