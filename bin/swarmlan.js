#!/usr/bin/env node
// Checks the version of Node before anything is loaded that an older one could not read.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 12)) {
  process.stderr.write(`swarmlan needs Node 20.12 or later; this is ${process.versions.node}\n`);
  process.exit(69);
}
await import("../dist/main.js");
