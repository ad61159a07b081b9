/**
 * Takes a lab down by its name, whole or half-made: no process, mount, namespace, control group or file of it stays.
 *
 * Works from what is really there, never from what was written down, so it can be killed and run again at any point.
 */
import { existsSync, readFileSync, rmdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { AppError } from "../errors/app-error.ts";
import { cgroupPids, removeCgroups } from "./cgroups.ts";
import { labName } from "./layout.ts";
import { forgetNetnsRoot } from "./netns-root.ts";
import { DATA_ROOT, labPaths, NETNS_ROOT, STATE_ROOT } from "./paths.ts";
import { killAll, namespaceInode } from "./processes.ts";
import { checkRoot } from "./root.ts";
import { livingMaker, readRecord } from "./record.ts";
import { netnsNames, unwire } from "./wires.ts";

/** Answers whether there was anything. Throws LAB_BUSY while another process makes it, LAB_REMAINS for what would not go. */
export async function labDown(name: string): Promise<boolean> {
  labName(name);
  checkRoot();
  const record = readRecord(name);
  const busy = record === undefined ? undefined : livingMaker(record);
  if (busy !== undefined) throw new AppError("LAB_BUSY", { name, pid: busy });
  const { state, data } = labPaths(name);
  const there = existsSync(state) || existsSync(data) || netnsNames(name).length > 0;
  // Killed first: a command that outlived its maker must not make something behind our back.
  const left = await killAll((all) => {
    const pids = cgroupPids(name);
    const networks = new Set(netnsNames(name).map((netns) => namespaceInode(`${NETNS_ROOT}/${netns}`)));
    return all.filter((it) => it.lab === name || networks.has(it.net) || pids.has(it.pid));
  });
  await unwire(name);
  const cgroups = await removeCgroups(name);
  const mounts = mountsUnder([state, data]);
  if (left.length + cgroups.length + mounts.length > 0) {
    throw new AppError("LAB_REMAINS", {
      name,
      what: [...left.map((it) => `process ${it.pid}`), ...cgroups, ...mounts],
    });
  }
  // The state goes last: while any of the lab is left, its name is taken.
  await rm(data, { recursive: true, force: true });
  await rm(state, { recursive: true, force: true });
  await forgetNetnsRoot();
  for (const root of [STATE_ROOT, DATA_ROOT]) removeIfEmpty(root);
  return there;
}

/** Mounts of ours that reached this machine's own view; what lies in them must not be removed through them. */
function mountsUnder(folders: readonly string[]): readonly string[] {
  return readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[4] ?? "")
    .filter((point) => folders.some((folder) => point === folder || point.startsWith(`${folder}/`)));
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Other labs live in it, or it is gone.
  }
}
