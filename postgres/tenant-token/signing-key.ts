import { createHash, createHmac } from "node:crypto";

/** Bytes that SHA-256 works on at once: the block size of HMAC-SHA-256 (RFC 2104). */
const BLOCK = 64;

/** Least bytes of a key: as many as the hash has (RFC 2104, section 3). */
export const LEAST_KEY_BYTES = 32;

/** What may stand in the id of a key: it travels in tokens, between dots. */
export const KEY_ID = /^[A-Za-z0-9_-]{1,40}$/;

/**
 * A key that signs tenants' tokens. It never shows its bytes by accident: neither as text, nor as JSON, nor when it is
 * inspected.
 */
export class SigningKey {
  /** Names the key in tokens. Not secret. */
  readonly id: string;
  readonly #bytes: Buffer;

  /** @throws RangeError for an id or a key that no token can be made with. The error does not hold the key. */
  constructor(id: string, key: string) {
    const problem = keyIdProblem(id) ?? keyProblem(key);
    if (problem !== undefined) throw new RangeError(problem);
    this.id = id;
    this.#bytes = Buffer.from(key, "base64");
  }

  /** HMAC-SHA-256 of a text, in lower-case hexadecimal digits. */
  sign(message: string): string {
    return createHmac("sha256", this.#bytes).update(message, "utf8").digest("hex");
  }

  /**
   * The two blocks that HMAC prepends to what it hashes, in lower-case hexadecimal digits:
   * `sha256(outer || sha256(inner || message))`. With them the server needs no extension, only its own `sha256`.
   * As secret as the key.
   */
  blocks(): { readonly inner: string; readonly outer: string } {
    const long = this.#bytes.length > BLOCK;
    const key = Buffer.alloc(BLOCK);
    (long ? createHash("sha256").update(this.#bytes).digest() : this.#bytes).copy(key);
    const padded = (pad: number) => Buffer.from(key.map((byte) => byte ^ pad)).toString("hex");
    return { inner: padded(0x36), outer: padded(0x5c) };
  }

  /** Tells two keys apart without telling either: the SHA-256 of both blocks, in hexadecimal digits. */
  fingerprint(): string {
    const { inner, outer } = this.blocks();
    return createHash("sha256")
      .update(Buffer.from(inner + outer, "hex"))
      .digest("hex");
  }
}

/** Why a text cannot be a key's id, or `undefined` where it can. */
export function keyIdProblem(id: string): string | undefined {
  return KEY_ID.test(id)
    ? undefined
    : `${JSON.stringify(id)} cannot be the id of a key: use up to 40 letters, digits, _ and -`;
}

/** Why a text cannot be a key, or `undefined` where it can. Never quotes the text. */
export function keyProblem(key: unknown): string | undefined {
  const isBase64 =
    typeof key === "string" && /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(key);
  if (!isBase64) return "must be a key in base64, for example what `openssl rand -base64 32` prints";
  const bytes = Buffer.from(key, "base64").length;
  return bytes >= LEAST_KEY_BYTES
    ? undefined
    : `has ${bytes} bytes; a key needs ${LEAST_KEY_BYTES} at least, for example what \`openssl rand -base64 32\` prints`;
}
