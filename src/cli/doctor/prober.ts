/**
 * How nodes are probed: by a throw-away container of the probe image, which a lab has in its own registry. Where that
 * cannot be had, a shell on the node's host (ssh, or this machine's own) tells of the host, and nothing is known of the wire.
 */
import { randomBytes } from "node:crypto";
import { openProbe } from "../../edges/host/probe/open-probe.ts";
import { shellProbe } from "../../edges/host/probe/shell-probe.ts";
import { asAppError } from "../../errors/app-error.ts";
import { parseAddress } from "../../model/address.ts";
import { PROBE_IMAGE } from "../../model/probe-image.ts";
import type { NodeView, SwarmNode } from "../../model/snapshot.ts";
import type { NodeProbe, Prober } from "../../operations/ports/probe.ts";
import type { ShellEnd, Shells } from "../../operations/ports/shell.ts";
import type { Context } from "../define-command.ts";
import type { OpenSwarm } from "../open-swarm.ts";
import { labOf } from "../vantage.ts";

type FailedNode = Extract<NodeView, { readonly kind: "failed" }>;
type Ways = Pick<OpenSwarm, "fleet" | "shells">;

export async function proberFor(
  { fleet, shells }: Ways,
  { file, env }: Pick<Context, "file" | "env">,
  said: string | undefined,
): Promise<Prober> {
  const image = said ?? env["SWARMLAN_PROBE_IMAGE"] ?? (await labImage(file)) ?? PROBE_IMAGE;
  const mark = randomBytes(4).toString("hex");
  return {
    open: async (view, signal) => {
      const { node } = view;
      if (view.kind === "failed") return silentNode(view, shells);
      try {
        return await openProbe({ engine: fleet.node(node), image, mark, containers: view.engine.containers }, signal);
      } catch (thrown) {
        signal.throwIfAborted();
        const { code, message: why } = asAppError(thrown);
        if (code === "INTERNAL") throw thrown;
        return shellProbe({ why, run: (script, stop) => inShell({ node, shells }, script, stop) });
      }
    },
  };
}

/**
 * Its host may answer where its Engine does not. Not asked again where the login itself failed, nor where another node
 * answered than the one that is meant.
 */
function silentNode({ node, finding }: FailedNode, shells: readonly Shells[]): NodeProbe {
  const why = `its Engine does not answer: ${finding.message}`;
  const owns = parseAddress(node.address);
  const hostMayAnswer = owns !== undefined && /^(?:SSH_DOCKER|ENGINE)_/.test(finding.code);
  return shellProbe({
    why,
    ...(owns && { owns }),
    run: async (script, stop) => (hostMayAnswer ? inShell({ node, shells }, script, stop) : undefined),
  });
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
