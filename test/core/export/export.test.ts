import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { exportAnsible } from "../../../src/core/export/export-ansible.ts";
import { exportCompose } from "../../../src/core/export/export-compose.ts";
import { exportShell } from "../../../src/core/export/export-shell.ts";
import { wantedState } from "../../../src/core/plan/wanted-state.ts";
import type { LanSpec } from "../../../src/model/spec.ts";
import { lan } from "../../builders.ts";
import { network, spec, swarm } from "../../operations/snapshot-builder.ts";

const NODES = "mgr01 mgr02 mgr03 swarm01 swarm02 swarm03";

function wanted(lans: readonly LanSpec[] = [lan({ edges: "allow", nodeNetwork: "macvlanconf" })], nodes = NODES) {
  return wantedState({
    spec: spec(...lans),
    snapshot: swarm({ nodes, swarmNetworks: [] }),
    now: "2026-01-01T00:00:00Z",
  });
}

const commands = (text: string) => text.split("\n").filter((it) => it.startsWith("docker "));

describe("export shell", () => {
  test("gives the commands of the hand procedure, letter by letter", () => {
    expect(commands(exportShell(wanted()))).toEqual([
      ...[16, 17, 18, 19, 20, 21].map(
        (third) =>
          `docker network create --config-only --subnet 192.168.16.0/20 --ip-range 192.168.${third}.0/24 --gateway 192.168.31.254 --aux-address host=192.168.${third}.1 -o parent=eth1 macvlanconf`,
      ),
      "docker network create -d macvlan --scope swarm --config-from macvlanconf --attachable macvlanswarm",
    ]);
  });

  test("has one block per node, and one for a manager", () => {
    const labels = exportShell(wanted())
      .split("\n")
      .filter((it) => /^\S+\)$/.test(it));
    expect(labels).toEqual([...NODES.split(" "), "--swarm", "*"].map((it) => `${it})`));
  });

  test("writes both families, each address that is kept out under a name of its own, and what is not usual", () => {
    const odd = {
      ...lan({ ipv6: {}, parent: "eth0.20" }),
      mode: "private" as const,
      internal: true,
      attachable: false,
    };
    const text = exportShell(wanted([odd], "mgr01")).replaceAll(" \\\n ", "");
    expect(commands(text)).toEqual([
      [
        "docker network create --config-only --subnet 192.168.16.0/20 --ip-range 192.168.16.0/24 --gateway 192.168.31.254",
        "--aux-address host=192.168.16.1 --aux-address edge-192.168.16.255=192.168.16.255",
        "--ipv6 --subnet fd00:16::/64 --ip-range fd00:16::/80 --gateway fd00:16::ffff:1 --aux-address host-v6=fd00:16::1",
        "-o parent=eth0.20 -o macvlan_mode=private macvlanswarm-node",
      ].join(" "),
      "docker network create -d macvlan --scope swarm --config-from macvlanswarm-node --internal macvlanswarm",
    ]);
  });

  test("quotes what a shell would take for more than a word", () => {
    const text = exportShell(wanted([lan({ parent: "a';rm$x" })], "mgr01"));
    expect(text).toContain(`-o 'parent=a'\\'';rm$x' `);
  });
});

describe("what is exported", () => {
  test("is wanted whatever stands there already", () => {
    const there = network({ id: "x" as never, name: "macvlanswarm-node", scope: "local", configOnly: true });
    const snapshot = swarm({ nodes: "mgr01", networks: { mgr01: [there] } });
    const { findings, lans } = wantedState({ spec: spec(lan()), snapshot, now: "" });
    expect([findings, lans[0]?.nodes.length]).toEqual([[], 1]);
  });

  test("is refused when somebody would get no slice", () => {
    const { findings } = wanted([lan({ pool: "192.168.16.0/22" })]);
    expect(findings.map((it) => it.code)).toEqual(["RANGE_EXHAUSTED"]);
  });

  test("is whole, and told to be incomplete, when a node cannot be asked", () => {
    const { lans, complete, findings } = wanted(undefined, "mgr01 swarm01!");
    expect([lans[0]?.nodes.length, complete]).toEqual([2, false]);
    expect(findings.map((it) => it.code)).toEqual(["NODE_UNREACHABLE"]);
  });
});

describe("export compose", () => {
  test("names the external networks, and anchors that services merge", () => {
    const text = exportCompose(
      wanted([lan({ edges: "allow" }), lan({ name: "vlan.20", subnet: "10.9.0.0/16", gateway: "10.9.255.254" })]),
    );
    const file = parse(`${text}\nservices: { a: { <<: *on-macvlanswarm-1 }, b: { <<: *on-vlan-20-2 } }`, {
      merge: true,
    });
    expect(file.networks).toEqual({
      macvlanswarm: { external: true, name: "macvlanswarm" },
      "vlan.20": { external: true, name: "vlan.20" },
    });
    expect(file.services.b).toEqual({
      networks: ["vlan.20"],
      deploy: { placement: { constraints: ["node.labels.swarmlan.vlan.20 == ready"] } },
    });
  });
});

describe("export ansible", () => {
  test("is one play over the nodes, then one over a manager, with the very commands of the shell", () => {
    const unsafe = { tag: "!unsafe", resolve: (text: string) => text };
    const [nodes, manager] = parse(exportAnsible(wanted()), { customTags: [unsafe] });
    expect([nodes.hosts, manager.hosts]).toEqual([NODES.split(" "), ["mgr01"]]);
    const all = [...Object.values(nodes.vars.swarmlan_networks), manager.vars.swarmlan_networks].flat();
    const said = (all as { create: string[] }[]).map((it) => it.create.join(" "));
    expect(said).toEqual(commands(exportShell(wanted())));
  });

  test("tells Ansible what is no template", () => {
    expect(exportAnsible(wanted([lan({ parent: "{{x}}" })], "mgr01"))).toContain('parent: !unsafe "{{x}}"');
  });
});
