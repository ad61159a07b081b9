/** No slice hands out what somebody else has: a host's NIC, the router, or what the spec reserves. */
import { type Address, compareAddresses, formatAddress, parseAddress, sameAddress } from "../../model/address.ts";
import { contains } from "../../model/cidr.ts";
import { formatRange } from "../../model/range.ts";
import type { Facts } from "../../model/facts.ts";
import { defineCheck, fail, pass } from "../define-check.ts";
import { handsOut, nodeNetworks, type NodeNetworkFacts } from "../node-networks.ts";

export const reservedProtected = defineCheck({
  code: "ADDR005",
  group: "addressing",
  title: "no slice hands out the address of a host, the router, or what is reserved",
  after: ["ADDR004"],
  judge: (facts) => {
    const known = hostAddresses(facts);
    return nodeNetworks(facts).map((it) => {
      const target = { lan: it.lan.name, node: it.node.hostname };
      const open = [...hosts(known, it), ...router(it), ...reserved(it)];
      if (open.length === 0) return pass(target, "all of them are kept out");
      return fail(
        target,
        `${it.node.hostname} can give a container ${open[0]}${open.length > 1 ? ` (and ${open.length - 1} more)` : ""}`,
        {
          evidence: open.slice(0, 8),
          fix: {
            text: "let swarmlan keep them out (an aux-address each); tasks of this LAN on the node move meanwhile",
            commands: ["swarmlan plan", "swarmlan apply"],
            ours: "apply",
          },
        },
      );
    });
  },
});

interface HostAddress {
  readonly node: string;
  readonly address: Address;
}

/** Of all hosts, by their value. */
function hostAddresses(facts: Facts): readonly HostAddress[] {
  const all = facts.snapshot.swarm.nodes.flatMap((node): readonly HostAddress[] => {
    const seen = facts.hosts.get(node.id);
    const nics = seen?.kind === "known" ? seen.value.nics.filter((nic) => nic.kind !== "macvlan") : [];
    const all = [...nics.flatMap((nic) => nic.addresses.map((one) => one.address)), parseAddress(node.address)];
    return all.flatMap((address) => (address === undefined ? [] : [{ node: node.hostname, address }]));
  });
  return all.toSorted((a, b) => compareAddresses(a.address, b.address));
}

function hosts(known: readonly HostAddress[], it: NodeNetworkFacts): readonly string[] {
  const bad = within(known, it).filter(({ address }) => handsOut(it, address));
  return [...new Set(bad.map(({ node, address }) => `${formatAddress(address)}, which ${node} itself has`))];
}

/** Those in its slice: some thousand nodes have some thousand addresses each to be held against. */
function within(known: readonly HostAddress[], { slice }: NodeNetworkFacts): readonly HostAddress[] {
  if (slice === undefined) return [];
  const first = { family: slice.family, value: slice.base };
  let [low, high] = [0, known.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareAddresses((known[middle] as HostAddress).address, first) < 0) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < known.length && contains(slice, (known[end] as HostAddress).address)) end += 1;
  return known.slice(low, end);
}

function router(it: NodeNetworkFacts): readonly string[] {
  const address: Address = it.lan.ipv4.gateway;
  const own = it.gateway !== undefined && sameAddress(it.gateway, address);
  return !own && handsOut(it, address) ? [`${formatAddress(address)}, the router's`] : [];
}

/** The first address of each reserved run that can be handed out. */
function reserved(it: NodeNetworkFacts): readonly string[] {
  return it.lan.reserve.flatMap(({ range, text }) => {
    if (range.family !== 4 || it.slice === undefined) return [];
    const last = it.slice.base + (1n << BigInt(32 - it.slice.length)) - 1n;
    const from = range.first > it.slice.base ? range.first : it.slice.base;
    const to = range.last < last ? range.last : last;
    for (let value = from; value <= to; value++) {
      if (handsOut(it, { family: 4, value }))
        return [`${formatRange({ family: 4, first: value, last: value })}, reserved by "${text}"`];
    }
    return [];
  });
}
