/**
 * `npm run bench [NAME...]`: measures swarmlan against what a person would do otherwise, side by side in one run.
 * All of them: the table is written to docs/benchmarks.md. Some, by name: they are shown only.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { setUp } from "../scripts/setup.mjs";

await setUp({ system: false });
run("node_modules/.bin/rolldown", ["-c"], "ignore");

const folder = mkdtempSync(join(tmpdir(), "swarmlan-bench-"));
const bundle = await rolldown({
  input: { main: "bench/main.ts", "simulated-swarm": "bench/growth/simulated-swarm.ts" },
  platform: "node",
  transform: { target: "node20" },
  resolve: { alias: { yaml: join(process.cwd(), "node_modules/yaml/browser/dist/index.js") } },
});
await bundle.write({ dir: folder, format: "esm", entryFileNames: "[name].mjs", sourcemap: "inline" });
const status = run(process.execPath, [join(folder, "main.mjs"), ...process.argv.slice(2)], "inherit");
rmSync(folder, { recursive: true });
process.exitCode = status;

function run(program, argv, stdout) {
  const { status } = spawnSync(program, argv, { stdio: ["ignore", stdout, "inherit"] });
  return status ?? 1;
}
