/**
 * /run/netns becomes a mount of its own when the first namespace gets a name (ip-netns(8)). If it was a lab that caused
 * it, the last lab to go undoes it, so that nothing at all stays behind.
 */
import { mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { labEnvironment, run } from "./run.ts";
import { NETNS_ROOT, STATE_ROOT } from "./paths.ts";

/** Not a lab's folder: lab names hold no dot. */
const MADE_BY_LABS = join(STATE_ROOT, ".netns-root");

/** Notes how /run/netns was before the first lab. */
export function rememberNetnsRoot(): void {
  if (isMount() || existsSync(MADE_BY_LABS)) return;
  mkdirSync(STATE_ROOT, { recursive: true, mode: 0o700 });
  writeFileSync(MADE_BY_LABS, existsSync(NETNS_ROOT) ? "folder" : "none");
}

/** Puts /run/netns back when no lab is left; refused by the kernel, and left, while anybody has a namespace there. */
export async function forgetNetnsRoot(): Promise<void> {
  if (!existsSync(MADE_BY_LABS) || readdirSync(STATE_ROOT).some((it) => !it.startsWith("."))) return;
  const before = readFileSync(MADE_BY_LABS, "utf8");
  rmSync(MADE_BY_LABS);
  if (!isMount() || readdirSync(NETNS_ROOT).length > 0) return;
  const { code } = await run(["umount", NETNS_ROOT], labEnvironment("-"));
  if (code !== 0 || before !== "none") return;
  try {
    rmdirSync(NETNS_ROOT);
  } catch {
    // Somebody made a namespace meanwhile.
  }
}

function isMount(): boolean {
  return readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .some((line) => line.split(" ")[4] === NETNS_ROOT);
}
