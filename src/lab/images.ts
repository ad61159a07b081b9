/** Brings images into the lab: onto its first node, and from there into its registry, where every node finds them. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createReadStream, existsSync } from "node:fs";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { AppError, isAppError } from "../errors/app-error.ts";
import { callEngine } from "./engine-call.ts";
import { REGISTRY, WEB_IMAGE } from "./layout.ts";
import { nodePaths } from "./paths.ts";
import { PROBE_IMAGE } from "../model/probe-image.ts";
import { probeImage } from "./probe-image.ts";
import type { LabRef } from "./places.ts";
import { personEnvironment, run } from "./run.ts";
import { toolPath } from "./tools.ts";
import { WEB_CHANGES, webImage } from "./web-image.ts";

export interface LoadOptions {
  /** The name it gets in the lab's registry, `web:1`; needed for nothing but to choose it. */
  readonly name?: string;
  /** What a container of a root file system's tar runs. */
  readonly command?: readonly string[];
}

/** Puts the lab's own web page onto its first node, and into the registry. */
export async function loadWebImage(lab: LabRef, signal?: AbortSignal): Promise<void> {
  const tar = webImage(toolPath("busybox") ?? "busybox");
  await importTar(lab, { reference: WEB_IMAGE, changes: WEB_CHANGES, body: tar, signal });
}

/** Puts the probe image into the lab's registry, once; answers its name there. */
export async function loadProbeImage(lab: LabRef): Promise<string> {
  const reference = `${REGISTRY}/${PROBE_IMAGE}`;
  if (await hasImage(lab, reference)) return reference;
  const found = await loadSaved(lab, Readable.from([await probeImage()]));
  if (found === undefined) throw new AppError("LAB_IMAGE", { image: PROBE_IMAGE, reason: "no image came out of it" });
  const [repo, tag] = splitReference(reference);
  const query = new URLSearchParams({ repo, tag });
  await callEngine({ socket: firstSocket(lab), method: "POST", path: `/images/${found}/tag?${query}` });
  await pushImage(lab, reference);
  return reference;
}

async function hasImage(lab: LabRef, reference: string): Promise<boolean> {
  try {
    const path = `/images/${reference}/json`;
    await callEngine({ socket: firstSocket(lab), method: "GET", path });
    return true;
  } catch (error) {
    if (isAppError(error, "LAB_ENGINE_REFUSED")) return false;
    throw error;
  }
}

/** Puts an image of the first node into the lab's registry. */
export async function pushImage(lab: LabRef, reference: string, signal?: AbortSignal): Promise<void> {
  const [repository, tag] = splitReference(reference);
  const path = `/images/${repository}/push?${new URLSearchParams({ tag })}`;
  const headers = { "X-Registry-Auth": Buffer.from("{}").toString("base64") };
  await callEngine({ socket: firstSocket(lab), method: "POST", path, headers, signal });
}

/**
 * Loads a file made by `docker save`, a tar of a root file system (with `command`), or an image that this machine's own
 * Engine has. Answers the name that services of the lab use for it; throws LAB_IMAGE.
 */
export async function labLoad(lab: LabRef, image: string, options: LoadOptions = {}): Promise<string> {
  if (existsSync(image) && !(await isSavedImage(image))) return await loadRootFileSystem(lab, image, options);
  const found = existsSync(image)
    ? await loadSaved(lab, createReadStream(image))
    : await loadFromThisMachine(lab, image);
  if (found === undefined) throw new AppError("LAB_IMAGE", { image, reason: "no image came out of it" });
  const reference = inRegistry(options.name ?? found);
  const [repo, tag] = splitReference(reference);
  const path = `/images/${found}/tag?${new URLSearchParams({ repo, tag })}`;
  await callEngine({ socket: firstSocket(lab), method: "POST", path });
  await pushImage(lab, reference);
  return reference;
}

async function loadRootFileSystem(lab: LabRef, file: string, options: LoadOptions): Promise<string> {
  if (options.command === undefined) {
    throw new AppError("LAB_IMAGE", { image: file, reason: "a root file system needs a command to run" });
  }
  const fallback = basename(file)
    .replace(/\.(tar|tgz|tar\.\w+)$/, "")
    .toLowerCase();
  const reference = inRegistry(options.name ?? fallback);
  const changes = [`CMD ${JSON.stringify(options.command)}`];
  await importTar(lab, { reference, changes, body: createReadStream(file) });
  await pushImage(lab, reference);
  return reference;
}

async function importTar(
  lab: LabRef,
  it: {
    readonly reference: string;
    readonly changes: readonly string[];
    readonly body: Buffer | Readable;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<void> {
  const [repo, tag] = splitReference(it.reference);
  const query = new URLSearchParams({ fromSrc: "-", repo, tag });
  for (const change of it.changes) query.append("changes", change);
  const path = `/images/create?${query}`;
  await callEngine({ socket: firstSocket(lab), method: "POST", path, body: it.body, signal: it.signal });
}

/** What `docker save` writes has a list of its images at the top (OCI image layouts, or Docker's own manifest). */
async function isSavedImage(file: string): Promise<boolean> {
  const listed = await run(["tar", "-tf", file], personEnvironment());
  if (listed.code !== 0) throw new AppError("LAB_IMAGE", { image: file, reason: listed.stderr.trim() });
  return listed.stdout.split("\n").some((it) => /^(\.\/)?(manifest\.json|oci-layout)$/.test(it));
}

/** The name of the image that was loaded, as the Engine tells it. */
async function loadSaved(lab: LabRef, body: Readable): Promise<string | undefined> {
  const answer = await callEngine({ socket: firstSocket(lab), method: "POST", path: "/images/load?quiet=1", body });
  return /Loaded image(?: ID)?: ([^\\"\s]+)/.exec(answer)?.[1];
}

async function loadFromThisMachine(lab: LabRef, image: string): Promise<string | undefined> {
  const saved: ChildProcessByStdio<null, Readable, Readable> = spawn("docker", ["save", "--", image], {
    env: personEnvironment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: Buffer[] = [];
  saved.stderr.on("data", (chunk: Buffer) => said.push(chunk));
  const ended = new Promise<number>((resolve) => {
    saved.on("error", () => resolve(127));
    saved.on("close", (code) => resolve(code ?? 1));
  });
  const loaded = loadSaved(lab, saved.stdout).catch((error: unknown) => {
    if (isAppError(error)) return undefined;
    throw error;
  });
  if ((await ended) !== 0) {
    const reason = `it is no file, and this machine's Engine does not give it: ${Buffer.concat(said).toString().trim()}`;
    throw new AppError("LAB_IMAGE", { image, reason });
  }
  return await loaded;
}

/** `nginx` and `docker.io/library/nginx:1` become `192.168.31.254:5000/nginx:latest` and `…/nginx:1`. */
function inRegistry(name: string): string {
  if (name.startsWith(`${REGISTRY}/`)) return name;
  const short =
    name
      .replace(/^sha256:/, "image-")
      .split("/")
      .at(-1) ?? name;
  const [repository, tag] = splitReference(short.split("@")[0] ?? short);
  return `${REGISTRY}/${repository}:${tag}`;
}

/** A colon before the last slash belongs to the registry's port. */
function splitReference(reference: string): readonly [repository: string, tag: string] {
  const colon = reference.lastIndexOf(":");
  if (colon < reference.lastIndexOf("/") || colon < 0) return [reference, "latest"];
  return [reference.slice(0, colon), reference.slice(colon + 1)];
}

function firstSocket(lab: LabRef): string {
  const [first] = lab.nodes;
  if (first === undefined) throw new AppError("LAB_PLACE", { place: "the first node", places: [] });
  return nodePaths(lab.name, first.name).socket;
}
