/** How a node is reached when the spec does not say: by ssh, as the manager is. Pure. */
import type { SwarmNode } from "../../../model/snapshot.ts";
import { sshTarget } from "./ssh/target.ts";

/**
 * `ssh://ops@mgr01:2222` as the manager makes it `ssh://ops@swarm01:2222` for swarm01; any other manager makes it
 * `ssh://swarm01`. Undefined where the node's hostname is not plain.
 */
export function defaultEndpoint(manager: string, node: Pick<SwarmNode, "hostname">): string | undefined {
  const { user, port } = sshTarget(manager) ?? {};
  const who = user === undefined ? "" : `${user}@`;
  const where = port === undefined ? "" : `:${port}`;
  return isPlainHostname(node.hostname) ? `ssh://${who}${node.hostname}${where}` : undefined;
}

/** A node may call itself anything: an option of ssh, a user at another host, a path. */
export function isPlainHostname(hostname: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(hostname);
}
