import type { EngineInstallation, EngineProgram, PluginInstallation } from "./types";

const PROGRAM_ORIGINS: Record<EngineProgram["origin"], string> = {
  official: "official, found on this machine",
  downloaded: "official, downloaded into this project",
  built: "built here from its official Go modules",
  given: "from the folder in PALISADE_ENGINE_DIR",
};

const PLUGIN_ORIGINS: Record<PluginInstallation["origin"], string> = {
  official: "official",
  "stand-in": "local stand-in, because the official plugin cannot be downloaded here",
  own: "this project's own",
};

/** Says in a few lines which engine, language host and plugins are in use, and where each comes from. */
export function describeEngine(engine: EngineInstallation): string {
  const rows: [what: string, version: string, origin: string, path: string][] = [
    ["engine", engine.pulumi.version ?? "", PROGRAM_ORIGINS[engine.pulumi.origin], engine.pulumi.path],
    [
      "language host",
      engine.languageHost.version ?? "",
      PROGRAM_ORIGINS[engine.languageHost.origin],
      engine.languageHost.path,
    ],
    ...engine.plugins.map((plugin): [string, string, string, string] => [
      `plugin ${plugin.name}`,
      plugin.version,
      PLUGIN_ORIGINS[plugin.origin],
      plugin.path ?? "",
    ]),
  ];
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length));
  return rows
    .map(([what, version, origin, path]) => {
      const line = `${what.padEnd(width(0))}  ${version.padEnd(width(1))}  ${origin}`;
      return path === "" ? `${line}\n` : `${line}\n${" ".repeat(width(0) + width(1) + 4)}${path}\n`;
    })
    .join("");
}
