/**
 * Writes every page that is made from the command table, the error catalogue and the schemas; with `--check` only says
 * which are out of date. Refuses to publish a schema that lost something, but for `--breaking`.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { rolldown } from "rolldown";

const check = process.argv.includes("--check");
const { pages, lossesOf, FOLDERS } = await load("src/cli/reference/index.ts");
const wanted = pages();

const stale = Object.keys(wanted).filter((path) => read(path) !== wanted[path]);
const gone = FOLDERS.flatMap((folder) =>
  existsSync(folder) ? readdirSync(folder).map((file) => `${folder}/${file}`) : [],
).filter((path) => !(path in wanted));
const lost = stale.filter((path) => path.startsWith("docs/schemas/") && path.endsWith(".json")).flatMap(losses);

if (check) {
  for (const path of [...stale, ...gone]) console.log(`out of date: ${path}`);
  if (stale.length + gone.length > 0) console.log("run: npm run docs");
  process.exitCode = stale.length + gone.length > 0 ? 1 : 0;
} else if (lost.length > 0 && !process.argv.includes("--breaking")) {
  console.error(`published schemas only grow:\n  ${lost.join("\n  ")}`);
  console.error("keep what was there, or, before a new major version: npm run docs -- --breaking");
  process.exitCode = 1;
} else {
  for (const path of stale) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, wanted[path]);
    console.log(`wrote ${path}`);
  }
  for (const path of gone) {
    rmSync(path);
    console.log(`removed ${path}`);
  }
}

function read(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

function losses(path) {
  const before = read(path);
  if (before === undefined) return [];
  const change = {
    before: JSON.parse(before),
    now: JSON.parse(wanted[path]),
    of: path.endsWith("/spec.json") ? "spec" : "answer",
  };
  return lossesOf(change).map((text) => `${path}: ${text}`);
}

/** The product's sources are TypeScript, which Node 20 does not read. */
async function load(file) {
  mkdirSync("node_modules/.cache", { recursive: true });
  const folder = mkdtempSync("node_modules/.cache/docs-");
  try {
    const bundle = await rolldown({
      input: { docs: file },
      platform: "node",
      logLevel: "silent",
      external: [/^node:/],
    });
    await bundle.write({
      dir: folder,
      format: "esm",
      entryFileNames: "[name].mjs",
      chunkFileNames: "[name]-[hash].mjs",
    });
    return await import(pathToFileURL(join(folder, "docs.mjs")).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
