/** What listens on the LAN address of containers, for the checks of exposure. Pure. */
import { sameAddress } from "../../model/address.ts";
import type { Facts } from "../../model/facts.ts";
import type { Listener, ListenerProbe } from "../../model/wire-facts.ts";

/** Sockets on the container's own address or on all addresses; Docker's resolver is on loopback and not among them. */
export function onLan({ result, address }: ListenerProbe): readonly Listener[] {
  if (result.kind !== "known") return [];
  return result.value.filter((it) => it.address.value === 0n || sameAddress(it.address, address));
}

export function portText({ protocol, port }: Listener): string {
  return `${port}/${protocol}`;
}

/** Each container's listening ports once. */
export function portsOf(probe: ListenerProbe): readonly string[] {
  return [...new Set(onLan(probe).map(portText))];
}

export function listenersOf({ wire }: Facts): readonly ListenerProbe[] {
  return wire.listeners;
}
