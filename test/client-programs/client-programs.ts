import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Major } from "../servers";

/** Where Debian's packages have the programs of each major version. */
const DEBIAN = "/usr/lib/postgresql";

/** Where the tests' virtual environment of Python has its packages, one of which brings PostgreSQL's programs. */
const ENVIRONMENT = resolve(__dirname, "..", "..", ".palisade", "python", "lib");

/** The major version of that package: see requirements.txt beside this file. */
const PACKAGED = 18;

/** `pg_dump` and `psql` of one major version. */
export interface ClientPrograms {
  readonly major: number;
  readonly bin: string;
}

/** The oldest programs that can dump a server of this version: pg_dump refuses a server that is newer than itself. */
export function clientPrograms(major: Major): ClientPrograms | undefined {
  const debian = names(DEBIAN).map((version) => ({
    major: Number(version),
    bin: join(DEBIAN, version, "bin"),
  }));
  const packaged = names(ENVIRONMENT).map((python) => ({
    major: PACKAGED,
    bin: join(ENVIRONMENT, python, "site-packages", "embedded_postgres", "pginstall", "bin"),
  }));
  return [...debian, ...packaged]
    .filter(({ bin }) => existsSync(join(bin, "pg_dump")) && existsSync(join(bin, "psql")))
    .filter((programs) => programs.major >= major)
    .sort((a, b) => a.major - b.major)[0];
}

function names(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
