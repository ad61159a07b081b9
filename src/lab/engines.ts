/**
 * Which Engine each node runs: this machine's own, or that of another system's root folder, run in it by chroot.
 *
 * Asked before anything is made. Refuses a root that holds no Engine that runs here (LAB_ENGINE_ROOT), one that holds
 * another version than was said (LAB_ENGINE_VERSION), and words that say neither (LAB_ENGINE).
 */
import { resolve } from "node:path";
import { AppError } from "../errors/app-error.ts";
import type { LabLayout } from "./layout.ts";
import { labEnvironment, run } from "./run.ts";

/** Root folders as they were asked for. */
export interface EngineChoices {
  /** Dealt over the nodes in turn, behind this machine's own Engine. */
  readonly deal: readonly string[];
  /** By node. */
  readonly roots: Readonly<Record<string, string>>;
  /** The version that a root was said to hold, or its beginning: `26.1`. */
  readonly said: Readonly<Record<string, string>>;
}

/** Reads `26.1=/srv/trixie` (dealt) and `swarm01=/srv/trixie` (that node's); throws LAB_ENGINE. */
export function readEngineChoices(texts: readonly string[]): EngineChoices {
  const choices = texts.map((text) => {
    const at = text.indexOf("=");
    const [who, root] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
    if (at < 1 || root === "") throw new AppError("LAB_ENGINE", { text });
    return { who, root: resolve(root), version: /^\d+(\.\d+)*$/.test(who) };
  });
  const pairs = (version: boolean) => choices.filter((it) => it.version === version);
  return {
    deal: pairs(true).map((it) => it.root),
    roots: Object.fromEntries(pairs(false).map((it) => [it.who, it.root])),
    said: Object.fromEntries(pairs(true).map((it) => [it.root, it.who])),
  };
}

/** The layout with each node's Engine version; throws LAB_ENGINE_ROOT or LAB_ENGINE_VERSION. */
export async function askEngines(layout: LabLayout, said: EngineChoices["said"] = {}): Promise<LabLayout> {
  const roots = [...new Set(layout.nodes.map((it) => it.root ?? "/"))];
  const versions = new Map(await Promise.all(roots.map(async (root) => [root, await engineVersion(root)] as const)));
  for (const [root, wanted] of Object.entries(said)) {
    const found = versions.get(root);
    if (found !== undefined && found !== wanted && !found.startsWith(`${wanted}.`)) {
      throw new AppError("LAB_ENGINE_VERSION", { root, wanted, found });
    }
  }
  const nodes = layout.nodes.map((it) => ({ ...it, version: versions.get(it.root ?? "/") ?? "" }));
  return { ...layout, nodes };
}

/** What the dockerd of that root says it is: `26.1.5`; throws LAB_ENGINE_ROOT. */
export async function engineVersion(root = "/"): Promise<string> {
  // The kernel reads these as marks between folders of an overlay (overlayfs.rst).
  if (/[:,\\]/.test(root)) {
    throw new AppError("LAB_ENGINE_ROOT", { root, reason: "an overlay's folder has no colon, comma or backslash" });
  }
  const { code, stdout, stderr } = await run(["chroot", root, "dockerd", "--version"], labEnvironment("-"));
  const version = /version v?(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  if (code === 0 && version !== undefined) return version;
  throw new AppError("LAB_ENGINE_ROOT", { root, reason: (stderr || stdout).trim() || `dockerd ended with ${code}` });
}

/** `20.10.24 on mgr01, swarm01; 26.1.5 on mgr02`. */
export function enginesText({ nodes }: Pick<LabLayout, "nodes">): string {
  const versions = [...new Set(nodes.map((it) => it.version ?? "?"))];
  const names = (version: string) => nodes.filter((it) => (it.version ?? "?") === version).map((it) => it.name);
  return versions.map((it) => `${it} on ${names(it).join(", ")}`).join("; ");
}
