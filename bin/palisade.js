#!/usr/bin/env node
// The command line: the bundle that `npm run build` makes, or the TypeScript sources of a checkout.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const bundle = join(__dirname, "..", "dist", "cli", "palisade.cjs");
const sources = join(__dirname, "..", "cli", "main.ts");

function start() {
  if (existsSync(bundle)) return require(bundle);
  if (existsSync(sources)) {
    try {
      require("tsx/cjs/api").register();
    } catch {
      return undefined;
    }
    return require(sources);
  }
  return undefined;
}

const program = start();
if (program === undefined) {
  process.stderr.write(`palisade: ${bundle} is missing; run "npm run build" in the package's folder\n`);
  process.exitCode = 2;
} else {
  program.run();
}
