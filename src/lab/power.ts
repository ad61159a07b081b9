/**
 * What can happen to a node: its Engine crashes or is stopped, it loses its power, its cable is pulled, it is taken away,
 * a new one comes. State on disk stays until the node is taken away.
 */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../errors/app-error.ts";
import { bootNode, nodeEnvironment, scriptsOf, waitForEngine } from "./boot.ts";
import { removeCgroups } from "./cgroups.ts";
import { engineVersion } from "./engines.ts";
import { checkNodeName, type LabNode, nodeAt } from "./layout.ts";
import { nodeProcesses } from "./node-state.ts";
import { netnsFile, nodePaths } from "./paths.ts";
import { kill, killAll, namespaceInode } from "./processes.ts";
import { readRecord, updateRecord } from "./record.ts";
import { mustRun, run } from "./run.ts";
import { type LabRef, labNode } from "./places.ts";
import { writeSshConfig } from "./ssh.ts";
import { toolPath } from "./tools.ts";
import { type Nic, setPort, unwireNode, wireNode } from "./wires.ts";

/** Kills the Engine alone, as a bug in it would; its containers and their addresses live on. */
export async function labCrashDaemon(lab: LabRef, node: string): Promise<void> {
  await endDaemon(lab, node, "SIGKILL");
}

/** Stops the Engine as `systemctl stop docker` does; its containers end with it. */
export async function labStopDaemon(lab: LabRef, node: string): Promise<void> {
  await endDaemon(lab, node, "SIGTERM");
}

/** Starts the Engine of a node that has power, and waits for it; nothing to do when it runs. */
export async function labStartDaemon(lab: LabRef, node: string): Promise<void> {
  const found = labNode(lab, node);
  const { init, daemon } = nodeProcesses(lab.name, node);
  if (init === undefined) throw new AppError("LAB_BOOT_FAILED", { node, reason: "the node has no power", log: "" });
  if (daemon === undefined) {
    const shell = [toolPath("busybox") ?? "busybox", "sh", join(scriptsOf(lab.name), "start.sh")];
    const argv = [...enter(init.pid), ...shell];
    const { code, stderr } = await run(argv, nodeEnvironment(lab.name, found));
    if (code !== 0) throw new AppError("LAB_COMMAND_FAILED", { command: argv.join(" "), text: stderr });
  }
  await waitForEngine(lab.name, node);
}

/** Everything in the node ends at once, as when its plug is pulled. */
export async function labPowerLoss(lab: LabRef, node: string): Promise<void> {
  labNode(lab, node);
  const inode = namespaceInode(netnsFile(lab.name, node));
  await killAll((all) => all.filter((it) => it.net === inode));
  await unwireNode(lab.name, node);
}

/** Gives a node its power back, and waits for its Engine; nothing to do when it has it. */
export async function labPowerOn(lab: LabRef, node: string): Promise<void> {
  const found = labNode(lab, node);
  if (nodeProcesses(lab.name, node).init === undefined) {
    await unwireNode(lab.name, node);
    await wireNode(lab.name, found);
    await removeCgroups(lab.name, node);
    bootNode(lab.name, found);
  }
  await waitForEngine(lab.name, node);
}

/** Pulls or plugs one cable of a node, at the switch. */
export async function labLink(lab: LabRef, node: string, nic: Nic, state: "up" | "down"): Promise<void> {
  labNode(lab, node);
  await setPort(lab.name, node, { nic, state });
}

/** Takes a node out of the lab for good, its disk included. The swarm is not told: it sees the node go down. */
export async function labRemoveNode(lab: LabRef, node: string): Promise<void> {
  await labPowerLoss(lab, node);
  await removeCgroups(lab.name, node);
  const { state, data } = nodePaths(lab.name, node);
  for (const folder of [state, data]) await rm(folder, { recursive: true, force: true });
  updateNodes(lab.name, (nodes) => nodes.filter((it) => it.name !== node));
}

/** Puts a new node into the lab and waits for its Engine; it is in no swarm yet. */
export async function labAddNode(
  lab: LabRef,
  node: { readonly name: string; readonly role?: LabNode["role"]; readonly root?: string },
): Promise<LabNode> {
  checkNodeName(node.name, node.name);
  if (lab.nodes.some((it) => it.name === node.name)) {
    throw new AppError("LAB_NODES", { text: node.name, reason: `${node.name} is there already` });
  }
  const index = Math.max(-1, ...lab.nodes.map((it) => it.index)) + 1;
  const version = await engineVersion(node.root);
  const added: LabNode = {
    ...nodeAt({
      name: node.name,
      index,
      role: node.role ?? "worker",
      root: node.root,
      firewall: lab.nodes.some((it) => it.firewall),
    }),
    version,
  };
  updateNodes(lab.name, (nodes) => [...nodes, added]);
  await labPowerOn({ name: lab.name, nodes: [added] }, added.name);
  return added;
}

/** Runs a program in all of a node's namespaces, as somebody logged in there would; throws unless it ends well. */
export async function labEnter(lab: LabRef, node: string, argv: readonly string[]): Promise<string> {
  labNode(lab, node);
  const { init } = nodeProcesses(lab.name, node);
  if (init === undefined) throw new AppError("LAB_BOOT_FAILED", { node, reason: "the node has no power", log: "" });
  return await mustRun(lab.name, [...enter(init.pid), ...argv]);
}

function enter(init: number): readonly string[] {
  return ["nsenter", "--target", String(init), "--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup", "--"];
}

async function endDaemon(lab: LabRef, node: string, signal: NodeJS.Signals): Promise<void> {
  labNode(lab, node);
  const { daemon } = nodeProcesses(lab.name, node);
  if (daemon === undefined) return;
  kill(daemon.pid, signal);
  const deadline = Date.now() + 30_000;
  // Its containerd is its child and ends with it, a moment later; a new Engine must not meet the old one's.
  while (nodeProcesses(lab.name, node).all.some((it) => it.name === "dockerd" || it.name === "containerd")) {
    if (Date.now() > deadline) throw new AppError("LAB_ENGINE_SILENT", { call: signal, reason: "dockerd goes on" });
    await sleep(20);
  }
}

function updateNodes(lab: string, change: (nodes: readonly LabNode[]) => readonly LabNode[]): void {
  const layout = readRecord(lab)?.layout;
  if (layout === undefined) return;
  const changed = { ...layout, nodes: change(layout.nodes) };
  updateRecord(lab, { layout: changed });
  writeSshConfig(changed);
}
