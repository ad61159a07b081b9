import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatRange } from "../../../src/model/range.ts";
import { formatAddress } from "../../../src/model/address.ts";
import { cidrAround } from "../../../src/model/cidr.ts";
import { renderSpec } from "../../../src/edges/spec-file/render-spec.ts";
import type { LanProposal, NodeProposal, SpecProposal } from "../../../src/edges/spec-file/spec-proposal.ts";
import { yamlText } from "../../../src/edges/spec-file/yaml-text.ts";
import { address, cidr } from "../../builders.ts";
import { parse } from "./scene.ts";

const reference: SpecProposal = {
  swarm: { manager: "ssh://ops@mgr01", id: "k3x9", nodes: { kind: "template", text: "ssh://ops@{hostname}" } },
  lans: [
    {
      name: "macvlanswarm",
      subnet: cidr("192.168.16.0/20"),
      gateway: address("192.168.31.254"),
      sliceLength: 24,
      parent: "eth1",
      nodes: [
        { hostname: "mgr01", slice: cidr("192.168.16.0/24") },
        { hostname: "mgr02", slice: cidr("192.168.17.0/24"), parent: "ens19" },
        { hostname: "swarm01", skip: true },
      ],
    },
  ],
};

describe("renderSpec", () => {
  test("writes what a person wants to read", () => {
    expect(renderSpec(reference)).toBe(`# yaml-language-server: $schema=swarmlan.schema.json
# What swarmlan makes of this swarm's LANs. See what it would do: swarmlan plan
# For completion and checks in an editor: swarmlan schema > swarmlan.schema.json
version: 1
swarm:
  manager: ssh://ops@mgr01              # how a manager's Engine is reached
  id: k3x9                              # refuse any other swarm
  nodes: "ssh://ops@{hostname}"         # how every node's Engine is reached
lans:
  macvlanswarm:                         # also the name of the swarm network that services attach to
    subnet: 192.168.16.0/20
    gateway: 192.168.31.254             # the router's address on this LAN
    slice: /24                          # each node's share of the subnet
    parent: eth1                        # the host interface that containers sit on
    edges: reserve                      # reserve = keep .0 and .255 of every /24 out, allow = hand them out
    reserve: []                         # never handed out: addresses, prefixes, FIRST-LAST
    # Nodes get their slices by themselves:
    #   mgr01  192.168.16.0/24
    nodes:
      mgr02: { parent: ens19 }   #  192.168.17.0/24
      swarm01: { skip: true }
`);
  });

  test("gives back, when it is read, what was proposed", () => {
    fc.assert(
      fc.property(proposal, (proposed) => {
        const { spec, findings } = parse(renderSpec(proposed), { HOME: "/root" });
        expect(findings).toEqual([]);
        expect(spec?.swarm).toEqual(proposed.swarm);
        expect(spec?.lans).toHaveLength(proposed.lans.length);
        for (const [at, lan] of proposed.lans.entries()) expect(spec?.lans[at]).toEqual(expected(lan));
      }),
      { numRuns: 500 },
    );
  });
});

describe("yamlText", () => {
  test.each([
    "",
    "true",
    "24",
    "0x1f",
    "null",
    "~",
    "a: b",
    "a #b",
    "$HOME",
    "${HOME}",
    "$$",
    "-",
    "? x",
    "[a]",
    "fd00::1",
    "'",
    '"',
    "a\nb",
    "*a",
    "!t",
    "x,y",
    "é",
    "x-1",
    " a ",
  ])("writes %j so that it is read as itself, in a block and in braces", (text) => {
    const spec = parse(`version: 1\nlans: {}\nswarm: { manager: ${yamlText(text)}, id: ${yamlText(`u${text}`)} }\n`, {
      HOME: "/root",
    });
    const filled = text.trim() !== "";
    expect(spec.findings.map((one) => one.code)).toEqual(filled ? [] : ["SPEC_BAD_NAME"]);
    if (filled) expect(spec.spec?.swarm).toMatchObject({ manager: text, id: `u${text}` });
  });
});

function expected(lan: LanProposal): unknown {
  return {
    name: lan.name,
    ipv4: { subnet: lan.subnet, gateway: lan.gateway, sliceLength: lan.sliceLength, pool: lan.pool ?? lan.subnet },
    ...(lan.ipv6 && { ipv6: { ...lan.ipv6, pool: lan.ipv6.subnet } }),
    parent: lan.parent,
    host: lan.host ?? "first",
    edges: lan.edges ?? "reserve",
    reserve: (lan.reserve ?? []).map((text) => expect.objectContaining({ text })),
    nodeNetwork: lan.nodeNetwork ?? `${lan.name}-node`,
    attachable: true,
    internal: false,
    mode: "bridge",
    nodes: Object.fromEntries(lan.nodes.flatMap((node) => saidOf(node))),
  };
}

/** What the file says of a node: nothing of one that has nothing of its own. */
function saidOf({ hostname, pin, slice, slice6, ...own }: NodeProposal): readonly (readonly [string, unknown])[] {
  const pinned = { ...(pin && slice && { slice }), ...(pin && slice6 && { slice6 }) };
  const { parent, host, router = false, skip = false } = own;
  const said = { ...pinned, ...(parent && { parent }), ...(host && { host }), router, skip };
  return Object.keys(said).length === 2 && !router && !skip ? [] : [[hostname, said]];
}

const name = fc
  .stringMatching(/^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,20}[A-Za-z0-9])?$/)
  .filter((text) => !text.startsWith("x-"));
const hostname = fc
  .oneof(fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,20}$/), fc.constantFrom("true", "null", "constructor", "no"))
  .filter((text) => !text.startsWith("x-") && text !== "__proto__");
const nic = fc.stringMatching(/^[^\s/:\p{C}]{1,5}$/u).filter((text) => text !== "." && text !== "..");
const endpoint = fc.oneof(
  fc.constantFrom("ssh://ops@mgr01", "unix:///run/a.sock", "tcp://[fd00::1]:2376", "context://$HOME", "24"),
  fc.string({ minLength: 1 }).filter((text) => text.trim() !== "" && !/[{}]/.test(text)),
);
const addressOf = (family: 4 | 6) =>
  fc.bigInt({ min: 0n, max: family === 4 ? 0xffffffffn : (1n << 128n) - 1n }).map((value) => ({ family, value }));
const cidrOf = (family: 4 | 6) =>
  fc.tuple(addressOf(family), fc.nat({ max: family === 4 ? 32 : 128 })).map(([at, length]) => cidrAround(at, length));
const reserve = fc.oneof(
  addressOf(4).map(formatAddress),
  fc.tuple(addressOf(6), addressOf(6)).map(([a, b]) => {
    const [first, last] = a.value < b.value ? [a, b] : [b, a];
    return formatRange({ family: 6, first: first.value, last: last.value });
  }),
);
const node = fc.record(
  {
    hostname,
    slice: cidrOf(4),
    slice6: cidrOf(6),
    pin: fc.boolean(),
    parent: nic,
    host: fc.oneof(addressOf(4), fc.constantFrom("none" as const, "first" as const)),
    router: fc.boolean(),
    skip: fc.boolean(),
  },
  { requiredKeys: ["hostname"] },
);
const lan = fc.record(
  {
    name,
    subnet: cidrOf(4),
    gateway: addressOf(4),
    sliceLength: fc.nat({ max: 32 }),
    pool: cidrOf(4),
    parent: nic,
    host: fc.constantFrom("first" as const, "none" as const),
    edges: fc.constantFrom("reserve" as const, "allow" as const),
    reserve: fc.array(reserve, { maxLength: 4 }),
    nodeNetwork: name,
    ipv6: fc.record({ subnet: cidrOf(6), gateway: addressOf(6), sliceLength: fc.nat({ max: 128 }) }),
    nodes: fc.uniqueArray(node, { selector: (one) => one.hostname, maxLength: 5 }),
  },
  { requiredKeys: ["name", "subnet", "gateway", "sliceLength", "parent", "nodes"] },
);
const proposal: fc.Arbitrary<SpecProposal> = fc.record({
  swarm: fc.record(
    {
      manager: endpoint,
      id: endpoint,
      nodes: fc.oneof(
        endpoint.map((text) => ({ kind: "template" as const, text })),
        fc
          .dictionary(hostname, endpoint, { noNullPrototype: true })
          .map((byHostname) => ({ kind: "map" as const, byHostname })),
      ),
    },
    { requiredKeys: [] },
  ),
  // Names that are numbers would come out of a JavaScript object in another order.
  lans: fc
    .uniqueArray(lan, { selector: (one) => one.name, minLength: 1, maxLength: 3 })
    .filter((lans) => lans.every((one) => !/^\d+$/.test(one.name))),
});
