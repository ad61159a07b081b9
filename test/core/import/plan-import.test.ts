import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planImport } from "../../../src/core/import/plan-import.ts";
import { parseSpec } from "../../../src/edges/spec-file/parse-spec.ts";
import { proposalOf } from "../../../src/edges/spec-file/proposal-of.ts";
import { renderSpec } from "../../../src/edges/spec-file/render-spec.ts";
import { parseAddress } from "../../../src/model/address.ts";
import { formatCidr } from "../../../src/model/cidr.ts";
import type { NetworkId } from "../../../src/model/ids.ts";
import type { EngineNetwork, Snapshot } from "../../../src/model/snapshot.ts";
import type { LanSpec } from "../../../src/model/spec.ts";
import { cidr, lan } from "../../builders.ts";
import { NETWORK, network, service, swarm, task } from "../../operations/snapshot-builder.ts";

interface ByHand {
  readonly subnet?: string;
  readonly range?: string;
  readonly gateway?: string;
  readonly aux?: Readonly<Record<string, string>>;
  readonly parent?: string;
  readonly mode?: string;
  readonly six?: { readonly subnet: string; readonly range: string; readonly aux?: Readonly<Record<string, string>> };
}

const NODES = "mgr01 mgr02 swarm01 swarm02";
const LAN = network({ configFrom: "macvlanconf" });

function conf(hostname: string, it: ByHand): EngineNetwork {
  const { subnet = "192.168.16.0/20", gateway = "192.168.31.254", range, aux = {}, parent = "eth1" } = it;
  const four = {
    subnet,
    ...(range === undefined ? {} : { ipRange: range }),
    ...(gateway === "" ? {} : { gateway }),
    aux,
  };
  const six = it.six && {
    subnet: it.six.subnet,
    ipRange: it.six.range,
    gateway: "fd00:16::ffff:1",
    aux: it.six.aux ?? {},
  };
  return network({
    id: `conf-${hostname}` as NetworkId,
    name: "macvlanconf",
    scope: "local",
    driver: "null",
    configOnly: true,
    configFrom: "",
    options: { ...(parent === "" ? {} : { parent }), ...(it.mode === undefined ? {} : { macvlan_mode: it.mode }) },
    ipam: { driver: "default", config: six === undefined ? [four] : [four, six] },
  });
}

/** The hand procedure's values for the nth node. */
const usual = (at: number): ByHand => ({
  range: `192.168.${16 + at}.0/24`,
  aux: { host: `192.168.${16 + at}.1` },
});

function scene(made: Readonly<Record<string, ByHand>>, nodes = Object.keys(made).join(" "), over = {}): Snapshot {
  const networks = Object.fromEntries(Object.entries(made).map(([name, it]) => [name, [conf(name, it)]]));
  const labels = Object.fromEntries(nodes.split(" ").map((it) => [it.replace("!", ""), {}]));
  return swarm({ nodes, networks, labels, swarmNetworks: [LAN], ...over });
}

const all = (change: (at: number) => ByHand = () => ({}), nodes = NODES) =>
  Object.fromEntries(nodes.split(" ").map((it, at) => [it, { ...usual(at), ...change(at) }]));

const imported = (snapshot: Snapshot, asked: Partial<Parameters<typeof planImport>[0]> = {}) =>
  planImport({ snapshot, network: LAN, skip: [], now: "2026-01-01T00:00:00Z", ...asked });
const codes = (it: ReturnType<typeof imported>) => it.misfits.map((one) => one.code);
const kinds = (it: ReturnType<typeof imported>) => it.plan.steps.map((one) => one.kind);
/** What is written reads back as what was meant. */
function written(it: ReturnType<typeof imported>): LanSpec {
  const wanted = it.lan as LanSpec;
  const text = renderSpec({ swarm: {}, lans: [proposalOf(wanted, it.plan.shares)] });
  const { spec, findings } = parseSpec({ text, file: "new", env: {} });
  expect(findings).toEqual([]);
  expect(spec?.lans).toEqual([wanted]);
  return wanted;
}

describe("import of what was made by hand", () => {
  test("gives the reference case the spec that would have made it, and touches no network", () => {
    const it = imported(scene(all()));
    expect(written(it)).toEqual(lan({ edges: "allow", nodeNetwork: "macvlanconf", pool: "192.168.16.0/22" }));
    expect([it.clean, codes(it)]).toEqual([true, []]);
    expect(new Set(kinds(it))).toEqual(new Set(["write-ledger", "create-holder", "find-parent", "set-label"]));
  });

  test.each<[string, Readonly<Record<string, ByHand>>, Partial<LanSpec>]>([
    [
      "edges that every node keeps out",
      all((at) => ({
        aux: {
          host: `192.168.${16 + at}.1`,
          a: `192.168.${16 + at}.255`,
          ...(at === 0 ? {} : { b: `192.168.${16 + at}.0` }),
        },
      })),
      { edges: "reserve", host: "first", reserve: [] },
    ],
    ["hosts that have no address there", all(() => ({ aux: {} })), { host: "none", edges: "allow" }],
    [
      "another parent on one node",
      all((at) => (at === 2 ? { parent: "ens19" } : {})),
      { parent: "eth1", nodes: lan({ nodes: { swarm01: { parent: "ens19" } } }).nodes },
    ],
    [
      "a host at another address",
      all((at) => (at === 1 ? { aux: { host: "192.168.17.9" } } : {})),
      { host: "first", nodes: lan({ nodes: { mgr02: { host: "192.168.17.9" } } }).nodes },
    ],
    [
      "slices in another order",
      all((at) => (at < 2 ? usual(1 - at) : {})),
      { nodes: lan({ nodes: { mgr01: { slice: "192.168.17.0/24" }, mgr02: { slice: "192.168.16.0/24" } } }).nodes },
    ],
    [
      "other addresses, as reserve, whoever has them in his slice",
      all(() => ({ aux: { host: "192.168.16.1", nas: "192.168.17.5", b: "192.168.17.6", r: "192.168.30.1" } })),
      { host: "none", reserve: lan({ reserve: ["192.168.17.5-192.168.17.6", "192.168.30.1"] }).reserve },
    ],
    ["a mode of its own", all(() => ({ mode: "private" })), { mode: "private" }],
    ["ranges with host bits, as Engines before 25 take them", all((at) => ({ range: `192.168.${16 + at}.9/24` })), {}],
  ])("takes over %s", (_, made, expected) => {
    const it = imported(scene(made));
    expect([codes(it), it.clean]).toEqual([[], true]);
    expect(written(it)).toMatchObject(expected);
  });

  test("takes over one node without a range, and both families", () => {
    const alone = imported(scene({ mgr01: { subnet: "192.168.16.0/24", gateway: "192.168.16.254" } }));
    expect([alone.clean, written(alone).ipv4.sliceLength]).toEqual([true, 24]);
    const six = (at: number) => ({ subnet: "fd00:16::/64", range: `fd00:16:0:0:${at}::/80` });
    const both = imported(scene(all((at) => ({ six: { ...six(at), aux: { h: `fd00:16:0:0:${at}::1` } } }))));
    expect([both.clean, written(both).ipv6?.sliceLength, both.plan.shares.length]).toEqual([true, 80, 4]);
  });

  test("leaves what a node that takes no part hands out to it", () => {
    const it = imported(scene(all()), { skip: ["swarm01"] });
    expect(it.clean).toBe(true);
    expect(written(it)).toMatchObject({ reserve: lan({ reserve: ["192.168.18.0/24"] }).reserve });
  });

  test("is clean, and reads back, whatever was kept out of slices that do not overlap", () => {
    const last = fc.integer({ min: 0, max: 255 });
    const node = fc.record({ aux: fc.uniqueArray(last, { maxLength: 6 }), parent: fc.constantFrom("eth1", "eth0.20") });
    const thirds = fc.uniqueArray(fc.integer({ min: 17, max: 30 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(thirds, fc.array(node, { minLength: 4, maxLength: 4 }), fc.boolean(), (places, own, named) => {
        const made = Object.fromEntries(
          places.map((third, at) => {
            const { aux, parent } = own[at] as (typeof own)[0];
            const kept = aux.map((it, index) => [
              named && index === 0 ? "host" : `a${index}`,
              `192.168.${third}.${it}`,
            ]);
            return [
              NODES.split(" ")[at] ?? "",
              { range: `192.168.${third}.0/24`, aux: Object.fromEntries(kept), parent },
            ];
          }),
        );
        const it = imported(scene(made));
        expect([codes(it), it.clean]).toEqual([[], true]);
        written(it);
      }),
    );
  });
});

describe("import of what cannot stay as it is", () => {
  const web = service("web");
  const onAll = { services: [web], tasks: NODES.split(" ").map((it, at) => task(`web.${at + 1}`, it)) };

  test("gives each node a part of the range that all have, and makes the swarm network anew for that", () => {
    const it = imported(
      scene(
        all(() => ({ range: "192.168.16.0/22", aux: {} })),
        NODES,
        onAll,
      ),
    );
    expect([it.clean, codes(it)]).toEqual([false, ["IMPORT_OVERLAP"]]);
    expect(written(it).ipv4).toMatchObject(lan({ slice: 25, pool: "192.168.16.0/22" }).ipv4);
    expect(kinds(it).filter((kind) => kind.includes("-service") || kind.includes("swarm-network"))).toEqual([
      "detach-service",
      "remove-swarm-network",
      "create-swarm-network",
      "attach-service",
    ]);
    expect(kinds(it).some((kind) => kind.includes("drain"))).toBe(false);
  });

  test("moves the second of two nodes that overlap, and nobody else", () => {
    const it = imported(
      scene(
        all((at) => (at === 3 ? usual(1) : {})),
        NODES,
        onAll,
      ),
    );
    expect([it.clean, codes(it)]).toEqual([false, ["IMPORT_OVERLAP"]]);
    const changed = it.plan.steps.filter((one) => one.kind === "create-node-network").map((one) => one.hostname);
    expect(changed).toEqual(["swarm02"]);
    expect(kinds(it)).not.toContain("remove-swarm-network");
  });

  test.each<[string, Snapshot, readonly string[]]>([
    ["a node without the network", scene(all(undefined, "mgr01 swarm01"), "mgr01 swarm01 swarm02"), ["IMPORT_MISSING"]],
    [
      "a gateway that is kept out",
      scene(all((at) => (at === 0 ? { gateway: "192.168.16.1" } : {}))),
      ["IMPORT_GATEWAY_KEPT_OUT", "IMPORT_DIFFERS"],
    ],
    [
      "another gateway on one node",
      scene(all((at) => (at === 3 ? { gateway: "192.168.31.1" } : {}))),
      ["IMPORT_DIFFERS"],
    ],
    [
      "another subnet on one node",
      scene(all((at) => (at === 3 ? { subnet: "10.0.0.0/20", range: "10.0.0.0/24" } : {}))),
      ["IMPORT_DIFFERS"],
    ],
    ["no gateway anywhere", scene(all(() => ({ gateway: "" }))), ["IMPORT_NO_GATEWAY"]],
    ["no parent anywhere", scene(all(() => ({ parent: "" }))), ["IMPORT_NO_PARENT"]],
    ["a node that cannot be asked", scene(all(undefined, "mgr01"), "mgr01 swarm01!"), ["IMPORT_LEFT"]],
  ])("explains %s", (_, snapshot, expected) => {
    const it = imported(snapshot);
    expect([it.clean, codes(it)]).toEqual([false, expected]);
  });

  test("takes the gateway and the parent that somebody says", () => {
    const said = { gateway: parseAddress("192.168.31.1") as never, parent: "eth7" };
    const it = imported(scene(all(() => ({ gateway: "", parent: "" }))), said);
    expect(written(it)).toMatchObject({
      parent: "eth7",
      ipv4: lan({ gateway: "192.168.31.1", pool: "192.168.16.0/22" }).ipv4,
    });
    expect(new Set(codes(it))).toEqual(new Set(["IMPORT_DIFFERS"]));
  });

  test("carves as somebody says where no range can stay", () => {
    const said = { pool: cidr("192.168.16.0/22"), sliceLength: 26 };
    const it = imported(scene(all(() => ({ range: "192.168.16.0/20", aux: {} }))), said);
    expect(written(it).ipv4).toMatchObject(lan({ slice: 26, pool: "192.168.16.0/22" }).ipv4);
    expect(it.plan.shares.map((one) => formatCidr(one.ipv4.slice)).at(-1)).toBe("192.168.16.192/26");
  });

  test("never hands out what lies beyond the ranges that are handed out now", () => {
    const flat = { subnet: "192.168.1.0/24", gateway: "192.168.1.1" };
    const made = { mgr01: { ...flat, range: "192.168.1.128/27" }, swarm01: { ...flat, range: "192.168.1.160/27" } };
    expect(written(imported(scene(made))).ipv4).toEqual(
      lan({ subnet: "192.168.1.0/24", gateway: "192.168.1.1", slice: 27, pool: "192.168.1.128/26" }).ipv4,
    );
  });

  test("knows the networks again that a ledger names already", () => {
    const first = imported(scene(all()));
    const done = first.plan.steps.at(-1);
    const ledger = done?.kind === "write-ledger" ? { ...done.ledger, swarmNetworks: [NETWORK] } : undefined;
    const again = imported(scene(all(), NODES, ledger === undefined ? {} : { ledger }));
    expect(kinds(again)).not.toContain("write-ledger");
    expect(again.clean).toBe(true);
  });
});
