/**
 * Which processes belong to a lab, read off /proc: those in its network namespaces, and those that carry its mark.
 * Never by a program's name alone, and never this process or one that it runs under.
 */
import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { MARK } from "./paths.ts";

export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  /** Its pid in every pid namespace that it is in, this one's first. */
  readonly pids: readonly number[];
  /** Inode numbers, as `stat` gives them for a namespace's file. */
  readonly net: number;
  readonly pidNamespace: number;
  readonly lab: string | undefined;
}

/** All processes of this machine that could be read; those that end meanwhile, and zombies, are left out. */
export function allProcesses(): readonly Process[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map((entry) => readProcess(Number(entry)))
    .filter((it) => it !== undefined);
}

/** One process; undefined when there is none, or when it is a zombie. */
export function readProcess(pid: number): Process | undefined {
  try {
    const net = inodeIn(readlinkSync(`/proc/${pid}/ns/net`));
    const status = readFileSync(`/proc/${pid}/status`, "latin1");
    const environment = readFileSync(`/proc/${pid}/environ`, "latin1");
    return {
      pid,
      parent: Number(field(status, "PPid")),
      name: field(status, "Name"),
      pids: field(status, "NSpid").split(/\s+/).map(Number),
      net,
      pidNamespace: inodeIn(readlinkSync(`/proc/${pid}/ns/pid`)),
      lab: environment
        .split("\0")
        .find((it) => it.startsWith(`${MARK}=`))
        ?.slice(MARK.length + 1),
    };
  } catch {
    return undefined;
  }
}

/** The inode of a namespace's file; undefined when there is no such file. */
export function namespaceInode(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.ino;
}

/** When a process began, in clock ticks since boot: a pid together with this names one process for ever. */
export function startTimeOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}

/** This process and all that it runs under: a `lab down` typed inside the lab must not kill the shell it came from. */
export function ownPids(processes: readonly Process[]): ReadonlySet<number> {
  const parents = new Map(processes.map((it) => [it.pid, it.parent]));
  const own = new Set<number>();
  for (let pid = process.pid; pid > 0 && !own.has(pid); pid = parents.get(pid) ?? 0) own.add(pid);
  return own;
}

/**
 * Kills whatever `pick` picks until nothing is left of it, at most `seconds` long; answers what is left.
 * A pid namespace's first process goes first: the kernel ends all others in it. Parents go last, so that they see their
 * children end and no zombie is left to this machine's init.
 */
export async function killAll(
  pick: (all: readonly Process[]) => readonly Process[],
  seconds = 10,
): Promise<readonly Process[]> {
  const began = Date.now();
  for (;;) {
    const all = allProcesses();
    const own = ownPids(all);
    const left = pick(all).filter((it) => !own.has(it.pid));
    const waited = Date.now() - began;
    if (left.length === 0 || waited > seconds * 1000) return left;
    const inits = left.filter((it) => it.pids.length > 1 && it.pids.at(-1) === 1);
    const childless = left.filter((it) => !hasChildren(it.pid));
    const next = inits.length > 0 ? inits : waited < PARENTS_MS ? childless : left;
    for (const it of next) kill(it.pid, "SIGKILL");
    await sleep(15);
  }
}

/** How long a parent may take to notice that its last child has ended. */
const PARENTS_MS = 2000;

/** Children that have ended and were not waited for count too (proc(5); without that file nobody is spared). */
function hasChildren(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "latin1").trim() !== "";
  } catch {
    return false;
  }
}

/** Sends a signal; false when there is no such process any more. */
export function kill(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

function field(status: string, name: string): string {
  return new RegExp(`^${name}:\\s*(.*)$`, "m").exec(status)?.[1]?.trim() ?? "";
}

function inodeIn(link: string): number {
  return Number(/\[(\d+)\]/.exec(link)?.[1] ?? -1);
}
