import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** The project's folder, where Pulumi.yaml stands. */
export const PROJECT = resolve(__dirname, "..", "..");

/** Everything that the project makes at run time; ignored by version control. */
export const RUNTIME = join(PROJECT, ".palisade");

/** Where the local backend keeps the stacks' states. */
export const STATE = join(RUNTIME, "state");

/** The passphrase that encrypts the secrets of the local stack. */
export const PASSPHRASE_FILE = join(RUNTIME, "passphrase");

/** Makes the folders and the passphrase, where they aren't there yet. The passphrase is drawn once and only its owner can read it. */
export function makePlaces(): void {
  mkdirSync(STATE, { recursive: true, mode: 0o700 });
  if (existsSync(PASSPHRASE_FILE)) return;
  const stack = join(STATE, ".pulumi", "stacks");
  if (existsSync(stack)) {
    throw new Error(
      `${PASSPHRASE_FILE} is gone, and the secrets of the stack in ${STATE} cannot be read without it: put the file back, or delete both ${STATE} and the server's folder to begin anew`,
    );
  }
  writeFileSync(PASSPHRASE_FILE, randomBytes(24).toString("base64url"), { mode: 0o600, flag: "wx" });
}

/** What a person puts into the environment to use `pulumi` on the local stack by hand. */
export function backendEnvironment(): Record<string, string> {
  return { PULUMI_BACKEND_URL: `file://${STATE}`, PULUMI_CONFIG_PASSPHRASE_FILE: PASSPHRASE_FILE };
}
