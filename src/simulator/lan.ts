/**
 * The simulated LAN: who answers at an address, and who can reach it.
 *
 * A host cannot reach its own macvlan containers (the kernel keeps parent and children apart); everybody else on the LAN
 * can, and a client on another VLAN through the router.
 */
import { formatAddress, parseAddress } from "../model/address.ts";
import { imageOf } from "./images.ts";
import { hostAddresses } from "./node/host-shape.ts";
import type { Fetched, Place } from "./types.ts";
import type { Given, SimEndpoint, SimNode, World } from "./world.ts";

const URL_FORM = /^http:\/\/(?:\[([^\]]+)\]|([^/:]+))(?::(\d+))?(?:\/|$)/;

export function fetchFrom(world: World, from: Place, url: string): Fetched {
  const [, v6, v4, port = "80"] = URL_FORM.exec(url) ?? [];
  const address = parseAddress(v6 ?? v4 ?? "");
  if (!address) return failed(`cannot look up ${url}`);
  const [found] = holdersOf(world, formatAddress(address));
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

/** The running containers that have the address, on nodes that have power. */
export function holdersOf(world: World, address: string): readonly Given[] {
  const left = (world.given.get(address) ?? []).filter((it) => has(it, address));
  if (left.length === 0) world.given.delete(address);
  else world.given.set(address, left);
  return left.filter(({ node, container }) => node.powered && container.state === "running");
}

function has({ node, container }: Given, address: string): boolean {
  const here = node.containers.get(container.id) === container;
  return here && container.endpoints.some((it) => it.ipv4?.address === address || it.ipv6?.address === address);
}

/** Notes that a container was given the addresses of an endpoint. */
export function give(world: World, { ipv4, ipv6 }: SimEndpoint, given: Given): void {
  for (const it of [ipv4, ipv6]) {
    if (it !== undefined) world.given.set(it.address, [...(world.given.get(it.address) ?? []), given]);
  }
}

/** The hosts that have the address. */
export function hostsAt(world: World, address: string): readonly SimNode[] {
  const noted = world.hosts.get(address) ?? [];
  return noted.filter((it) => it.powered && hostAddresses(it).some((one) => one.address === address));
}

export function giveHost(world: World, node: SimNode, address: string): void {
  const noted = world.hosts.get(address) ?? [];
  if (!noted.includes(node)) world.hosts.set(address, [...noted, node]);
}

function failed(reason: string): Fetched {
  return { kind: "failed", reason };
}
