// Starts a bundle, the plugin's or the command line's, with V8's code cache beside it, which a first run leaves there. The
// engine starts each plugin anew for every preview and every update, and a fifth of a plugin's start is compiling. The cache
// is keyed by the bundle's content and by the version of V8, because V8 itself only compares lengths; `use` tells runs apart
// that call other functions.
const { isAscii } = require("node:buffer");
const { createHash } = require("node:crypto");
const { readFileSync, renameSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const net = require("node:net");
const { dirname } = require("node:path");
const { Script } = require("node:vm");

module.exports = function startBundle(bundle, use = "") {
  const content = readFileSync(bundle);
  // The bundler writes ASCII alone, which is taken over as it is.
  const source = Module.wrap(content.toString(isAscii(content) ? "latin1" : "utf8"));
  // Of the bytes: a text would be turned back into them first.
  const key = createHash("sha256").update(process.versions.v8).update(content).digest("hex").slice(0, 16);
  const cacheFile = `${bundle}.${key}${use === "" ? "" : `.${use}`}.cache`;
  const cachedData = readIfThere(cacheFile);
  const script = new Script(source, {
    filename: bundle,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  if (cachedData === undefined || script.cachedDataRejected === true) {
    // At the end, when the functions that a run needs have been compiled: of a run that came to its end. An audit with
    // findings ends with 1, what could not be done with 2.
    process.once("exit", (code) => code < 2 && keep(cacheFile, script));
  }
  const made = { exports: {} };
  askColonsFirst();
  const run = script.runInThisContext();
  withRuntimeNamed(() => run(made.exports, Module.createRequire(bundle), made, bundle, dirname(bundle)));
  return made.exports;
};

/**
 * The driver `pg` asks, as it is loaded, whether it runs in Node or in a Cloudflare Worker. Where no `navigator` says so,
 * and Node 20 has none, it makes a fetch `Response` to find out, and Node loads all of fetch for that: more than half of
 * the time that our code takes to load. So it is told for that moment what Node 21 and later say by themselves.
 */
function withRuntimeNamed(load) {
  if (globalThis.navigator !== undefined) return load();
  const value = { userAgent: `Node.js/${process.versions.node.split(".")[0]}` };
  Object.defineProperty(globalThis, "navigator", { value, configurable: true });
  try {
    return load();
  } finally {
    delete globalThis.navigator;
  }
}

/**
 * A server of gRPC asks of its address, which is 127.0.0.1, whether it is one of IPv6. Node answers by a regular expression
 * so large that compiling it takes as long as listening: where there is no colon, it need not be asked.
 */
function askColonsFirst() {
  const { isIPv6 } = net;
  net.isIPv6 = (address) => (typeof address === "string" && !address.includes(":") ? false : isIPv6(address));
}

function readIfThere(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** In one step, so that nobody reads half of it. A folder that cannot be written just has no cache. */
function keep(path, script) {
  try {
    const beside = `${path}.${process.pid}`;
    writeFileSync(beside, script.createCachedData());
    renameSync(beside, path);
  } catch {}
}
