/** What listens on the LAN address of containers, for the checks of exposure. Pure. */
import { formatAddress } from "../../model/address.ts";
import { listensAt } from "../../model/listens-at.ts";
import type { Target } from "../../model/finding.ts";
import { hostnameOf } from "../facts-of.ts";
import type { Facts } from "../../model/facts.ts";
import type { Listener, ListenerProbe } from "../../model/wire-facts.ts";

/** Sockets on one of the container's own addresses or on all addresses; Docker's resolver is on loopback and not among them. */
function onLan({ result, addresses }: ListenerProbe): readonly Listener[] {
  if (result.kind !== "known") return [];
  return result.value.filter((it) => addresses.some((one) => listensAt(it, one)));
}

/** The container, by its first address. */
export function targetOf(facts: Facts, { lan, node, addresses: [first] }: ListenerProbe): Target {
  return { lan, node: hostnameOf(facts, node), ...(first && { address: formatAddress(first) }) };
}

/** `listens on 80/tcp at 192.168.17.2 and fd00:16::2`, for each set of addresses one line. */
export function whereText(probe: ListenerProbe, ports: readonly string[]): readonly string[] {
  const at = new Map<string, string[]>();
  for (const port of ports) {
    const sockets = onLan(probe).filter((it) => portText(it) === port);
    const there = probe.addresses.filter((one) => sockets.some((it) => listensAt(it, one))).map(formatAddress);
    const key = there.join(" and ");
    at.set(key, [...(at.get(key) ?? []), port]);
  }
  return [...at].map(([where, all]) => `listens on ${all.join(", ")} at ${where}`);
}

function portText({ protocol, port }: Pick<Listener, "protocol" | "port">): string {
  return `${port}/${protocol}`;
}

/** The kernel gives these to whoever asks for none (ip_local_port_range; RFC 6056), like a resolver that waits for an answer. */
const GIVEN = { from: 32_768, to: 60_999 };

/** Each container's listening ports once. A UDP socket on a port that the kernel gave is a client's, unless it is declared. */
export function portsOf(probe: ListenerProbe): readonly string[] {
  const declared = probe.declared.kind === "known" ? probe.declared.value : [];
  const isClient = ({ protocol, port }: Listener): boolean =>
    protocol === "udp" && port >= GIVEN.from && port <= GIVEN.to && !declared.includes(portText({ protocol, port }));
  const listening = onLan(probe).filter((it) => !isClient(it));
  return [...new Set(listening.map(portText))];
}

export function listenersOf({ wire }: Facts): readonly ListenerProbe[] {
  return wire.listeners;
}
