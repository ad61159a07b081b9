/**
 * Joins a lab's nodes into a swarm, over the management network: it holds whatever happens to the LAN.
 *
 * Managers join one after the other, since each changes the raft group's membership; workers all at once.
 */
import { AppError } from "../errors/app-error.ts";
import { callEngine } from "./engine-call.ts";
import type { LabNode } from "./layout.ts";
import { nodePaths } from "./paths.ts";
import { labNode, type LabRef } from "./places.ts";

export interface JoinTokens {
  readonly Manager: string;
  readonly Worker: string;
}

const PORT = 2377;

/** Makes a swarm of one manager; answers what others join with. */
export async function initSwarm(lab: string, first: LabNode, signal?: AbortSignal): Promise<JoinTokens> {
  const { socket } = nodePaths(lab, first.name);
  await callEngine({ socket, method: "POST", path: "/swarm/init", body: addressesOf(first), signal });
  return await joinTokens(lab, first, signal);
}

/** What a node joins with, as a manager tells it now. */
export async function joinTokens(lab: string, manager: LabNode, signal?: AbortSignal): Promise<JoinTokens> {
  const { socket } = nodePaths(lab, manager.name);
  const answer = await callEngine({ socket, method: "GET", path: "/swarm", signal });
  const tokens = (JSON.parse(answer) as { readonly JoinTokens?: JoinTokens }).JoinTokens;
  if (tokens === undefined) {
    throw new AppError("LAB_ENGINE_REFUSED", { call: "GET /swarm", status: 200, text: "no join tokens in the answer" });
  }
  return tokens;
}

/** Joins one node, in the role that the layout gives it, through `manager`. */
export async function joinSwarm(
  lab: string,
  node: LabNode,
  through: { readonly manager: LabNode; readonly tokens: JoinTokens; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  await callEngine({
    socket: nodePaths(lab, node.name).socket,
    method: "POST",
    path: "/swarm/join",
    body: {
      ...addressesOf(node),
      RemoteAddrs: [`${through.manager.management}:${PORT}`],
      JoinToken: node.role === "manager" ? through.tokens.Manager : through.tokens.Worker,
    },
    signal: through.signal,
  });
}

function addressesOf(node: LabNode): { readonly ListenAddr: string; readonly AdvertiseAddr: string } {
  return { ListenAddr: `0.0.0.0:${PORT}`, AdvertiseAddr: node.management };
}

/** Joins a node that came later (or had left) into the lab's swarm, through the lab's first manager. */
export async function labJoin(lab: LabRef, node: string): Promise<void> {
  const [manager] = lab.nodes;
  const joining = labNode(lab, node);
  if (manager === undefined) return;
  await joinSwarm(lab.name, joining, { manager, tokens: await joinTokens(lab.name, manager) });
}
