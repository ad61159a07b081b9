/**
 * How the swarm and each of its nodes will be reached: by flag, as the manager is reached, or asked for. A DOCKER_HOST is
 * written down, since the spec must lead there without it too; a docker context is not.
 */
import { wayLike } from "../../core/proposal/way-like.ts";
import { openFleet } from "../../edges/engine/index.ts";
import { AppError } from "../../errors/app-error.ts";
import type { NodeAccess, SwarmAccess } from "../../model/spec.ts";
import type { Context, Input } from "../define-command.ts";

/** Throws what says why no manager answers; PROMPT_NEEDS_TERMINAL or INIT_NEEDS when nobody says how nodes are reached. */
export async function chooseAccess(input: Input, context: Context): Promise<SwarmAccess> {
  const manager = input.text("manager") ?? (context.env["DOCKER_HOST"] || undefined);
  const access = manager === undefined ? {} : { manager };
  const said = input.text("nodes");
  if (said !== undefined) return { ...access, nodes: readNodes(said) };
  const fleet = openFleet(access, context.env);
  try {
    const engine = await fleet.manager(context.signal);
    const nodes = await engine.swarm.nodes(context.signal);
    if (nodes.length <= 1) return access;
    return { ...access, nodes: readNodes(await wayToNodes(engine.endpoint, input, context)) };
  } finally {
    fleet.close();
  }
}

/** `mgr01=unix:///a.sock,swarm01=ssh://b` or one endpoint with {hostname} or {address}. */
function readNodes(text: string): NodeAccess {
  if (text.includes("{") || !text.includes("=")) return { kind: "template", text };
  const entries = text.split(",").map((it): [string, string] => {
    const at = it.indexOf("=");
    if (at < 1)
      throw new AppError("USAGE", { text: `--nodes has ${it}, which is not HOSTNAME=ENDPOINT`, command: "init" });
    return [it.slice(0, at).trim(), it.slice(at + 1).trim()];
  });
  return { kind: "map", byHostname: Object.fromEntries(entries) };
}

/** As nodes are reached by a spec that does not say. */
const USUAL = "ssh://{hostname}";

/** A manager that is reached over ssh says how its neighbours will be; else it is ssh as it is for whoever runs this. */
async function wayToNodes(endpoint: string, input: Input, { ask }: Context): Promise<string> {
  const proposed = wayLike(endpoint);
  if (input.flag("yes")) return proposed ?? USUAL;
  if (ask === undefined) {
    const flag = `--nodes ${proposed ?? USUAL}, or --yes to take that`;
    throw new AppError("PROMPT_NEEDS_TERMINAL", { what: "how each node's Engine is reached", flag });
  }
  return ask.line("How is each node's Engine reached? {hostname} and {address} are the node's own.", {
    initial: proposed ?? USUAL,
    wrong: (text) =>
      /\{(?:hostname|address)\}|=/.test(text) ? undefined : "say {hostname} or {address} where nodes differ",
  });
}
