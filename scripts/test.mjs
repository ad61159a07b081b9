/** Runs every test: pure ones, those on simulated Engines, and the lab's on real ones. Under CI a lab that did not run is red. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setUp } from "./setup.mjs";

await setUp({ system: true });
const folder = mkdtempSync(join(tmpdir(), "swarmlan-test-"));
const build = spawnSync("npx", ["rolldown", "-c"], { stdio: ["ignore", "ignore", "inherit"] });
if (build.status !== 0) throw new Error("the build failed");

const canLab = process.platform === "linux" && process.getuid?.() === 0;
const total = { passed: 0, failed: 0 };
for (const project of ["unit", "sim", ...(canLab ? ["lab"] : [])]) {
  const found = runProject(project);
  total.passed += found.passed;
  total.failed += found.failed;
}
if (!canLab) {
  console.log("NOT RUN: the lab tests (real Engines) need Linux and root");
  if (process.env.CI === "true") total.failed++;
}
rmSync(folder, { recursive: true });
console.log(`tests: ${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** A project that ran no test at all has failed, whatever the runner says. */
function runProject(project) {
  const file = join(folder, `${project}.json`);
  const argv = [
    "vitest",
    "run",
    "--project",
    project,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ];
  const { status } = spawnSync("npx", argv, { stdio: ["ignore", "inherit", "inherit"] });
  let report = { numPassedTests: 0, numFailedTests: 0 };
  try {
    report = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // Said below: no report means that it failed.
  }
  const { numPassedTests: passed, numFailedTests: failed } = report;
  console.log(`${project}: ${passed} passed, ${failed} failed`);
  return { passed, failed: status === 0 && passed > 0 ? 0 : Math.max(failed, 1) };
}
