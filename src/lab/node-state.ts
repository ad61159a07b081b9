/** What is really running of a node, found by its network namespace: nothing is remembered that could have become wrong. */
import { netnsFile } from "./paths.ts";
import { allProcesses, namespaceInode, type Process, readProcess } from "./processes.ts";

export interface NodeProcesses {
  /** The first process of the node's pid namespace; absent: the node has no power. */
  readonly init?: Process;
  /** Absent: the Engine is down, while containers may go on. */
  readonly daemon?: Process;
  /** Everything in the node's pid namespace itself; containers have pid namespaces of their own below it. */
  readonly all: readonly Process[];
  /** How many processes are in its network namespace, those that are still on their way to become its init included. */
  readonly inNetwork: number;
}

/** Reads the node's processes as they are now. */
export function nodeProcesses(lab: string, node: string, processes = allProcesses()): NodeProcesses {
  const inode = namespaceInode(netnsFile(lab, node));
  const depth = (readProcess(process.pid)?.pids.length ?? 1) + 1;
  // A container on the host's network has a pid 1 in this network namespace too, one level further down.
  const init = processes.find((it) => it.net === inode && it.pids.length === depth && it.pids.at(-1) === 1);
  const inNetwork = processes.filter((it) => it.net === inode).length;
  if (init === undefined) return { all: [], inNetwork };
  const all = processes.filter((it) => it.pidNamespace === init.pidNamespace);
  const daemon = all.find((it) => it.name === "dockerd");
  return { init, all, inNetwork, ...(daemon === undefined ? {} : { daemon }) };
}
