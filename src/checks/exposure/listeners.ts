/** What listens on the LAN address of containers, for the checks of exposure. Pure. */
import { sameAddress } from "../../model/address.ts";
import type { Facts } from "../../model/facts.ts";
import type { Listener, ListenerProbe } from "../../model/wire-facts.ts";

/** Sockets on the container's own address or on all addresses; Docker's resolver is on loopback and not among them. */
export function onLan({ result, address }: ListenerProbe): readonly Listener[] {
  if (result.kind !== "known") return [];
  return result.value.filter((it) => it.address.value === 0n || sameAddress(it.address, address));
}

export function portText({ protocol, port }: Pick<Listener, "protocol" | "port">): string {
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
