/** The places of a lab, and running programs in them. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { AppError } from "../errors/app-error.ts";
import { type LabNode, OTHER_PLACES } from "./layout.ts";
import { netnsFile, netnsOf, nodePaths } from "./paths.ts";
import { namespaceInode } from "./processes.ts";
import { personEnvironment, type RunResult, run } from "./run.ts";
import { sshPaths } from "./ssh.ts";

/** A lab, as far as most of its operations need it. */
export interface LabRef {
  readonly name: string;
  readonly nodes: readonly LabNode[];
}

/** The node of that name; throws LAB_PLACE. */
export function labNode(lab: LabRef, name: string): LabNode {
  const found = lab.nodes.find((it) => it.name === name);
  if (found === undefined) throw new AppError("LAB_PLACE", { place: name, places: lab.nodes.map((it) => it.name) });
  return found;
}

/**
 * Runs a program in the network of a place (a node, `client`, `lan` = `router`) and collects what it prints.
 * Only the network (and /sys, which shows it) is the place's: programs, files and sockets are this machine's. But `ssh`
 * is the lab's, which knows its nodes by name, has a key to them and reads nothing of the caller's; and in a node, docker
 * and all that asks DOCKER_HOST reach that node's Engine.
 */
export async function labExec(lab: LabRef, place: string, argv: readonly string[], input = ""): Promise<RunResult> {
  return await run([...intoNetwork(lab, place), ...argv], insideEnvironment(lab, place), { input });
}

/** The same with the caller's own terminal; answers the program's exit code (128 + n when signal n ended it). */
export async function labIn(lab: LabRef, place: string, argv: readonly string[]): Promise<number> {
  return await attached([...intoNetwork(lab, place), ...argv], insideEnvironment(lab, place));
}

/** Elsewhere than in a node the caller's own say where docker leads to stands, as it would on any machine. */
function insideEnvironment(lab: LabRef, place: string): NodeJS.ProcessEnv {
  const node = lab.nodes.find((it) => it.name === place);
  const env = node === undefined ? personEnvironment() : dockerless();
  const engine = node === undefined ? {} : { DOCKER_HOST: socketOf(lab, node.name) };
  return { ...env, ...engine, PATH: `${sshPaths(lab.name).bin}:${env["PATH"]}` };
}

/** Runs the docker CLI against a node's Engine and collects what it prints. */
export async function labDocker(lab: LabRef, node: string, argv: readonly string[], input = ""): Promise<RunResult> {
  return await run(dockerArgv(lab, node, argv), dockerless(), { input });
}

/** The same with the caller's own terminal; answers the exit code. */
export async function labDockerAttached(lab: LabRef, node: string, argv: readonly string[]): Promise<number> {
  return await attached(dockerArgv(lab, node, argv), dockerless());
}

/** The place of the lab whose network this very process is in; undefined for none. */
export function labPlaceHere(lab: LabRef): string | undefined {
  const here = namespaceInode("/proc/self/ns/net");
  const places = [...lab.nodes.map((it) => it.name), ...OTHER_PLACES];
  return here === undefined ? undefined : places.find((it) => namespaceInode(netnsFile(lab.name, it)) === here);
}

function intoNetwork(lab: LabRef, place: string): readonly string[] {
  const places = [...lab.nodes.map((it) => it.name), ...OTHER_PLACES];
  if (!places.includes(place) || !existsSync(netnsFile(lab.name, place))) {
    throw new AppError("LAB_PLACE", { place, places });
  }
  // `ip` shows a /sys of that network too, and `env` ends with 127 where there is no such program.
  return ["ip", "netns", "exec", netnsOf(lab.name, place), "env", "--"];
}

function dockerArgv(lab: LabRef, node: string, argv: readonly string[]): readonly string[] {
  labNode(lab, node);
  return ["docker", "--host", socketOf(lab, node), ...argv];
}

function socketOf(lab: LabRef, node: string): string {
  return `unix://${nodePaths(lab.name, node).socket}`;
}

/** A context of the caller's would win over --host, with an error; TLS is not for a socket. */
function dockerless(): NodeJS.ProcessEnv {
  const { DOCKER_CONTEXT: _context, DOCKER_HOST: _host, DOCKER_TLS_VERIFY: _tls, ...rest } = personEnvironment();
  return rest;
}

function attached(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const [file = "", ...rest] = argv;
  return new Promise((resolve) => {
    const child = spawn(file, rest, { env, stdio: "inherit" });
    child.on("error", () => resolve(127));
    child.on("close", (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}
