// For Node before 22.8, which keeps nothing of what it compiles: keeps the bundle's chunks compiled, a quarter less of every
// start. Their names hold a hash of what is in them, so that what was kept is never another text's. Later ones do it themselves.
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { basename, dirname, join, sep } = require("node:path");
const { Script } = require("node:vm");

const CHUNKS = join(__dirname, "../dist/chunks") + sep;

/** `cache`: a folder that nobody else can write to; it need not be there, and is left alone where it cannot be made. */
exports.keepCompiled = function keepCompiled(cache) {
  const folder = join(cache, `v8-${process.versions.v8}-${process.arch}`);
  const fresh = new Map();
  const compile = Module.prototype._compile;
  Module.prototype._compile = function compileOrTake(text, file) {
    if (!file.startsWith(CHUNKS)) return compile.call(this, text, file);
    const cachedData = kept(join(folder, basename(file)));
    const script = new Script(Module.wrap(text), { filename: file, cachedData });
    if (cachedData === undefined || script.cachedDataRejected) fresh.set(file, script);
    const run = script.runInThisContext();
    return run.call(this.exports, this.exports, Module.createRequire(file), this, file, dirname(file));
  };
  process.once("exit", () => keep(folder, fresh));
};

function kept(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** At the end, when what ran has been compiled too. Another process may be about it: a file is there whole or not at all. */
function keep(folder, scripts) {
  try {
    if (scripts.size > 0) mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const [file, script] of scripts) {
      const target = join(folder, basename(file));
      writeFileSync(`${target}.${process.pid}`, script.createCachedData(), { mode: 0o600 });
      renameSync(`${target}.${process.pid}`, target);
    }
  } catch {
    // A disk that is full or read-only makes the next start slower, no more.
  }
}
