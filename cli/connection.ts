import { resolveConnection } from "../postgres/connect/resolve";
import type { ConnectionSettings } from "../postgres/connect/settings";
import { inert } from "../postgres/inert";
import type { Io } from "./io";

/** Milliseconds that one catalog query of a command that only looks may take. */
const LOOK_TIMEOUT = 30_000;

/** The connection that a command was told: by `--url`, else as psql finds it. Warnings go to standard error. */
export function connectionOf({ url }: { readonly url?: string }, io: Io): ConnectionSettings {
  const { settings, warnings } = resolveConnection({ env: io.env, ...(url === undefined ? {} : { url }) });
  for (const warning of warnings) io.err(`palisade: warning: ${inert(warning)}\n`);
  return settings;
}

/**
 * The connection of a command that only looks, with limits: a busy server must not be held up by it. How long its transaction may
 * be idle is its role's: a limit of ours would hide the server's own, which rules ask about.
 */
export function forLooking(settings: ConnectionSettings, command: string): ConnectionSettings {
  return { ...settings, statementTimeout: LOOK_TIMEOUT, applicationName: `palisade ${command}` };
}
