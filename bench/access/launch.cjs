// Starts the bundle that it is given as the plugin's executable starts its own: with V8's code cache beside it.
const { performance } = require("node:perf_hooks");

performance.mark("node is up");
require("../../provider/bin/start-bundle.cjs")(process.argv[2]);
