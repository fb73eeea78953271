import { SigningKey } from "./signing-key";

/** What a token says, and what signs it. */
export interface TenantToken {
  /** The tenant's value; one for each key where several columns tell tenants apart, in the order of the declaration. */
  readonly tenant: string | number | bigint | readonly (string | number | bigint)[];
  /** The key's id, as it is declared. */
  readonly keyId: string;
  /** The key in base64. */
  readonly key: string;
  /** Seconds until the token is worth nothing. @default 300 */
  readonly expiresIn?: number;
}

/** Seconds that a token lives where nothing else is said. */
const DEFAULT_LIFE = 300;

/**
 * A token for row security in the form `signed`. The application makes one when it knows who is asking, and sets it in
 * every transaction as a bind parameter: `SELECT set_config('app.tenant_id', $1, true)`.
 *
 * The format, for other languages: `p1.<key id>.<expiry>.<value>….<signature>`. The expiry is in whole seconds since
 * 1970. Each value is base64 of its text in UTF-8. The signature is HMAC-SHA-256, with the bytes of the key, of
 * everything before the last dot, in lower-case hexadecimal digits.
 *
 * Whoever sees a token can use it until it expires, for the tenant that it names and no other.
 *
 * @throws RangeError for what no token can be made of. The error does not hold the key.
 */
export function tenantToken({ tenant, keyId, key, expiresIn = DEFAULT_LIFE }: TenantToken): string {
  const values = (Array.isArray(tenant) ? tenant : [tenant]).map(String);
  if (values.length === 0 || values.includes(""))
    throw new RangeError("a token needs a tenant, and none is empty");
  if (!Number.isFinite(expiresIn) || expiresIn <= 0)
    throw new RangeError("a token lives for a number of seconds greater than 0");
  const expiry = Math.ceil(Date.now() / 1000 + expiresIn);
  const encoded = values.map((value) => Buffer.from(value, "utf8").toString("base64"));
  const message = ["p1", keyId, expiry, ...encoded].join(".");
  return `${message}.${new SigningKey(keyId, key).sign(message)}`;
}
