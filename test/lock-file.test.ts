import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const LOCK = JSON.parse(readFileSync(join(resolve(__dirname, ".."), "package-lock.json"), "utf8")) as {
  packages: Record<string, LockedPackage>;
};

/** Where Node finds a package for another one: the nearest `node_modules` upwards. */
function find(from: string, name: string): LockedPackage | undefined {
  for (let place = from; ; place = place.slice(0, Math.max(0, place.lastIndexOf("/node_modules/")))) {
    const found = LOCK.packages[`${place === "" ? "" : `${place}/`}node_modules/${name}`];
    if (found !== undefined || place === "") return found;
  }
}

describe("the lock file", () => {
  test("names no download address", () => {
    assert.deepEqual(
      Object.keys(LOCK.packages).filter((name) => LOCK.packages[name]?.resolved !== undefined),
      [],
    );
  });

  test("holds the packages of every platform, also those that the machine which wrote it could not see", () => {
    // npm drops an optional package that its registry does not serve, and `npm ci` then refuses the whole lock file.
    const missing = Object.entries(LOCK.packages).flatMap(([place, { optionalDependencies }]) =>
      Object.entries(optionalDependencies ?? {}).flatMap(([name, range]) => {
        const found = find(place, name);
        const major = /^\^(\d+)\./.exec(range)?.[1];
        const fits =
          found !== undefined && (major === undefined || found.version?.startsWith(`${major}.`) === true);
        return fits
          ? []
          : [`${place} wants ${name}@${range}, and the lock file has ${found?.version ?? "none"}`];
      }),
    );
    assert.deepEqual(missing, []);
  });
});
