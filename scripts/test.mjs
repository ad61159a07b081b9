/** Runs every test: pure ones, those on simulated Engines, and the lab's on real ones. Under CI a lab that did not run is red. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setUp } from "./setup.mjs";

await setUp({ system: false });
const noLab = await whyNoLab();
// The first time this takes most of a minute: the tests that need no lab run meanwhile.
const engineRoots = noLab === undefined ? makeEngineRoots() : undefined;
const build = spawnSync("node_modules/.bin/rolldown", ["-c"], { stdio: ["ignore", "ignore", "inherit"] });
if (build.status !== 0) throw new Error("the build failed");

const folder = mkdtempSync(join(tmpdir(), "swarmlan-test-"));
const total = { passed: 0, failed: 0, skipped: 0 };
for (const project of ["unit", "sim", ...(noLab === undefined ? ["lab"] : [])]) {
  if (project === "lab" && !(await engineRoots)) {
    console.log("\nNOT RUN on other Engine versions (their root folders could not be made, see above): the lab tests");
    total.failed++;
  }
  const found = runProject(project);
  for (const count of ["passed", "failed", "skipped"]) total[count] += found[count];
}
rmSync(folder, { recursive: true });

if (noLab !== undefined) {
  console.log(`\nNOT RUN: the lab tests (test/lab/*.lab.ts, real Engines): ${noLab}`);
  if (process.env.CI === "true") total.failed++;
}
console.log(counts(total));
process.exitCode = total.failed === 0 ? 0 : 1;

/** Why the lab's tests cannot run on this machine; nothing when they can. Installs what is missing where it may. */
async function whyNoLab() {
  if (process.platform !== "linux") return "they need Linux";
  if (process.getuid?.() !== 0) return "they need root, for network namespaces";
  try {
    await setUp({ system: true, tests: true });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return undefined;
}

/** True when every root that mixed Engines need is there. */
function makeEngineRoots() {
  const child = spawn(process.execPath, ["scripts/engine-roots.mjs"], { stdio: ["ignore", "inherit", "inherit"] });
  return new Promise((resolve) => child.on("close", (code) => resolve(code === 0)));
}

/** A project that ran no test at all has failed, whatever the runner says. */
function runProject(project) {
  const file = join(folder, `${project}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const { status } = spawnSync("node_modules/.bin/vitest", ["run", "--project", project, ...reporters], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  const { numPassedTests: passed, numFailedTests, numPendingTests: skipped } = readReport(file);
  const failed = status === 0 && passed > 0 ? 0 : Math.max(numFailedTests, 1);
  console.log(`${project}: ${counts({ passed, failed, skipped })}`);
  return { passed, failed, skipped };
}

/** The runner's counts; all zero when it ended without a report. */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 };
  }
}

function counts({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
