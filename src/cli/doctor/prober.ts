/**
 * How nodes are probed: by a throw-away container of the probe image, which a lab has in its own registry. Where that
 * cannot be had, a shell on the node's host (ssh, or this machine's own) tells of the host, and nothing is known of the wire.
 */
import { randomBytes } from "node:crypto";
import { openProbe } from "../../edges/host/probe/open-probe.ts";
import { shellProbe } from "../../edges/host/probe/shell-probe.ts";
import { asAppError } from "../../errors/app-error.ts";
import { PROBE_IMAGE } from "../../model/probe-image.ts";
import type { SwarmNode } from "../../model/snapshot.ts";
import type { Prober } from "../../operations/ports/probe.ts";
import type { ShellEnd, Shells } from "../../operations/ports/shell.ts";
import type { Context } from "../define-command.ts";
import type { OpenSwarm } from "../open-swarm.ts";
import { labOf } from "../vantage.ts";

type Ways = Pick<OpenSwarm, "fleet" | "shells">;

export async function proberFor(
  { fleet, shells }: Ways,
  { file, env }: Context,
  said: string | undefined,
): Promise<Prober> {
  const image = said ?? env["SWARMLAN_PROBE_IMAGE"] ?? (await labImage(file)) ?? PROBE_IMAGE;
  const mark = randomBytes(4).toString("hex");
  return {
    open: async ({ node, engine: { containers } }, signal) => {
      try {
        return await openProbe({ engine: fleet.node(node), image, mark, containers }, signal);
      } catch (thrown) {
        signal.throwIfAborted();
        const { code, message: why } = asAppError(thrown);
        if (code === "INTERNAL") throw thrown;
        return shellProbe({ why, run: (script, stop) => inShell({ node, shells }, script, stop) });
      }
    },
  };
}

/** The first that leads to a shell there answers. */
async function inShell(
  { node, shells }: { readonly node: SwarmNode; readonly shells: readonly Shells[] },
  script: string,
  signal: AbortSignal,
): Promise<ShellEnd | undefined> {
  for (const it of shells) {
    const end = await it.run(node, script, signal);
    if (end !== undefined) return end;
  }
  return undefined;
}

async function labImage(file: string): Promise<string | undefined> {
  const name = labOf(file);
  if (name === undefined) return undefined;
  const { loadProbeImage, openLab } = await import("../../lab/index.ts");
  return loadProbeImage(openLab(name));
}
