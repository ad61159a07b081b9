/** The lab's image registry, in the router's namespace, so that every node can pull whatever was loaded into the lab. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../errors/app-error.ts";
import { startDetached } from "./boot.ts";
import { REGISTRY } from "./layout.ts";
import { labPaths, netnsFile } from "./paths.ts";
import { allProcesses, namespaceInode } from "./processes.ts";
import { labEnvironment } from "./run.ts";

const START_SECONDS = 15;

/** Starts it; it lives on when this process ends. */
export function startRegistry(lab: string): void {
  const paths = labPaths(lab);
  const folder = join(paths.data, "registry");
  const config = join(paths.state, "registry.yml");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(
    config,
    `version: 0.1\nlog: {level: warn}\nstorage: {filesystem: {rootdirectory: ${folder}}}\nhttp: {addr: "${REGISTRY}"}\n`,
  );
  startDetached(["nsenter", `--net=${netnsFile(lab, "lan")}`, "docker-registry", "serve", config], {
    env: labEnvironment(lab),
    log: paths.registryLog,
  });
}

/** Waits until it takes connections; throws LAB_BOOT_FAILED with the end of its log. */
export async function waitForRegistry(lab: string, signal?: AbortSignal): Promise<void> {
  const deadline = Date.now() + START_SECONDS * 1000;
  while (!listens(lab)) {
    if (signal?.aborted) throw new AppError("INTERRUPTED", { what: "waiting for the registry" });
    if (Date.now() > deadline) {
      const log = readFileSync(labPaths(lab).registryLog, "utf8").trimEnd().split("\n").slice(-12).join("\n");
      throw new AppError("LAB_BOOT_FAILED", { node: "lan", reason: "the registry does not listen", log });
    }
    await sleep(25);
  }
}

/** /proc/PID/net shows the sockets of that process's namespace (proc(5)); state 0A is LISTEN. */
function listens(lab: string): boolean {
  const inode = namespaceInode(netnsFile(lab, "lan"));
  const inside = allProcesses().find((it) => it.net === inode);
  if (inside === undefined) return false;
  const port = Number(REGISTRY.split(":")[1]).toString(16).toUpperCase().padStart(4, "0");
  try {
    const sockets = ["tcp", "tcp6"].map((it) => readFileSync(`/proc/${inside.pid}/net/${it}`, "latin1")).join("\n");
    return new RegExp(`:${port} [0-9A-F]+:0000 0A `).test(sockets);
  } catch {
    return false;
  }
}
