/**
 * The control groups of a lab: `/swarmlan-lab/<lab>/<node>` in every hierarchy of this machine, v1, v2 or both.
 *
 * A node takes its group as the root of its own cgroup namespace, so whatever its Engine makes lies below it, is found
 * there, and goes with it. Refuses nothing: a hierarchy where a group cannot be made is left out.
 */
import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CGROUP_NAME } from "./paths.ts";

export interface Hierarchy {
  readonly mountPoint: string;
  readonly version: 1 | 2;
  /** Below /sys/fs/cgroup: `cpu,cpuacct`, `systemd`, `unified`; empty for a machine that has cgroup v2 alone. */
  readonly name: string;
}

const CGROUP_ROOT = "/sys/fs/cgroup";

/** The hierarchies that are mounted here, as /proc/self/mountinfo tells (proc(5)). */
export function hierarchies(mountInfo: string = readFileSync("/proc/self/mountinfo", "utf8")): readonly Hierarchy[] {
  return mountInfo.split("\n").flatMap((line): readonly Hierarchy[] => {
    const [left = "", right = ""] = line.split(" - ");
    const mountPoint = left.split(" ")[4] ?? "";
    const type = right.split(" ")[0];
    if (type !== "cgroup" && type !== "cgroup2") return [];
    if (mountPoint !== CGROUP_ROOT && !mountPoint.startsWith(`${CGROUP_ROOT}/`)) return [];
    const name = mountPoint === CGROUP_ROOT ? "" : basename(mountPoint);
    return [{ mountPoint, version: type === "cgroup" ? 1 : 2, name }];
  });
}

export interface NodeGroup {
  /** Of the hierarchy; `.` for a machine that has cgroup v2 alone. */
  readonly name: string;
  readonly folder: string;
}

/** Makes the node's group in every hierarchy. */
export function makeCgroups(lab: string, node: string): readonly NodeGroup[] {
  return hierarchies().flatMap((it) => {
    const folder = makeIn(it, [CGROUP_NAME, lab, node]);
    return folder === undefined ? [] : [{ name: it.name || ".", folder }];
  });
}

function makeIn(hierarchy: Hierarchy, path: readonly string[]): string | undefined {
  let folder = hierarchy.mountPoint;
  try {
    for (const part of path) {
      const parent = folder;
      if (hierarchy.version === 2) delegate(parent);
      folder = join(parent, part);
      mkdirSync(folder, { recursive: true });
      if (hierarchy.version === 1) inheritCpus(parent, folder);
    }
    return folder;
  } catch {
    return undefined;
  }
}

/** v2: a group has only the controllers that its parent hands down, one by one since some cannot be (cgroup-v2.rst). */
function delegate(parent: string): void {
  for (const controller of readFileSync(join(parent, "cgroup.controllers"), "utf8").trim().split(/\s+/)) {
    try {
      if (controller !== "") writeFileSync(join(parent, "cgroup.subtree_control"), `+${controller}`);
    } catch {
      // The Engine works without it: the limits of that controller are not what a lab shows.
    }
  }
}

/** v1: a new cpuset group is empty, and refuses every process until it has CPUs and memory nodes. */
function inheritCpus(parent: string, folder: string): void {
  for (const file of ["cpuset.cpus", "cpuset.mems"]) {
    try {
      const value = readFileSync(join(parent, file), "utf8").trim();
      if (readFileSync(join(folder, file), "utf8").trim() === "") writeFileSync(join(folder, file), value);
    } catch {
      return; // not the cpuset hierarchy
    }
  }
}

/** The labs that have groups here. */
export function labsInCgroups(): readonly string[] {
  return hierarchies().flatMap((it) => foldersIn(join(it.mountPoint, CGROUP_NAME)));
}

/** The processes in the lab's groups, by pid: also those that hide from every other search. */
export function cgroupPids(lab: string): ReadonlySet<number> {
  const folders = hierarchies().flatMap((it) => withChildren(join(it.mountPoint, CGROUP_NAME, lab)));
  return new Set(folders.flatMap(pidsIn));
}

/** Removes the groups of a lab, or of one node of it, once they are empty; answers those that would not go. */
export async function removeCgroups(lab: string, node?: string): Promise<readonly string[]> {
  const tops = hierarchies().map((it) => join(it.mountPoint, CGROUP_NAME));
  const deadline = Date.now() + 5000;
  for (;;) {
    const folders = tops.flatMap((top) => withChildren(node === undefined ? join(top, lab) : join(top, lab, node)));
    const left = folders.filter((folder) => !removed(folder));
    // The last lab takes the folder of all labs with it; while there are others, that is refused.
    if (node === undefined) for (const top of tops) removed(top);
    if (left.length === 0 || Date.now() > deadline) return left;
    await sleep(20);
  }
}

/** The folder's children before it: the order in which they can be removed. */
function withChildren(folder: string): readonly string[] {
  const children = foldersIn(folder);
  if (children === NONE) return [];
  return [...children.flatMap((child) => withChildren(join(folder, child))), folder];
}

const NONE: readonly string[] = [];

function foldersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((it) => it.isDirectory())
      .map((it) => it.name);
  } catch {
    return NONE;
  }
}

function removed(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
  }
}

function pidsIn(folder: string): readonly number[] {
  try {
    return readFileSync(join(folder, "cgroup.procs"), "utf8").split("\n").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}
