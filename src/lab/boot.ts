/** Powers a node on and waits for its Engine; what the node prints goes to its log, since nobody stays to read it. */
import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError, isAppError } from "../errors/app-error.ts";
import { BOOT_SCRIPTS } from "./boot-scripts.ts";
import { makeCgroups } from "./cgroups.ts";
import { callEngine } from "./engine-call.ts";
import { type LabNode, REGISTRY } from "./layout.ts";
import { nodeProcesses } from "./node-state.ts";
import { labPaths, netnsFile, nodePaths } from "./paths.ts";
import { labEnvironment } from "./run.ts";
import { initPath, toolPath } from "./tools.ts";

const BOOT_SECONDS = 60;
/** A look at all processes costs some milliseconds, so not with every try. */
const LOOK_MS = 2000;
/** How long a busy machine may take until the first process of a node is in its network namespace. */
const ENTER_MS = 5000;

/** Below a node's data: the Engine's own, where its view is put together, and what it changed of this machine's files. */
const DATA_FOLDERS = [
  "engine",
  ...["run", "cgroup", "root"].map((it) => `mnt/${it}`),
  ...["etc", "opt", "root"].flatMap((it) => [`over/${it}/upper`, `over/${it}/work`]),
];

/** Writes what every node of the lab runs when it boots. */
export function writeBootScripts(lab: string): void {
  mkdirSync(scriptsOf(lab), { mode: 0o700 });
  for (const [name, text] of Object.entries(BOOT_SCRIPTS)) writeFileSync(join(scriptsOf(lab), name), text);
}

/** Starts the node's init in namespaces of its own; it lives on when this process ends. */
export function bootNode(lab: string, node: LabNode): void {
  const paths = nodePaths(lab, node.name);
  mkdirSync(paths.state, { recursive: true, mode: 0o700 });
  // Here and not in the script: each process that a script starts costs more than all of these.
  for (const folder of DATA_FOLDERS) mkdirSync(join(paths.data, folder), { recursive: true, mode: 0o755 });
  rmSync(paths.daemonPid, { force: true }); // of the time before the power was lost
  writeFileSync(paths.daemonConfig, JSON.stringify(daemonConfig(lab, node), undefined, 2));
  const net = `--net=${netnsFile(lab, node.name)}`;
  startDetached(
    ["nsenter", net, "unshare", "--mount", "--uts", "--ipc", "--pid", "--fork", "sh", join(scriptsOf(lab), "boot.sh")],
    { env: { ...nodeEnvironment(lab, node), ...cgroups(lab, node) }, log: paths.log },
  );
}

/** What the boot scripts read; see there. */
export function nodeEnvironment(lab: string, node: LabNode): Record<string, string> {
  const paths = nodePaths(lab, node.name);
  return {
    ...labEnvironment(lab),
    LAB_STATE: paths.state,
    LAB_DATA: paths.data,
    LAB_NODE: node.name,
    LAB_ADDRESS: node.management,
    LAB_ROOT: node.root ?? "",
    LAB_SCRIPTS: scriptsOf(lab),
    LAB_INIT: initPath() ?? "tini",
    LAB_SHELL: toolPath("busybox") ?? "busybox",
    LAB_SSHD: toolPath("sshd") ?? "sshd",
  };
}

function cgroups(lab: string, node: LabNode): Record<string, string> {
  const groups = makeCgroups(lab, node.name);
  return {
    LAB_CGROUPS: groups.map((it) => `${it.name} ${it.folder}`).join("\n"),
    LAB_CGROUP_NAMES: groups.map((it) => it.name).join(" "),
  };
}

export function scriptsOf(lab: string): string {
  return join(labPaths(lab).state, "scripts");
}

/** Starts a process in a session of its own, with its output in a file. */
export function startDetached(
  argv: readonly string[],
  how: { readonly env: Readonly<Record<string, string>>; readonly log: string },
): void {
  const [file = "", ...rest] = argv;
  const log = openSync(how.log, "a", 0o600);
  try {
    const child = spawn(file, rest, { env: how.env, detached: true, stdio: ["ignore", log, log], cwd: "/" });
    child.on("error", () => undefined); // whoever waits for what it should do sees that it does not
    child.unref();
  } finally {
    closeSync(log);
  }
}

/** Waits until the node's Engine answers; throws LAB_BOOT_FAILED with the end of its log. */
export async function waitForEngine(lab: string, node: string, signal?: AbortSignal): Promise<void> {
  const { socket } = nodePaths(lab, node);
  const began = Date.now();
  let looked = began;
  for (;;) {
    if (existsSync(socket) && (await answers(socket, signal))) return;
    if (signal?.aborted) throw new AppError("INTERRUPTED", { what: `waiting for the Engine of ${node}` });
    const now = Date.now();
    if (now - began > BOOT_SECONDS * 1000) throw bootFailed(lab, node, `no answer within ${BOOT_SECONDS} s`);
    if (now - looked > LOOK_MS) {
      looked = now;
      if (isDead(lab, node, now - began)) throw bootFailed(lab, node, "dockerd ended");
    }
    await sleep(20);
  }
}

async function answers(socket: string, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    return (await callEngine({ socket, method: "GET", path: "/_ping", signal })) === "OK";
  } catch (error) {
    if (isAppError(error)) return false;
    throw error;
  }
}

/** True when what was to become the Engine is gone, or when there is not even a first process. */
function isDead(lab: string, node: string, ms: number): boolean {
  // Read before the processes are: one that is written meanwhile names a process that they do not hold yet.
  const { daemonPid } = nodePaths(lab, node);
  const pid = existsSync(daemonPid) ? Number(readFileSync(daemonPid, "utf8")) : 0;
  const { init, all, inNetwork } = nodeProcesses(lab, node);
  if (init === undefined) return inNetwork === 0 && ms > ENTER_MS;
  return pid > 0 && all.every((it) => it.pids.at(-1) !== pid);
}

function bootFailed(lab: string, node: string, reason: string): AppError {
  const { log } = nodePaths(lab, node);
  const lines = existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n").slice(-12) : [];
  return new AppError("LAB_BOOT_FAILED", { node, reason, log: lines.join("\n") });
}

/** The node's own second socket is where a container that mounts /var/run/docker.sock looks. */
function daemonConfig(lab: string, node: LabNode): Readonly<Record<string, unknown>> {
  const { data, socket } = nodePaths(lab, node.name);
  return {
    hosts: [`unix://${socket}`, "unix:///var/run/docker.sock"],
    "data-root": join(data, "engine"),
    "storage-driver": "overlay2",
    "exec-opts": ["native.cgroupdriver=cgroupfs"],
    "insecure-registries": [REGISTRY],
    "shutdown-timeout": 1,
    iptables: node.firewall,
  };
}
