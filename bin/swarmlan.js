#!/usr/bin/env node
// Checks the version of Node before anything is loaded that an older one could not read, and lets a newer one keep what it
// has compiled. In words that an old Node can read. CommonJS, as the bundle is: Node 24 needs 30 ms less to load it than
// the same as modules.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 12)) {
  process.stderr.write(`swarmlan needs Node 20.12 or later; this is ${process.versions.node}\n`);
  process.exit(69);
}
const cache = cacheFolder();
if (cache !== undefined) keepCompiledIn(cache);
require("../dist/main.cjs");

/** In the user's own cache folder: what lies in one that others can write to would be run as this user. */
function cacheFolder() {
  const { XDG_CACHE_HOME, HOME } = process.env;
  const [folder, below] = XDG_CACHE_HOME ? [XDG_CACHE_HOME, "swarmlan"] : [HOME, ".cache/swarmlan"];
  if (!folder || process.getuid === undefined) return undefined;
  const there = require("fs").statSync(folder, { throwIfNoEntry: false });
  return there !== undefined && there.uid === process.getuid() ? `${folder}/${below}` : undefined;
}

function keepCompiledIn(folder) {
  const { enableCompileCache } = require("module");
  if (enableCompileCache !== undefined) return enableCompileCache(folder);
  const { keepCompiled } = require("./keep-compiled.js");
  return keepCompiled(folder);
}
