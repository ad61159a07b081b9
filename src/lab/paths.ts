/**
 * Where a lab lives on this machine, all of it derived from its name: that is how it is found after any crash.
 *
 * Sockets and logs are short-lived and short-named (a unix socket's path has 108 bytes at most); Engines' data needs a
 * real disk file system (overlay2).
 */
import { join } from "node:path";

/** Readable by root only. */
export const STATE_ROOT = "/run/swarmlan-lab";
export const DATA_ROOT = "/var/lib/swarmlan-lab";
/** Where `ip netns` keeps its names. */
export const NETNS_ROOT = "/run/netns";
/** The folder under each cgroup hierarchy that holds all labs. */
export const CGROUP_NAME = "swarmlan-lab";
/** The variable that marks every process which a lab starts, until it is in a namespace of the lab. */
export const MARK = "SWARMLAN_LAB_PROCESS";

export interface LabPaths {
  readonly state: string;
  readonly data: string;
  /** What the lab knows of itself. */
  readonly record: string;
  readonly spec: string;
  /** The same spec with every node reached by ssh. */
  readonly sshSpec: string;
  /** Keys, configuration and an `ssh` that uses them. No node's folder: their names hold no dot. */
  readonly ssh: string;
  readonly registryLog: string;
}

export interface NodePaths {
  readonly state: string;
  readonly data: string;
  readonly socket: string;
  readonly log: string;
  readonly sshdLog: string;
  readonly daemonConfig: string;
  /** The pid, as the node sees it, of what the start script started. */
  readonly daemonPid: string;
}

export function labPaths(lab: string): LabPaths {
  const state = join(STATE_ROOT, lab);
  return {
    state,
    data: join(DATA_ROOT, lab),
    record: join(state, "lab.json"),
    spec: join(state, "swarmlan.yaml"),
    sshSpec: join(state, "swarmlan.ssh.yaml"),
    ssh: join(state, ".ssh"),
    registryLog: join(state, "registry.log"),
  };
}

export function nodePaths(lab: string, node: string): NodePaths {
  const state = join(STATE_ROOT, lab, node);
  return {
    state,
    data: join(DATA_ROOT, lab, node),
    socket: join(state, "docker.sock"),
    log: join(state, "log"),
    sshdLog: join(state, "sshd.log"),
    daemonConfig: join(state, "daemon.json"),
    daemonPid: join(state, "daemon.pid"),
  };
}

/** The network namespace of a place: a node, `client`, or `lan` (which is the router too). */
export function netnsOf(lab: string, place: string): string {
  return `sl-${lab}-${place === "router" ? "lan" : place}`;
}

export function netnsFile(lab: string, place: string): string {
  return join(NETNS_ROOT, netnsOf(lab, place));
}

/** The lab that a namespace's name belongs to; lab names hold no hyphen, so this is exact. */
export function labOfNetns(netns: string): string | undefined {
  return /^sl-([a-z][a-z0-9]*)-/.exec(netns)?.[1];
}
