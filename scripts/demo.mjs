/** Does all set-up, then runs the main job end to end: on the lab, or simulated where it cannot run. */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { setUp } from "./setup.mjs";

await setUp({ system: false });
try {
  await setUp({ system: true });
} catch (error) {
  // The demo itself tells what is missing, and its story can be told on simulated Engines.
  console.error(error instanceof Error ? error.message : error);
}
build();
process.exitCode = spawnSync(process.execPath, ["bin/swarmlan.js", "lab", "demo"], { stdio: "inherit" }).status ?? 70;

/** Whoever may not write here runs what was built before. */
function build() {
  if (existsSync("dist/main.cjs") && !mayWrite("dist")) return console.error("demo: running what was built before");
  const { status } = spawnSync("node_modules/.bin/rolldown", ["-c"], { stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) throw new Error("the build failed");
}

function mayWrite(folder) {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
