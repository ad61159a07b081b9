/** Types, lint, format, who may import whom, what nobody uses, and the package. Each is one check; all run even if one fails. */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { setUp } from "./setup.mjs";

await setUp({ system: false });

// A tool that cannot read TypeScript finds nothing wrong in it: a check that looked at nothing has failed.
const LOOKED_AT_NOTHING = /\(0 modules|on 0 files/;

/** @type {readonly (readonly [string, string, readonly string[]])[]} */
const checks = [
  ["types", "tsc", ["-p", ".", "--noEmit"]],
  ["lint", "oxlint", ["--type-aware", "--deny-warnings", "src", "test", "scripts", "bench"]],
  ["format", "biome", ["format", "."]],
  ["imports", "depcruise", ["src", "--config", ".dependency-cruiser.cjs"]],
  ["unused", "knip", ["--no-progress", "--no-config-hints"]],
  ["docs", process.execPath, ["scripts/docs.mjs", "--check"]],
  ["package", "publint", ["--strict"]],
];

let failed = 0;
for (const [name, program, argv] of checks) {
  const began = performance.now();
  const { status, stdout, stderr, error } = spawnSync(resolve("node_modules/.bin", program), argv, {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const good = status === 0 && !LOOKED_AT_NOTHING.test(stdout);
  console.log(`${good ? "ok  " : "FAIL"} ${name.padEnd(8)} ${seconds} s`);
  if (good) continue;
  failed++;
  console.log([stdout, stderr, error?.message].filter(Boolean).join("\n"));
}

console.log(`${checks.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
