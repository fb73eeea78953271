import { guessPassword } from "../../../postgres/catalog/password-guesses";
import { isKnown, type Maybe } from "../../facts/maybe";
import type { PasswordInputFact } from "../../facts/roles";
import { type DeclaredResource, originOf } from "./resource";

/** Whether a password is one of those that everybody tries first, for a user of this name. */
export function guessed(password: Maybe<string>, user: Maybe<string | undefined>): Maybe<string | false> {
  return isKnown(password) ? guessPassword((isKnown(user) ? user : undefined) ?? "", password) : password;
}

/** The password with which something connects elsewhere: it must stand in the program, and nothing but its strength can be told. */
export function connectionPassword(
  resource: DeclaredResource,
  of: { readonly owner: string; readonly property: string },
  password: Maybe<string | undefined>,
  user: Maybe<string | undefined>,
): readonly PasswordInputFact[] {
  if (password === undefined || password === "") return [];
  return [
    {
      origin: originOf(resource),
      ...of,
      connects: true,
      form: isKnown(password) ? "plain" : password,
      guessed: guessed(password, user),
    },
  ];
}
