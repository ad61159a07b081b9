/**
 * The simulated LAN: who answers at an address, and who can reach it.
 *
 * A host cannot reach its own macvlan containers (the kernel keeps parent and children apart); everybody else on the LAN
 * can, and a client on another VLAN through the router.
 */
import { formatAddress, parseAddress } from "../model/address.ts";
import { imageOf } from "./images.ts";
import type { Fetched, Place } from "./types.ts";
import type { SimContainer, SimNode, World } from "./world.ts";

const URL_FORM = /^http:\/\/(?:\[([^\]]+)\]|([^/:]+))(?::(\d+))?(?:\/|$)/;

export function fetchFrom(world: World, from: Place, url: string): Fetched {
  const [, v6, v4, port = "80"] = URL_FORM.exec(url) ?? [];
  const address = parseAddress(v6 ?? v4 ?? "");
  if (!address) return failed(`cannot look up ${url}`);
  const found = holderOf(world, formatAddress(address));
  if (!found || !reaches(world, from, found.node)) return failed(`no route to host ${formatAddress(address)}`);
  const image = imageOf(world, found.container.image);
  if (!image.ports.includes(`${port}/tcp`)) return failed(`connection refused by ${formatAddress(address)}:${port}`);
  return { kind: "page", body: image.page };
}

function reaches(world: World, from: Place, target: SimNode): boolean {
  switch (from.kind) {
    case "client":
      return true;
    case "host":
      return from.hostname !== target.hostname;
    case "container":
      return [...world.nodes.values()].some((node) => (node.containers.get(from.id)?.endpoints.length ?? 0) > 0);
  }
}

/** The running container that has the address; a node without power has none. */
function holderOf(world: World, address: string): { node: SimNode; container: SimContainer } | undefined {
  for (const node of world.nodes.values()) {
    if (!node.powered) continue;
    for (const container of node.containers.values()) {
      const has = container.endpoints.some((it) => it.ipv4?.address === address || it.ipv6?.address === address);
      if (has && container.state === "running") return { node, container };
    }
  }
  return undefined;
}

function failed(reason: string): Fetched {
  return { kind: "failed", reason };
}
