// Starts the pack: from the bundle that `npm run build` makes, or from the TypeScript sources of a checkout.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const bundle = join(__dirname, "..", "..", "..", "dist", "policies", "strict.cjs");
if (existsSync(bundle)) {
  // With V8's code cache, as the plugin: compiling is a quarter of a pack's start.
  require("../../../provider/bin/start-bundle.cjs")(bundle);
} else {
  const sources = join(__dirname, "index.ts");
  try {
    if (!existsSync(sources)) throw new Error("the package holds no sources");
    require("tsx/cjs/api").register();
  } catch {
    process.stderr.write(
      `palisade-strict: ${bundle} is missing; run "npm run build" in the package's folder\n`,
    );
    process.exit(1);
  }
  require(sources);
}
