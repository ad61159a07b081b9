/** Builds the program once before any test runs it: files run side by side, and a build clears what is there first. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

export function setup(): void {
  const root = join(import.meta.dirname, "..");
  const { status, stderr } = spawnSync(join(root, "node_modules/.bin/rolldown"), ["-c"], {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 0) throw new TypeError(`the build failed: ${stderr}`);
}
