/** What a person reads about each check of the hosts: what it means, how it was seen, how to mend it. */
import type { CheckPage } from "../page.ts";

export const hostsPages: Readonly<Record<string, CheckPage>> = {
  HOST001: {
    means:
      "The parent interface is not on that node. Docker tells it only when a task starts: `invalid subinterface vlan name \u2026`.",
    seen: "The host's own list of interfaces.",
    mend: "Name the right interface for that node: `nodes: { NODE: { parent: \u2026 } }`. A `name.vlan` parent is made by Docker when its base is there.",
  },
  HOST002: {
    means: "The parent is down, or has no carrier: no frame passes, whatever Docker says.",
    seen: "Operational state and carrier of the interface.",
    mend: "Set it up, plug the cable in, or look at the switch port.",
  },
  HOST003: {
    means:
      "The parent is a Wi-Fi interface. Access points drop frames of MAC addresses that did not join them, so macvlan cannot work there.",
    seen: "The kernel says that the interface is wireless.",
    mend: "Use a cable, or leave the node out: `skip: true`.",
  },
  HOST004: {
    means:
      "The parent is a port of a bridge or bond, or a bridge of Docker's own. Its frames go to the bridge, and containers get none.",
    seen: "The interface's master, and Docker's names.",
    mend: "Use the bridge or bond itself as parent.",
  },
  HOST005: {
    means:
      "The parent is not the interface of the container VLAN: another one has the host's address in the LAN's subnet. Containers would be put on the wrong network.",
    seen: "The addresses of the host's interfaces.",
    mend: "Name that other interface as the node's parent. A host that has no address there at all: `host: none`.",
  },
  HOST006: {
    means:
      "The parent gets its address by DHCP. That is mostly the house's own network and not the container VLAN; and the lease can be an address of a slice.",
    seen: "An address with a lifetime (`valid_lft`).",
    mend: "See that it is the right interface, that the DHCP server keeps out of the slices, and give the host a fixed address.",
  },
  HOST007: {
    means:
      "A host has more than one default route, or none. With two, answers leave by the wrong interface and are dropped on the way.",
    seen: "Default routes of all route tables.",
    mend: "Keep one, and give other networks routes of their own.",
  },
  HOST008: {
    means: "A host does not answer on one of its own addresses when another host asks.",
    seen: "An echo request from the next node to every address of the host.",
    mend: "See which interface has the address, that it is up, and the host's firewall.",
  },
  HOST009: {
    means:
      "Two interfaces of a host are on one layer-2 segment. Linux lets either answer for the other's address (ARP flux): neighbours learn the wrong MAC.",
    seen: "Interfaces with addresses in one prefix, and `arp_ignore`.",
    mend: "Take one off that network, or set `net.ipv4.conf.all.arp_ignore=1` and `arp_announce=2`.",
  },
  HOST010: {
    means: "The parent's MTU differs from the other nodes'. Small packets pass, large transfers hang.",
    seen: "The MTU of the parents.",
    mend: "Give all of them, and the switch, the same MTU.",
  },
  HOST011: {
    means:
      "The machine runs where frames of unknown MAC addresses are dropped: VMware, Hyper-V and VirtualBox until told otherwise, clouds always.",
    seen: "The machine's maker, as DMI tells; a container that was seen to answer from another node overrules it.",
    mend: "VMware: promiscuous mode, MAC address changes and forged transmits on the port group. Hyper-V: MAC address spoofing. VirtualBox: promiscuous mode Allow All. In a cloud: leave the node out.",
  },
  HOST012: {
    means: "A host's clock is more than half a minute off. Swarm's certificates and everybody's logs live by it.",
    seen: "The host's clock, against this machine's, in whole seconds.",
    mend: "Let both be set from the network (`timedatectl set-ntp true`).",
  },
};
