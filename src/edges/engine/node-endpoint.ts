/** The endpoint of one node by what the spec says about all of them. Pure. */
import type { SwarmAccess } from "../../model/spec.ts";
import { defaultEndpoint, isPlainHostname } from "./connect/default-endpoint.ts";

/** What is known of a node; a manager that others told of has no name yet. */
export interface Named {
  readonly hostname?: string;
  readonly address?: string;
}

/** By the spec's map or template; undefined where neither leads to this node. */
export function saidEndpoint({ nodes }: SwarmAccess, { hostname, address }: Named): string | undefined {
  if (nodes === undefined) return undefined;
  if (nodes.kind === "map") {
    return hostname !== undefined && Object.hasOwn(nodes.byHostname, hostname) ? nodes.byHostname[hostname] : undefined;
  }
  const { text } = nodes;
  const needs = (placeholder: string): boolean => text.includes(placeholder);
  if (needs("{hostname}") && (hostname === undefined || !isPlainHostname(hostname))) return undefined;
  if (needs("{address}") && !address) return undefined;
  const host = address?.includes(":") ? `[${address}]` : (address ?? "");
  return text.replaceAll("{hostname}", () => hostname ?? "").replaceAll("{address}", () => host);
}

/** By ssh, where the spec says nothing of nodes at all; `manager` tells where the manager's endpoint leads to. */
export function usualEndpoint(access: SwarmAccess, manager: () => string, { hostname }: Named): string | undefined {
  return access.nodes === undefined && hostname !== undefined ? defaultEndpoint(manager(), { hostname }) : undefined;
}
