/**
 * Everything of a lab that can be seen on this machine, looked for in other ways than the lab itself does: by its paths
 * and names in what the kernel tells of every process, and by the identities of its namespaces.
 */
import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const NAMESPACES = ["net", "pid", "mnt", "uts", "ipc", "cgroup"];

/** One line for each trace: processes, mounts in anybody's view, names, control groups, files. */
export function tracesOf(lab: string): readonly string[] {
  const words = [`swarmlan-lab/${lab}/`, `sl-${lab}-`, `SWARMLAN_LAB_PROCESS=${lab}\0`];
  const hit = (text: string): boolean => words.some((word) => text.includes(word));
  const processes = pids().flatMap((pid) => {
    const texts = ["cmdline", "environ", "cgroup", "mountinfo"].map((it) => read(`/proc/${pid}/${it}`));
    return pid !== process.pid && texts.some(hit)
      ? [
          `process ${pid}: ${texts[0]?.replaceAll("\0", " ")} ${/^(Name|State|PPid).*/gm[Symbol.match](read(`/proc/${pid}/status`))}`,
        ]
      : [];
  });
  const mounts = read("/proc/self/mountinfo").split("\n").filter(hit);
  const names = list("/run/netns").filter(hit);
  const groups = list("/sys/fs/cgroup").flatMap((it) => {
    const found = [join("/sys/fs/cgroup", it, "swarmlan-lab", lab), join("/sys/fs/cgroup/swarmlan-lab", lab)];
    return found.filter((folder) => statSync(folder, { throwIfNoEntry: false }) !== undefined);
  });
  const files = [`/run/swarmlan-lab/${lab}`, `/var/lib/swarmlan-lab/${lab}`].filter(
    (file) => statSync(file, { throwIfNoEntry: false }) !== undefined,
  );
  return [...processes, ...mounts, ...names, ...groups, ...files];
}

/** The namespaces of every process that passes `of`: what must be gone when nobody is in them any more. */
export function namespacesOf(of: (pid: number) => boolean): ReadonlySet<string> {
  return new Set(
    pids()
      .filter(of)
      .flatMap((pid) => NAMESPACES.map((kind) => link(`/proc/${pid}/ns/${kind}`)))
      .filter((it) => it !== ""),
  );
}

/** Whether a process carries the mark of that lab. */
export function marked(lab: string): (pid: number) => boolean {
  return (pid) => read(`/proc/${pid}/environ`).includes(`SWARMLAN_LAB_PROCESS=${lab}\0`);
}

/**
 * Which of these namespaces somebody is still in. Other labs, made by tests that run beside this one, do not count: the
 * kernel gives the number of a namespace that is gone to the next new one, so theirs may carry numbers that were ours.
 * Commands that come and go are given some seconds for the same reason.
 */
export async function stillHeld(namespaces: Iterable<string>, ...own: readonly string[]): Promise<readonly string[]> {
  const wanted = [...namespaces];
  const others = new RegExp(String.raw`(?:SWARMLAN_LAB_PROCESS=|swarmlan-lab/)(?!(?:${own.join("|")})\b)\w`);
  const counts = (pid: number) => !["environ", "cgroup"].some((it) => others.test(read(`/proc/${pid}/${it}`)));
  for (let tries = 0; ; tries++) {
    const left = namespacesOf(counts);
    const held = wanted.filter((it) => left.has(it));
    if (held.length === 0 || tries === 20) return held;
    await sleep(250);
  }
}

/** What a lab must not change outside its own folders: the machine's settings, interfaces and mounts. */
export function machineState(): Readonly<Record<string, unknown>> {
  return {
    interfaces: list("/sys/class/net").filter((it) => /eth[01]$|^br[01]$|^vlan1$|^docker/.test(it)),
    etc: ["/etc/docker", "/etc/docker/key.json", "/etc/resolv.conf", "/etc/hosts", "/opt"].map(
      (file) => `${file} ${statSync(file, { throwIfNoEntry: false })?.mtimeMs}`,
    ),
    mounts: read("/proc/self/mountinfo")
      .split("\n")
      .map((line) => line.split(" ")[4])
      .filter((point) => !point?.startsWith("/run/netns")),
    hostname: read("/proc/sys/kernel/hostname"),
  };
}

/** All processes that run under one of these pids, however deep. */
export function pids(): readonly number[] {
  return list("/proc")
    .filter((it) => /^\d+$/.test(it))
    .map(Number);
}

function read(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}

function link(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return "";
  }
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
