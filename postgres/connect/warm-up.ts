import { isIPv6 } from "node:net";

/**
 * Does what the first connection of a process would otherwise wait for, in a moment in which nobody waits: Node compiles
 * the pattern that tells addresses from names when it is first used, and once more at the second use (a quarter of the
 * time that connecting takes), and loads what a password is proven with. Never throws.
 */
export function warmUp(): void {
  for (let time = 0; time < 2; time++) isIPv6("-");
  void proveNothing().catch(() => undefined);
}

/** The steps of SCRAM's proof (RFC 5802, 3) as the driver takes them, with a password of nobody. */
async function proveNothing(): Promise<void> {
  const { subtle } = globalThis.crypto;
  const nothing = new Uint8Array(16);
  const algorithm = { name: "PBKDF2", hash: "SHA-256", salt: nothing, iterations: 1 };
  const password = await subtle.importKey("raw", nothing, "PBKDF2", false, ["deriveBits"]);
  const salted = await subtle.deriveBits(algorithm, password, 256);
  const key = await subtle.importKey("raw", salted, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  await subtle.digest("SHA-256", await subtle.sign("HMAC", key, nothing));
}
