/** What a person reads about each check of addressing: what it means, how it was seen, how to mend it. */
import type { CheckPage } from "../page.ts";

export const addressingPages: Readonly<Record<string, CheckPage>> = {
  ADDR001: {
    means:
      "The spec has a slip that its text alone, or the swarm as it stands, gives away: a gateway outside the subnet, overlapping slices, more nodes than slices.",
    seen: "The judging that `plan` does, with its places in the file.",
    mend: "The message says what to change, at file:line:column.",
  },
  ADDR002: {
    means:
      "Two nodes hand out the same slice. Docker's Engines do not coordinate (moby#49921): sooner or later two containers have one address. Portainer's macvlan form makes exactly this.",
    seen: "The ip-range of the node networks that the Engines have.",
    mend: "`swarmlan apply` gives each node the slice that the ledger gives it; the plan names the tasks that move meanwhile. Containers that share an address now have to be made anew.",
  },
  ADDR003: {
    means: "The slices of two nodes overlap: what both hold is handed out twice.",
    seen: "The ip-ranges of the node networks.",
    mend: "`swarmlan apply` gives each node a slice of its own.",
  },
  ADDR004: {
    means:
      "A node network is not of the LAN's subnet, or its slice lies outside it. Engines up to 24 accept that and reject every task afterwards.",
    seen: "Subnet and ip-range of the node networks.",
    mend: "`swarmlan apply` replaces it.",
  },
  ADDR005: {
    means:
      "A slice can hand out an address that somebody else has: a host's NIC, the router, or what `reserve:` keeps out. The container and the owner then answer on one address.",
    seen: "Every host address that was seen, the gateway and the reserved ranges, against slice and aux-addresses of each node network.",
    mend: "`swarmlan apply` keeps them out with aux-addresses.",
  },
  ADDR006: {
    means:
      "The gateway is a host's own kept-out address: the commonest mistake of published recipes. Docker accepts the config-only network and rejects every task: `failed to allocate secondary ip address (host:\u2026): Address already in use`. A macvlan container never reaches its own host either.",
    seen: "The gateway of spec and node networks, against hosts' addresses and aux-addresses.",
    mend: "Give the router's address as `gateway:`. If that node is the router, say `router: true` for it: its containers then have no gateway.",
  },
  ADDR007: {
    means:
      "Docker hands out the `.0` and `.255` of a /24 inside a wider subnet (seen from 20.10 to 29.7). They are good addresses, and some network gear drops them.",
    seen: "The aux-addresses of the node networks, unless the spec says `edges: allow`.",
    mend: "`swarmlan apply` keeps them out, or allow them: `edges: allow`.",
  },
  ADDR008: {
    means: "A slice is nearly full: 75 % is worth a look, 90 % will not last.",
    seen: "The addresses that the node's Engine gave out, against those that it could give.",
    mend: "Give the node a wider slice by name (`nodes: { NODE: { slice: \u2026 } }`), or spread the service over more nodes.",
  },
  ADDR009: {
    means:
      "A slice is used up. The next task on that node is rejected: `no available IPv4 addresses on this network's address pools`.",
    seen: "The addresses that the node's Engine gave out.",
    mend: "A wider slice, less reserved, or fewer containers there. `swarmlan status` shows all of them.",
  },
  ADDR010: {
    means:
      "Hardly a slice is left in the pool: a node that joins, or one that is made anew while its old slice is in quarantine, finds none.",
    seen: "The pool, less what is held, in quarantine or reserved.",
    mend: "Smaller slices for new nodes (`slice:`; held ones stay), `swarmlan release NODE`, or a wider subnet.",
  },
  ADDR011: {
    means: "Two LANs use one parent on an Engine up to 26.1, which allows one macvlan network per parent (moby#47317).",
    seen: "The spec, against each Engine's version.",
    mend: "Upgrade to 27.0.1 or later, or give the second LAN a VLAN sub-interface (`eth1.20`).",
  },
  ADDR012: {
    means: "One address stands on two containers: answers go to whichever was heard last.",
    seen: "The containers of all nodes.",
    mend: "Mend the slices first (ADDR002, ADDR003), then make the tasks anew.",
  },
};
