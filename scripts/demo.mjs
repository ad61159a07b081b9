/** Does all set-up, then runs the main job end to end on the lab. */
import { spawnSync } from "node:child_process";
import { setUp } from "./setup.mjs";

await setUp({ system: true });
const build = spawnSync("npx", ["rolldown", "-c", "--silent"], { stdio: "inherit" });
if (build.status !== 0) throw new Error("the build failed");
process.exitCode = spawnSync(process.execPath, ["bin/swarmlan.js", "lab", "demo"], { stdio: "inherit" }).status ?? 70;
