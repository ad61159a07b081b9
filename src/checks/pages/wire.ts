/** What a person reads about each check of the wire: what it means, how it was seen, how to mend it. */
import type { CheckPage } from "../page.ts";

export const wirePages: Readonly<Record<string, CheckPage>> = {
  WIRE001: {
    means:
      "Nobody answers for the gateway's address from a node: containers there reach their own LAN and nothing else.",
    seen: "ARP from every node's parent, after the duplicates were asked for; in IPv6 neighbour solicitation.",
    mend: "Is the router on, has it that address in this VLAN, does the node's switch port carry the VLAN?",
  },
  WIRE002: {
    means:
      "Other hosts do not see this host on the LAN: it is cut off, though its Engine may answer over another network.",
    seen: "ARP for the host's address on the LAN, from two other nodes; in IPv6 neighbour solicitation for the address that its parent has in the subnet, else for its link-local one.",
    mend: "Cable, switch port, VLAN of the port, and whether the interface has the address.",
  },
  WIRE003: {
    means:
      "The host itself is seen on the LAN and none of its containers is. A switch port (port security, 802.1X) or a hypervisor drops MAC addresses that it does not know.",
    seen: "Host and containers were asked for by two other nodes; one container that answers in either family is enough.",
    mend: "Allow several MAC addresses on that port; VMware: promiscuous mode and forged transmits; Hyper-V: MAC spoofing.",
  },
  WIRE004: {
    means: "A container has an address and nobody answers for it on the LAN.",
    seen: "ARP or neighbour solicitation for every address of a container from two other nodes: its own node's parent cannot see it.",
    mend: "Look at the interface inside the container and at its parent; make the task anew.",
  },
  WIRE005: {
    means:
      "Another MAC than the container's answers for its address: somebody has the same address, and both are reached by turns.",
    seen: "The MAC that answered, against the one that the container's Engine tells.",
    mend: "Find the device by its MAC (the switch's table tells the port), give it another address, or reserve this one.",
  },
  WIRE006: {
    means:
      "Somebody whom the swarm does not know answers on an address of a slice. Docker does not look before it hands an address out: one day a container gets it.",
    seen: "Every address of each slice is asked for from another node, with sender 0.0.0.0 (RFC 5227), so that no neighbour's table changes. Of a slice that is too large (over 4,096 addresses, and every IPv6 one) the eight addresses that it hands out next are asked for. Rate-limited (`--rate`); off with `--no-sweep`.",
    mend: "Move that device, or keep the address out: `reserve: [\u2026]`, then `swarmlan apply`.",
  },
  WIRE007: {
    means: "A container does not reach the gateway.",
    seen: "An echo request from inside the container's network namespace, in each family of the LAN.",
    mend: "If other checks show no cause: does the router answer echo requests at all?",
  },
  WIRE008: {
    means: "A container does not reach a container on another node.",
    seen: "An echo request from inside the container's network namespace, in each family of the LAN.",
    mend: "Look at both nodes' interfaces and switch ports.",
  },
  WIRE009: {
    means:
      "A container does not resolve the name of its own service. Swarm's names work on macvlan across nodes, by gossip between the nodes.",
    seen: "The container's own resolver (127.0.0.11) was asked.",
    mend: "Nodes must reach each other on 7946, tcp and udp. A container that was re-attached by hand is not in swarm's names.",
  },
  WIRE010: {
    means: "A DHCP server on the LAN hands out an address of a slice: a device and a container will have the same one.",
    seen: "The offers that the DHCPDISCOVERs of two nodes brought; none was taken.",
    mend: "Narrow the server's range, or carve the slices outside it (`pool:`).",
  },
  WIRE011: {
    means:
      "The host has a macvlan interface on the parent (a shim, by which hosts reach their own containers), and does not reach its container through it. Without a shim the kernel keeps them apart, which is healthy.",
    seen: "An echo request from the host to a container of its own.",
    mend: "Give the shim a route to the node's slice: `ip route add SLICE dev SHIM`.",
  },
};
