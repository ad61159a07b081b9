/** What can be wrong with the addressing of a LAN: in the spec alone, or against the slices that nodes hold. */
import { entry } from "../entry.ts";

/** Findings about the spec's addresses that need no swarm to be seen. */
const addressing = {
  GATEWAY_OUTSIDE_SUBNET: entry<{ lan: string; gateway: string; subnet: string }>({
    blame: "spec",
    message: (d) => `gateway ${d.gateway} of ${d.lan} is outside its subnet ${d.subnet}`,
    hint: () => "give the router's address on this LAN, or mend the subnet",
  }),
  GATEWAY_NOT_ASSIGNABLE: entry<{ lan: string; gateway: string; subnet: string; what: "network" | "broadcast" }>({
    blame: "spec",
    message: (d) => `gateway ${d.gateway} of ${d.lan} is the ${d.what} address of ${d.subnet}; no router can have it`,
    hint: () => "give the router's own address on this LAN",
  }),
  FAMILY_MIXED: entry<{ lan: string; what: string; value: string; expected: 4 | 6 }>({
    blame: "spec",
    message: (d) => `${d.what} ${d.value} of ${d.lan} is not IPv${d.expected}`,
    hint: () => 'IPv4 belongs directly under the LAN (or the node), IPv6 under its "ipv6:"',
  }),
  SLICE_LENGTH_UNFIT: entry<{ lan: string; length: number; pool: string; bits: number }>({
    blame: "spec",
    message: (d) => `slices of /${d.length} do not fit ${d.pool}, the pool of ${d.lan}`,
    hint: (d) => `use a slice between /${d.pool.split("/")[1]} (one for all) and /${d.bits} (one address each)`,
  }),
  POOL_OUTSIDE_SUBNET: entry<{ lan: string; pool: string; subnet: string }>({
    blame: "spec",
    message: (d) => `pool ${d.pool} of ${d.lan} is not a part of its subnet ${d.subnet}`,
    hint: () => "carve a prefix inside the subnet, or leave the pool out to carve all of it",
  }),
  RESERVE_OUTSIDE_SUBNET: entry<{ lan: string; reserve: string; subnet: string }>({
    blame: "spec",
    message: (d) => `reserve ${d.reserve} of ${d.lan} has no address in ${d.subnet}, so it keeps nothing out`,
    hint: () => "mend the address, or take the entry away",
  }),
  RESERVE_COVERS_POOL: entry<{ lan: string; pool: string }>({
    blame: "spec",
    message: (d) => `reserve keeps out all of ${d.pool}, the pool of ${d.lan}: there is nothing to hand out`,
    hint: () => "reserve less, or carve another pool",
  }),
  HOST_OUTSIDE_SUBNET: entry<{ lan: string; node: string; host: string; subnet: string }>({
    blame: "spec",
    message: (d) => `host ${d.host} of ${d.node} is outside ${d.subnet}, the subnet of ${d.lan}`,
    hint: () => 'give the address of the NIC on this LAN, or "host: none" when it has none there',
  }),
  HOST_TWICE: entry<{ lan: string; host: string; nodes: readonly [string, string] }>({
    blame: "spec",
    message: (d) => `${d.nodes[0]} and ${d.nodes[1]} both say host ${d.host} in ${d.lan}`,
    hint: () => "each NIC has an address of its own: mend one of them",
  }),
  LANS_OVERLAP: entry<{ lans: readonly [string, string]; subnets: readonly [string, string]; parent?: string }>({
    blame: "spec",
    message: (d) =>
      `${d.lans[0]} (${d.subnets[0]}) and ${d.lans[1]} (${d.subnets[1]}) overlap${d.parent ? ` on parent ${d.parent}` : ""}`,
    hint: () => "one subnet is one LAN: give each a subnet of its own, or make them one LAN with several nodes",
  }),
  NETWORK_NAME_TWICE: entry<{ name: string; uses: readonly [string, string] }>({
    blame: "spec",
    message: (d) => `the network name ${d.name} is used twice: as ${d.uses[0]} and as ${d.uses[1]}`,
    hint: () => 'on a node all networks share one name space: change a LAN\'s name or its "node-network"',
  }),
  NETWORK_NAME_INVALID: entry<{ name: string; what: string; reason: string }>({
    blame: "spec",
    message: (d) => `${d.what} cannot be called "${d.name}": ${d.reason}`,
    hint: () => "use letters and digits, with - and _ between them, at most 50 in all",
  }),
};

/** Findings about explicit slices, and about what nodes hold already. */
const holding = {
  EXPLICIT_OUTSIDE_SUBNET: entry<{ lan: string; node: string; slice: string; subnet: string }>({
    blame: "spec",
    message: (d) => `slice ${d.slice} of ${d.node} is not a part of ${d.subnet}, the subnet of ${d.lan}`,
    hint: () => "give it a prefix inside the subnet, or leave it out to get one by itself",
  }),
  EXPLICIT_OVERLAP: entry<{ lan: string; nodes: readonly [string, string]; slices: readonly [string, string] }>({
    blame: "spec",
    message: (d) => `slices ${d.slices[0]} of ${d.nodes[0]} and ${d.slices[1]} of ${d.nodes[1]} overlap in ${d.lan}`,
    hint: () => "two containers would answer on one address: give each node a slice of its own",
  }),
  EXPLICIT_HOLDS_HOST: entry<{ lan: string; node: string; slice: string; host: string; address: string }>({
    blame: "spec",
    message: (d) => `slice ${d.slice} of ${d.node} in ${d.lan} holds ${d.address}, the address of ${d.host}'s own NIC`,
    hint: (d) => `give ${d.node} a slice without it, or move ${d.host} to another address`,
  }),
  EXPLICIT_TAKEN: entry<{
    lan: string;
    node: string;
    slice: string;
    holder: string;
    held: string;
    state: "held" | "quarantined";
  }>({
    blame: "refused",
    message: (d) =>
      d.state === "held"
        ? `slice ${d.slice} for ${d.node} in ${d.lan} is taken: ${d.holder} holds ${d.held}`
        : `slice ${d.slice} for ${d.node} in ${d.lan} is in quarantine: ${d.holder} held ${d.held} until lately`,
    hint: (d) =>
      d.state === "held"
        ? `give ${d.holder} another slice first, or ${d.node} a free one`
        : `wait for the quarantine to end, or end it when nobody is on it: swarmlan release ${d.held}`,
  }),
  HELD_OVERLAP: entry<{ lan: string; nodes: readonly [string, string]; slices: readonly [string, string] }>({
    blame: "refused",
    message: (d) =>
      `the ledger of ${d.lan} gives overlapping slices: ${d.slices[0]} to ${d.nodes[0]}, ${d.slices[1]} to ${d.nodes[1]}`,
    hint: (d) => `give ${d.nodes[1]} another one: nodes: { ${d.nodes[1]}: { slice: … } }`,
  }),
  HELD_OUTSIDE_SUBNET: entry<{ lan: string; node: string; slice: string; subnet: string }>({
    blame: "spec",
    message: (d) => `${d.node} holds ${d.slice}, which is not a part of ${d.subnet}: it gets a new slice of ${d.lan}`,
    hint: () => "expected when the subnet was changed; otherwise put the old subnet back before you apply",
  }),
  SLICE_HELD: entry<{ slice: string; node: string }>({
    blame: "refused",
    message: (d) => `${d.slice} is not in quarantine: ${d.node} holds it`,
    hint: () => "only a node that left the swarm, or a slice that was given up, can be released",
  }),
  NOT_IN_QUARANTINE: entry<{ what: string }>({
    blame: "usage",
    message: (d) => `nothing in quarantine is called ${d.what}`,
    hint: () => "name a node or a slice of the ledger, as shown by: swarmlan ledger export",
  }),
};

/** Findings about a share itself: too few slices, or too little or too much in one. */
const sharing = {
  RANGE_EXHAUSTED: entry<{
    lan: string;
    pool: string;
    length: number;
    slices: string;
    nodes: number;
    without: readonly string[];
    quarantined: number;
    /** A slice length at which every node would get one; absent when there is none. */
    fits?: number;
  }>({
    blame: "spec",
    message: (d) =>
      `${d.pool} holds ${d.slices} slices of /${d.length}, but ${d.nodes} nodes of ${d.lan} need one; none is left for ${listed(d.without)}` +
      (d.quarantined > 0 ? ` (${d.quarantined} in quarantine)` : ""),
    hint: (d) =>
      (d.fits === undefined
        ? 'use a wider subnet or pool, reserve less, or skip nodes under "nodes:"'
        : `use smaller slices ("slice: /${d.fits}" gives every node one; slices that are held stay as they are), a wider subnet, or skip nodes under "nodes:"`) +
      (d.quarantined > 0 ? "; or end a quarantine: swarmlan release NODE" : ""),
  }),
  SLICE_UNUSABLE: entry<{ lan: string; node: string; slice: string }>({
    blame: "spec",
    message: (d) =>
      `slice ${d.slice} of ${d.node} in ${d.lan} has no address left for a container: all of it is reserved`,
    hint: (d) => `reserve less, or give ${d.node} another slice: nodes: { ${d.node}: { slice: … } }`,
  }),
  TOO_MANY_AUX: entry<{ lan: string; node: string; slice: string; count: string; instead?: string }>({
    blame: "spec",
    message: (d) => `slice ${d.slice} of ${d.node} in ${d.lan} keeps out ${d.count} addresses one by one`,
    hint: (d) => betterCarve(d.node, d.instead),
  }),
  AUX_BEYOND_DOCKER: entry<{
    lan: string;
    node: string;
    slice: string;
    count: string;
    limit: number;
    instead?: string;
  }>({
    blame: "spec",
    message: (d) =>
      `slice ${d.slice} of ${d.node} in ${d.lan} would need ${d.count} aux addresses, more than the ${d.limit} that we ask of an Engine`,
    hint: (d) => betterCarve(d.node, d.instead),
  }),
  GATEWAY_IS_HOST: entry<{ lan: string; gateway: string; node: string; seen: boolean }>({
    blame: "spec",
    message: (d) =>
      `gateway ${d.gateway} of ${d.lan} is ${d.seen ? "an address that" : "the address that the spec gives"} ${d.node}'s own NIC${d.seen ? " has" : ""}: Docker would reject every task there (failed to allocate secondary ip address … Address already in use)`,
    hint: (d) =>
      `give the router's address as gateway, or ${d.node} another "host:" (or none); if ${d.node} is the router, say nodes: { ${d.node}: { router: true } }`,
  }),
  GATEWAY_NOT_FIRST_HOST: entry<{ lan: string; gateway: string; node: string }>({
    blame: "spec",
    message: (d) =>
      `"host: first" would give ${d.node} the address ${d.gateway}, which is the gateway of ${d.lan}: taken to be the router's, so no IPv6 address of ${d.node} is kept out`,
    hint: (d) => `say which one it has, or none: nodes: { ${d.node}: { ipv6: { host: … } } }`,
  }),
  GATEWAY_ON_ROUTER: entry<{ lan: string; gateway: string; node: string }>({
    blame: "spec",
    message: (d) =>
      `${d.node} is the router of ${d.lan}: its containers get no gateway, because a macvlan container never reaches its own host (${d.gateway})`,
    hint: (d) =>
      `expect tasks on ${d.node} to reach only ${d.lan} itself, or skip the node: nodes: { ${d.node}: { skip: true } }`,
  }),
};

export const sliceErrors = { ...addressing, ...holding, ...sharing };

function listed(names: readonly string[]): string {
  return names.length <= 4 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
}

function betterCarve(node: string, instead: string | undefined): string {
  return instead === undefined
    ? 'carve smaller slices, say "edges: allow", or reserve whole slices instead of parts'
    : `give it the largest part that no "reserve" touches: nodes: { ${node}: { slice: ${instead} } }; or carve smaller slices`;
}
