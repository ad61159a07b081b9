/** How nodes are probed: by a throw-away container of the probe image, which a lab has in its own registry. */
import { randomBytes } from "node:crypto";
import { openProbe } from "../../edges/host/probe/open-probe.ts";
import { PROBE_IMAGE } from "../../model/probe-image.ts";
import type { Fleet } from "../../operations/ports/engine.ts";
import type { Prober } from "../../operations/ports/probe.ts";
import type { Context } from "../define-command.ts";
import { labOf } from "../vantage.ts";

export async function proberFor(fleet: Fleet, { file, env }: Context, said: string | undefined): Promise<Prober> {
  const image = said ?? env["SWARMLAN_PROBE_IMAGE"] ?? (await labImage(file)) ?? PROBE_IMAGE;
  const mark = randomBytes(4).toString("hex");
  return { open: (node, signal) => openProbe({ engine: fleet.node(node), image, mark }, signal) };
}

async function labImage(file: string): Promise<string | undefined> {
  const name = labOf(file);
  if (name === undefined) return undefined;
  const { loadProbeImage, openLab } = await import("../../lab/index.ts");
  return loadProbeImage(openLab(name));
}
