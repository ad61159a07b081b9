/** Does all set-up, then runs the main job end to end on the lab. */
import { spawnSync } from "node:child_process";
import { setUp } from "./setup.mjs";

await setUp({ system: false });
try {
  await setUp({ system: true });
} catch (error) {
  // The lab's own message tells what is missing, and the story can be told on simulated Engines.
  console.error(error instanceof Error ? error.message : error);
}
const build = spawnSync("node_modules/.bin/rolldown", ["-c", "--silent"], { stdio: "inherit" });
if (build.status !== 0) throw new Error("the build failed");
process.exitCode = spawnSync(process.execPath, ["bin/swarmlan.js", "lab", "demo"], { stdio: "inherit" }).status ?? 70;
