/**
 * Every failure that doctor must name, made for real and healed again. What is drawn (node, address, router's rule) comes
 * from a seed that the test prints.
 */
import { tmpdir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { labLink, labStartDaemon, labStopDaemon, ROUTER, SUBNET, WEB_IMAGE } from "../../src/lab/index.ts";
import { LABEL, LAN, type Scene, until } from "./doctor-scene.ts";

export interface Fault {
  readonly name: string;
  /** The codes that must be named, and the only ones; `NODE` codes about the drawn node, others about the LAN. */
  readonly codes: readonly string[];
  /** What it touches: two faults of one realm, or about one node, are not unrelated. */
  readonly realm: "host" | "engine" | "router" | "lan";
  /** Slow ones are drawn less often for pairs. */
  readonly slow?: true;
  /** Only a worker can have it: the manager is whom doctor asks. */
  readonly worker?: true;
  /** How many nodes it takes. */
  readonly nodes: 0 | 1 | 2;
  readonly make: (scene: Scene, nodes: readonly string[]) => Promise<void>;
  readonly heal: (scene: Scene, nodes: readonly string[]) => Promise<void>;
}

const first = ([node = ""]: readonly string[]): string => node;
export const NODES: readonly string[] = ["mgr01", "swarm01", "swarm02", "swarm03"];
const third = (node: string): number => 16 + NODES.indexOf(node);
const hostOf = (node: string): string => `192.168.${third(node)}.1`;

/** Its configuration, leases and process id. */
const DHCP = `${tmpdir()}/swarmlan-udhcpd-${process.pid}`;

/** The port's own MAC and no other: what VMware and port security do. */
const macFilter = (port: string, mac: string) =>
  [
    "table bridge swarmlan {",
    `  chain in { type filter hook prerouting priority -300; iifname "${port}" ether saddr != ${mac} drop; }`,
    "}",
  ].join("\n");

export const FAULTS: readonly Fault[] = [
  {
    name: "parent down",
    codes: ["HOST002"],
    realm: "host",
    nodes: 1,
    make: async (scene, nodes) => void (await scene.run(first(nodes), "ip", "link", "set", "eth1", "down")),
    heal: async (scene, nodes) => {
      await scene.run(first(nodes), "ip", "link", "set", "eth1", "up");
      await scene.run(first(nodes), "ip", "route", "replace", "default", "via", ROUTER);
    },
  },
  {
    name: "cut off from the LAN: the switch port is down, the Engine reachable",
    codes: ["HOST002"],
    realm: "host",
    nodes: 1,
    make: (scene, nodes) => labLink(scene.lab, first(nodes), "eth1", "down"),
    heal: (scene, nodes) => labLink(scene.lab, first(nodes), "eth1", "up"),
  },
  {
    name: "in another VLAN: the link is up, and nobody is there",
    codes: ["WIRE002"],
    realm: "host",
    nodes: 1,
    make: async (scene, nodes) =>
      void (await scene.run("lan", "ip", "link", "set", `${first(nodes)}-eth1`, "nomaster")),
    heal: async (scene, nodes) =>
      void (await scene.run("lan", "ip", "link", "set", `${first(nodes)}-eth1`, "master", "br0")),
  },
  {
    name: "second default route",
    codes: ["HOST007"],
    realm: "host",
    nodes: 1,
    make: async (scene, nodes) =>
      void (await scene.run(
        first(nodes),
        "ip",
        "route",
        "add",
        "default",
        "via",
        "10.88.0.254",
        "dev",
        "eth0",
        "metric",
        "500",
      )),
    heal: async (scene, nodes) =>
      void (await scene.run(first(nodes), "ip", "route", "del", "default", "via", "10.88.0.254", "dev", "eth0")),
  },
  {
    name: "MTU mismatch",
    codes: ["HOST010"],
    realm: "host",
    nodes: 1,
    make: async (scene, nodes) => void (await scene.run(first(nodes), "ip", "link", "set", "eth1", "mtu", "1400")),
    heal: async (scene, nodes) => void (await scene.run(first(nodes), "ip", "link", "set", "eth1", "mtu", "1500")),
  },
  {
    name: "MAC filter on the switch port",
    codes: ["WIRE003"],
    realm: "host",
    nodes: 1,
    make: async (scene, nodes) => {
      const mac = await scene.run(first(nodes), "cat", "/sys/class/net/eth1/address").catch(() => "");
      const own = mac || (await macOf(scene, first(nodes)));
      await scene.run("lan", "nft", macFilter(`${first(nodes)}-eth1`, own));
    },
    heal: async (scene) => void (await scene.run("lan", "nft", "delete table bridge swarmlan")),
  },
  {
    name: "foreign host on an address of a slice",
    codes: ["WIRE006"],
    realm: "lan",
    nodes: 1,
    make: async (scene, nodes) =>
      void (await scene.run("lan", "ip", "address", "add", `192.168.${third(first(nodes))}.6/32`, "dev", "br0")),
    heal: async (scene, nodes) =>
      void (await scene.run("lan", "ip", "address", "del", `192.168.${third(first(nodes))}.6/32`, "dev", "br0")),
  },
  {
    name: "a container that listens where its image does not say: Redis's port",
    codes: ["EXPO001", "EXPO002"],
    realm: "lan",
    nodes: 1,
    make: async (scene, nodes) => {
      const container = await scene.containerOn(first(nodes));
      await scene.docker(first(nodes), "exec", "-d", container, "nc", "-ll", "-p", "6379", "-e", "true");
    },
    heal: async (scene, nodes) => {
      const container = await scene.containerOn(first(nodes));
      await scene.docker(
        first(nodes),
        "exec",
        container,
        "sh",
        "-c",
        "kill $(ps -o pid,args | awk '/nc -ll/ && !/awk/ { print $1 }')",
      );
    },
  },
  {
    name: "a DHCP server that serves inside a slice",
    codes: ["WIRE010"],
    realm: "lan",
    nodes: 1,
    make: async (scene, nodes) => {
      const at = `192.168.${third(first(nodes))}.5`;
      const conf = `start ${at}\nend ${at}\ninterface br0\nlease_file ${DHCP}.leases\npidfile ${DHCP}.pid\n`;
      await scene.run(
        "lan",
        "sh",
        "-c",
        `printf '${conf}' > ${DHCP}.conf; : > ${DHCP}.leases; busybox udhcpd ${DHCP}.conf`,
      );
    },
    heal: async (scene) => void (await scene.run("lan", "sh", "-c", `kill $(cat ${DHCP}.pid); rm -f ${DHCP}.*`)),
  },
  {
    name: "router that does not route",
    codes: ["ROUT001"],
    realm: "router",
    nodes: 0,
    make: async (scene) => void (await scene.run("lan", "busybox", "sysctl", "-qw", "net.ipv4.ip_forward=0")),
    heal: async (scene) => void (await scene.run("lan", "busybox", "sysctl", "-qw", "net.ipv4.ip_forward=1")),
  },
  {
    name: "firewall that drops",
    codes: ["ROUT001"],
    realm: "router",
    nodes: 0,
    make: async (scene) => void (await scene.run("lan", ..."iptables -I FORWARD -i vlan1 -j DROP".split(" "))),
    heal: async (scene) => void (await scene.run("lan", ..."iptables -D FORWARD -i vlan1 -j DROP".split(" "))),
  },
  {
    name: "firewall that rejects",
    codes: ["ROUT002"],
    realm: "router",
    nodes: 0,
    make: async (scene) =>
      void (await scene.run(
        "lan",
        ..."iptables -I FORWARD -i vlan1 -p tcp --dport 80 -j REJECT --reject-with tcp-reset".split(" "),
      )),
    heal: async (scene) =>
      void (await scene.run(
        "lan",
        ..."iptables -D FORWARD -i vlan1 -p tcp --dport 80 -j REJECT --reject-with tcp-reset".split(" "),
      )),
  },
  {
    name: "a label that lies: taken from a node that is ready",
    codes: ["ENG013"],
    realm: "engine",
    nodes: 1,
    make: (scene, nodes) => leave(scene, first(nodes)),
    heal: async (scene, nodes) => {
      await scene.docker("mgr01", "node", "update", "--label-add", `${LABEL}=ready`, first(nodes));
    },
  },
  {
    name: "Engine stopped",
    codes: ["ENG001"],
    realm: "engine",
    slow: true,
    worker: true,
    nodes: 1,
    make: (scene, nodes) => labStopDaemon(scene.lab, first(nodes)),
    heal: (scene, nodes) => labStartDaemon(scene.lab, first(nodes)),
  },
  {
    name: "node network missing on a joined node",
    codes: ["ENG004"],
    realm: "engine",
    slow: true,
    nodes: 1,
    make: async (scene, nodes) => {
      await leave(scene, first(nodes));
      await scene.docker(first(nodes), "network", "rm", "macvlanconf");
    },
    heal: (scene) => scene.apply(),
  },
  {
    name: "a label that lies: given to a node without its node network",
    codes: ["ENG004", "ENG013"],
    realm: "engine",
    slow: true,
    nodes: 1,
    make: async (scene, nodes) => {
      await leave(scene, first(nodes));
      await scene.docker(first(nodes), "network", "rm", "macvlanconf");
      await scene.docker("mgr01", "node", "update", "--label-add", `${LABEL}=ready`, first(nodes));
    },
    heal: (scene) => scene.apply(),
  },
  {
    name: "wrong parent",
    codes: ["HOST005"],
    realm: "engine",
    slow: true,
    nodes: 1,
    make: async (scene, nodes) => {
      const spec = await scene.useSpec((text) =>
        text.replace(new RegExp(`(${first(nodes)}: \\{ )(slice)`), "$1parent: eth0, $2"),
      );
      await scene.apply(spec);
      await scene.settle();
    },
    heal: async (scene) => {
      await scene.useSpec();
      await scene.apply();
    },
  },
  {
    name: "gateway equal to a host's address",
    codes: ["ADDR006"],
    realm: "engine",
    slow: true,
    nodes: 1,
    make: (scene, nodes) =>
      replaceByHand(scene, first(nodes), {
        gateway: hostOf(first(nodes)),
        slice: sliceOf(first(nodes)),
        host: hostOf(first(nodes)),
      }),
    heal: (scene) => scene.apply(),
  },
  {
    name: "the same slice on two nodes",
    codes: ["ADDR002"],
    realm: "engine",
    slow: true,
    nodes: 2,
    make: (scene, [node = "", other = ""]) =>
      replaceByHand(scene, node, { gateway: ROUTER, slice: sliceOf(other), host: hostOf(other) }),
    heal: async (scene) => {
      await scene.apply();
      // Everybody who met the address twice remembers the wrong owner: switch, router, hosts, and the containers themselves.
      await scene.run("lan", "ip", "link", "set", "br0", "type", "bridge", "fdb_flush");
      await Promise.all(["lan", ...NODES].map((place) => scene.run(place, "ip", "neigh", "flush", "all")));
      await scene.docker("mgr01", "service", "update", "-d", "-q", "--force", "it-tools");
    },
  },
  {
    name: "slice exhausted",
    codes: ["ADDR009"],
    realm: "engine",
    slow: true,
    nodes: 1,
    make: async (scene, nodes) => {
      const where = ["--constraint", `node.hostname==${first(nodes)}`, "--stop-grace-period", "0s"];
      await scene.docker(
        "mgr01",
        ..."service create -d -q --name filler --replicas 5".split(" "),
        ...where,
        "--network",
        LAN,
        "--constraint",
        `node.labels.${LABEL}==ready`,
        WEB_IMAGE,
      );
      await until(async () => (await onLan(scene, first(nodes))) === 6);
    },
    heal: async (scene, nodes) => {
      await scene.docker("mgr01", "service", "rm", "filler");
      await until(async () => (await onLan(scene, first(nodes))) === 1);
    },
  },
];

const sliceOf = (node: string): string => `192.168.${third(node)}.0/29`;

/** Swarm takes the LAN's tasks off the node, and the local instance goes. */
export async function leave(scene: Scene, node: string): Promise<void> {
  await scene.docker("mgr01", "node", "update", "--label-rm", LABEL, node);
  await until(async () => (await instances(scene, node)) === 0);
}

/** A node network as a person makes it, with swarmlan's label: what a slip in a script would do. */
async function replaceByHand(
  scene: Scene,
  node: string,
  it: { gateway: string; slice: string; host: string },
): Promise<void> {
  await leave(scene, node);
  await scene.docker(node, "network", "rm", "macvlanconf");
  // The subnet's own network address is Docker's to keep out.
  const edge = it.slice.startsWith("192.168.16.0") ? [] : [`edge=${it.slice.replace("/29", "")}`];
  const aux = [`host=${it.host}`, ...edge].flatMap((one) => ["--aux-address", one]);
  const how = ["--subnet", SUBNET, "--ip-range", it.slice, "--gateway", it.gateway, ...aux, "-o", "parent=eth1"];
  await scene.docker(
    node,
    "network",
    "create",
    "--config-only",
    "--label",
    `swarmlan.lan=${LAN}`,
    ...how,
    "macvlanconf",
  );
  await scene.docker("mgr01", "node", "update", "--label-add", `${LABEL}=ready`, node);
  await sleep(2500);
}

async function macOf(scene: Scene, node: string): Promise<string> {
  return /link\/ether (\S+)/.exec(await scene.run(node, "ip", "link", "show", "eth1"))?.[1] ?? "";
}

async function instances(scene: Scene, node: string): Promise<number> {
  const view = (await scene.driver.observe()).nodes.find((it) => it.node.hostname === node);
  return view?.kind === "answered" ? view.engine.networks.filter((it) => it.name === LAN && it.instance).length : -1;
}

async function onLan(scene: Scene, node: string): Promise<number> {
  const view = (await scene.driver.observe()).nodes.find((it) => it.node.hostname === node);
  const all = view?.kind === "answered" ? view.engine.containers : [];
  return all.filter((it) => it.state === "running" && it.endpoints.some((end) => end.networkName === LAN && end.ipv4))
    .length;
}
