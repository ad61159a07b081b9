/** Types, lint, format and who may import whom. Each is one check; all run even if one fails. */
import { spawnSync } from "node:child_process";
import { setUp } from "./setup.mjs";

await setUp({ system: false });
const checks = [
  ["types", ["tsc", "-p", ".", "--noEmit"]],
  ["lint", ["oxlint", "--type-aware", "src", "test", "scripts"]],
  ["format", ["biome", "format", "."]],
  ["imports", ["depcruise", "src", "--config", ".dependency-cruiser.cjs"]],
];
let failed = 0;
for (const [name, argv] of checks) {
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync("npx", argv, { encoding: "utf8" });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${status === 0 ? "ok  " : "FAIL"} ${name} (${seconds} s)`);
  if (status === 0) continue;
  failed++;
  console.log(stdout, stderr);
}
console.log(`checks: ${checks.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
