#!/usr/bin/env node
// The command line: the bundle that `npm run build` makes, or the TypeScript sources of a checkout.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const bundle = join(__dirname, "..", "dist", "cli", "palisade.cjs");
const sources = join(__dirname, "..", "cli", "main.ts");

function start() {
  // With V8's code cache: compiling is a fifth of the time of an audit of a thousand tables. Each command has its own, because a
  // cache holds the functions that the run which left it has called.
  if (existsSync(bundle))
    return require("../provider/bin/start-bundle.cjs")(bundle, commandOf(process.argv[2]));
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

function commandOf(word) {
  return /^[a-z]{1,20}$/.test(word ?? "") ? word : "other";
}

const program = start();
if (program === undefined) {
  process.stderr.write(`palisade: ${bundle} is missing; run "npm run build" in the package's folder\n`);
  process.exitCode = 2;
} else {
  program.run();
}
