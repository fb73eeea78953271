import { createHash, createHmac, pbkdf2Sync } from "node:crypto";
import { saslprep } from "./saslprep/saslprep";

/**
 * How often the hash is iterated. 4096 is PostgreSQL's own default (`scram_iterations`) and RFC 7677's floor. More
 * would slow guessing of weak passwords; ours are drawn from 190 bits of randomness, where it only makes every
 * connection dearer. PostgreSQL before 16 cannot choose the number itself but accepts any in a verifier.
 */
export const DEFAULT_ITERATIONS = 4096;

/** RFC 7677's floor. */
export const MIN_ITERATIONS = 4096;

/** PostgreSQL keeps the number in a signed 32-bit integer (src/include/libpq/scram.h). */
export const MAX_ITERATIONS = 2_147_483_647;

/** Bytes of a salt: PostgreSQL's own length (SCRAM_DEFAULT_SALT_LEN) is the least, and a verifier must stay below 512 bytes. */
export const SALT_BYTES = { min: 16, max: 64 } as const;

const KEY_BYTES = 32;

/** What a verifier is derived with. */
export interface ScramParameters {
  /** Random bytes, 16 to 64 of them. The same salt gives the same verifier, so keep it for as long as the password. */
  readonly salt: Uint8Array;
  /** @default 4096 */
  readonly iterations?: number;
}

/** The parts of a verifier. */
export interface ScramVerifier {
  readonly iterations: number;
  readonly salt: Buffer;
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
}

/**
 * The text that PostgreSQL stores for a password, `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>`
 * (RFC 5802, RFC 7677). Handed to `CREATE ROLE … PASSWORD` it is stored as it is, so that the password itself never
 * reaches the server, nor its log. Deterministic.
 *
 * Throws a `RangeError` for a password that PostgreSQL could not verify later, a short or long salt, or a number of
 * iterations out of range. The message never holds the password.
 */
export function scramVerifier(password: string, parameters: ScramParameters): string {
  const iterations = parameters.iterations ?? DEFAULT_ITERATIONS;
  const problem = passwordProblem(password) ?? saltProblem(parameters.salt) ?? iterationsProblem(iterations);
  if (problem !== undefined) throw new RangeError(problem);

  const salted = pbkdf2Sync(preparePassword(password), parameters.salt, iterations, KEY_BYTES, "sha256");
  const clientKey = createHmac("sha256", salted).update("Client Key").digest();
  const storedKey = createHash("sha256").update(clientKey).digest("base64");
  const serverKey = createHmac("sha256", salted).update("Server Key").digest("base64");
  const salt = Buffer.from(parameters.salt).toString("base64");
  return `SCRAM-SHA-256$${iterations}:${salt}$${storedKey}:${serverKey}`;
}

/**
 * Takes a verifier apart, or returns `undefined` for a text that PostgreSQL would not take as one but hash as a
 * plain-text password (`parse_scram_secret` in src/backend/libpq/auth-scram.c).
 */
export function parseScramVerifier(text: string): ScramVerifier | undefined {
  const match =
    /^SCRAM-SHA-256\$(?<iterations>[0-9]{1,10}):(?<salt>[^$]+)\$(?<stored>[^:]+):(?<server>.+)$/.exec(text);
  if (match?.groups === undefined) return undefined;
  const iterations = Number(match.groups["iterations"]);
  const salt = decodeBase64(match.groups["salt"] ?? "");
  const storedKey = decodeBase64(match.groups["stored"] ?? "");
  const serverKey = decodeBase64(match.groups["server"] ?? "");
  if (salt === undefined || storedKey?.length !== KEY_BYTES || serverKey?.length !== KEY_BYTES)
    return undefined;
  return iterations > 0 && iterations <= MAX_ITERATIONS
    ? { iterations, salt, storedKey, serverKey }
    : undefined;
}

/** True for a text that PostgreSQL stores as it is instead of hashing it. */
export function isScramVerifier(text: string): boolean {
  return parseScramVerifier(text) !== undefined;
}

/** The bytes that are hashed: the normal form where there is one, the raw UTF-8 otherwise, as PostgreSQL and libpq both do. */
function preparePassword(password: string): Buffer {
  return Buffer.from(saslprep(password) ?? password, "utf8");
}

function passwordProblem(password: string): string | undefined {
  if (password === "") return "the password is empty; PostgreSQL would clear it, and nobody could log in";
  if (password.includes("\0")) return "the password holds a NUL character, which no client can send";
  // With the u flag a proper pair is one character; only a half of one is a surrogate.
  if (/\p{Surrogate}/u.test(password))
    return "the password is not well-formed Unicode: it holds half a surrogate pair";
  return undefined;
}

function saltProblem(salt: Uint8Array): string | undefined {
  if (salt.length >= SALT_BYTES.min && salt.length <= SALT_BYTES.max) return undefined;
  return `the salt has ${salt.length} bytes; it takes ${SALT_BYTES.min} to ${SALT_BYTES.max}`;
}

function iterationsProblem(iterations: number): string | undefined {
  if (Number.isInteger(iterations) && iterations >= MIN_ITERATIONS && iterations <= MAX_ITERATIONS) {
    return undefined;
  }
  return `${iterations} is no number of iterations: a whole number from ${MIN_ITERATIONS} to ${MAX_ITERATIONS}`;
}

/** Strict base64, as PostgreSQL's `pg_b64_decode`: Node's own decoder would skip what it does not know. */
function decodeBase64(text: string): Buffer | undefined {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return undefined;
  return Buffer.from(text, "base64");
}
