import * as postgresql from "@pulumi/postgresql";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { scramVerifier } from "../../postgres/scram";
import type { RoleLogin } from "./args";

/** 32 letters and digits hold 190 bits, and stand in a connection string as they are. */
const PASSWORD_LENGTH = 32;

/** PostgreSQL's own length (SCRAM_DEFAULT_SALT_LEN). */
const SALT_BYTES = 16;

/** What a login role is made of. */
export interface LoginRoleFacts {
  readonly username: pulumi.Input<string>;
  readonly connectionLimit: pulumi.Input<number>;
  /** Another text draws another password. */
  readonly passwordVersion: pulumi.Input<string> | undefined;
}

/**
 * A role that can log in and has no other attribute, with a password drawn at random, of which the server only ever sees
 * a SCRAM-SHA-256 verifier.
 */
export function loginRole(
  parent: pulumi.ComponentResource,
  name: string,
  { username, connectionLimit, passwordVersion }: LoginRoleFacts,
): RoleLogin {
  const keepers = passwordVersion === undefined ? {} : { keepers: { version: passwordVersion } };
  const password = new random.RandomPassword(
    `${name}-password`,
    { length: PASSWORD_LENGTH, special: false, ...keepers },
    { parent },
  );
  // Kept, because another salt would be another verifier at every update.
  const salt = new random.RandomBytes(`${name}-salt`, { length: SALT_BYTES, ...keepers }, { parent });
  const verifier = pulumi
    .all([password.result, salt.base64])
    .apply(([text, base64]) => scramVerifier(text, { salt: Buffer.from(base64, "base64") }));
  const role = new postgresql.Role(
    name,
    {
      name: username,
      login: true,
      superuser: false,
      createDatabase: false,
      createRole: false,
      replication: false,
      bypassRowLevelSecurity: false,
      inherit: true,
      connectionLimit,
      password: pulumi.secret(verifier),
    },
    { parent },
  );
  // The name is the declared one, known at every preview; the URN makes whatever uses it wait for the role.
  return {
    username: pulumi.all([username, role.urn]).apply(([known]) => known),
    password: pulumi.secret(password.result),
  };
}
