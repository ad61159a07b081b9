/** The real program against a simulated swarm of three nodes, with a spec in a folder of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Simulator, startSimulator } from "../../src/simulator/index.ts";
import type { Timing } from "../../src/simulator/settings.ts";
import { threeNodes } from "../simulator/scene.ts";

export const PROGRAM = join(import.meta.dirname, "../../bin/swarmlan.js");
export const LAN = "web";

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface OnSimulator extends AsyncDisposable {
  readonly simulator: Simulator;
  readonly folder: string;
  readonly specFile: string;
  /** Runs it there, with no terminal; `-f` is added. */
  run(...argv: readonly string[]): Promise<Ran>;
  writeSpec(change?: (text: string) => string): void;
}

export async function onSimulator(timing: Partial<Timing> = {}, engineVersion?: string): Promise<OnSimulator> {
  const folder = mkdtempSync(join(tmpdir(), "swarmlan-cli-"));
  const images = { "web:1": { ports: ["80/tcp"], page: "it works" } };
  const simulator = await startSimulator({ dir: folder, nodes: threeNodes(engineVersion), timing, images });
  const specFile = join(folder, "swarmlan.yaml");
  const writeSpec = (change: (text: string) => string = (text) => text) =>
    writeFileSync(specFile, change(specText(simulator.endpoints)));
  writeSpec();
  return {
    simulator,
    folder,
    specFile,
    writeSpec,
    run: (...argv) => program(argv, { SWARMLAN_FILE: specFile }),
    [Symbol.asyncDispose]: async () => {
      await simulator.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function specText(endpoints: Readonly<Record<string, string>>): string {
  return [
    "version: 1",
    "swarm:",
    `  manager: ${endpoints["mgr01"]}`,
    `  nodes: ${JSON.stringify(endpoints)}`,
    "lans:",
    `  ${LAN}:`,
    "    subnet: 10.1.0.0/16",
    "    gateway: 10.1.255.254",
    "    slice: /24",
    "    parent: eth1",
    "",
  ].join("\n");
}

/** Runs swarmlan to its end. */
export function program(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  return ended(spawn(process.execPath, [PROGRAM, ...argv], { env: { PATH: process.env["PATH"] ?? "", ...env } }));
}

/** What a child wrote, and its exit code; 128 and its signal's number would be a crash. */
export function ended(child: ChildProcess): Promise<Ran> {
  const said = { stdout: "", stderr: "" };
  child.stdin?.end();
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (said.stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (said.stderr += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? -1, ...said }));
  });
}
