import { delimiter, dirname } from "node:path";
import type { Locations } from "./locations";
import type { PluginInstallation, ProgramOrigin } from "./types";

/**
 * What `pulumi` runs with, over the caller's environment. The stack's own settings (where its state lies, its
 * passphrase) are for the caller to add.
 */
export function engineEnvironment(
  environment: NodeJS.ProcessEnv,
  engine: { readonly pulumi: string; readonly languageHost: string; readonly origin: ProgramOrigin },
  plugins: readonly PluginInstallation[],
  locations: Locations,
): Record<string, string> {
  const folders = [
    ...plugins.flatMap((plugin) =>
      plugin.origin === "stand-in" && plugin.path !== undefined ? [dirname(plugin.path)] : [],
    ),
    dirname(engine.pulumi),
    dirname(engine.languageHost),
  ];
  const own = engine.origin !== "official";
  return {
    PATH: [...new Set([...folders, ...(environment["PATH"] ?? "").split(delimiter)])]
      .filter((folder) => folder !== "")
      .join(delimiter),
    // Asks a server on the internet at every run, and tells it about this machine by that.
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // Types are checked by `npm run lint`; checking them again at every run costs seconds.
    PULUMI_NODEJS_TRANSPILE_ONLY: environment["PULUMI_NODEJS_TRANSPILE_ONLY"] ?? "true",
    // Links into a service that a local stack has nothing to do with.
    PULUMI_SUPPRESS_NEO_LINK: "true",
    PULUMI_SUPPRESS_COPILOT_LINK: "true",
    // An engine of ours must not meddle with the settings and plugins of a user's own installation.
    ...(own ? { PULUMI_HOME: locations.home } : {}),
    // Stand-ins are found on PATH, which this variable would forbid; and the missing originals must not be looked for.
    ...(plugins.some((plugin) => plugin.origin === "stand-in")
      ? { PULUMI_IGNORE_AMBIENT_PLUGINS: "false", PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" }
      : {}),
  };
}
