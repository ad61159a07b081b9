/**
 * The lab's cables: network namespaces, two switches, a router, and two NICs for every node.
 *
 * Everything is made inside the lab's own namespaces, so nothing of it ever shows among the machine's interfaces.
 * `lan` holds the container VLAN's switch (br0), whose own address is the router's, the management switch (br1, without
 * an address: nobody routes there), and the leg towards the client's VLAN.
 */
import { existsSync, readdirSync } from "node:fs";
import { CLIENT, CLIENT_GATEWAY, type LabLayout, type LabNode, ROUTER } from "./layout.ts";
import { labOfNetns, NETNS_ROOT, netnsFile, netnsOf } from "./paths.ts";
import { ipBatch, mustRun } from "./run.ts";

export type Nic = "eth0" | "eth1";
const SWITCH_OF: Readonly<Record<Nic, string>> = { eth0: "br1", eth1: "br0" };

/** The switch port that a node's NIC is plugged into. */
export function portOf(node: string, nic: Nic): string {
  return `${node}-${nic}`;
}

/** Builds the LAN, the router, the client and the NICs of all nodes. */
export async function wire(layout: LabLayout, signal: AbortSignal | undefined): Promise<void> {
  const { name, nodes } = layout;
  const places = ["lan", "client", ...nodes.map((it) => it.name)];
  await ipBatch(name, { lines: places.map((place) => `netns add ${netnsOf(name, place)}`), signal });
  const lan = netnsOf(name, "lan");
  await ipBatch(name, {
    netns: lan,
    lines: [...lanLines(name), ...nodes.flatMap((it) => plugLines(name, it))],
    signal,
  });
  await Promise.all([
    mustRun(name, ["nsenter", `--net=${netnsFile(name, "lan")}`, "busybox", "sysctl", "-qw", "net.ipv4.ip_forward=1"], {
      signal,
    }),
    ipBatch(name, { netns: netnsOf(name, "client"), lines: clientLines(), signal }),
    ...nodes.map((it) => ipBatch(name, { netns: netnsOf(name, it.name), lines: hostLines(it), signal })),
  ]);
}

/** A namespace and NICs for one node: one that is new, or that had lost its power. */
export async function wireNode(lab: string, node: LabNode): Promise<void> {
  await ipBatch(lab, { lines: [`netns add ${netnsOf(lab, node.name)}`] });
  await ipBatch(lab, { netns: netnsOf(lab, "lan"), lines: plugLines(lab, node) });
  await ipBatch(lab, { netns: netnsOf(lab, node.name), lines: hostLines(node) });
}

/** Takes a node's NICs and its namespace away; what is gone already is left at that. */
export async function unwireNode(lab: string, node: string): Promise<void> {
  const lan = netnsOf(lab, "lan");
  // The port goes first: its peer, and all macvlan interfaces on that, go with it at once instead of some time later.
  for (const nic of ["eth0", "eth1"] as const) {
    if (existsSync(netnsFile(lab, "lan")))
      await mustRun(lab, ["ip", "-n", lan, "-force", "-batch", "-"], {
        input: `link del ${portOf(node, nic)}\n`,
      }).catch(() => undefined);
  }
  if (existsSync(netnsFile(lab, node))) await ipBatch(lab, { lines: [`netns del ${netnsOf(lab, node)}`] });
}

/** Removes every namespace of that lab. */
export async function unwire(lab: string): Promise<void> {
  await ipBatch(lab, { lines: netnsNames(lab).map((netns) => `netns del ${netns}`) });
}

/** Pulls a node's cable out of the switch, or plugs it in again: the node sees the carrier go and come. */
export async function setPort(lab: string, node: string, port: { nic: Nic; state: "up" | "down" }): Promise<void> {
  await mustRun(lab, ["ip", "-n", netnsOf(lab, "lan"), "link", "set", portOf(node, port.nic), port.state]);
}

/** The names of the namespaces that a lab has, as they are now. */
export function netnsNames(lab: string): readonly string[] {
  return allNetns().filter((it) => labOfNetns(it) === lab);
}

export function labsInNetns(): readonly string[] {
  return allNetns()
    .map(labOfNetns)
    .filter((it) => it !== undefined);
}

function allNetns(): readonly string[] {
  return existsSync(NETNS_ROOT) ? readdirSync(NETNS_ROOT) : [];
}

function lanLines(lab: string): readonly string[] {
  return [
    "link set lo up",
    // A bridge without an address of its own takes a port's, and another one when that port goes: to its neighbours the
    // router would have been swapped for another.
    "link add br0 address 02:53:4c:00:00:fe type bridge",
    "link add br1 address 02:53:4c:00:01:fe type bridge",
    `address add ${ROUTER}/20 dev br0`,
    "link set br0 up",
    "link set br1 up",
    `link add vlan1 type veth peer name eth0 netns ${netnsOf(lab, "client")}`,
    `address add ${CLIENT_GATEWAY}/24 dev vlan1`,
    "link set vlan1 up",
  ];
}

function clientLines(): readonly string[] {
  return [
    "link set lo up",
    `address add ${CLIENT}/24 dev eth0`,
    "link set eth0 up",
    `route add default via ${CLIENT_GATEWAY}`,
  ];
}

/** A node keeps its MAC addresses over a loss of power, as real NICs do. */
function plugLines(lab: string, node: LabNode): readonly string[] {
  return (["eth0", "eth1"] as const).flatMap((nic) => {
    const port = portOf(node.name, nic);
    const mac = `02:53:4c:0${nic.at(-1)}:00:${(node.index + 1).toString(16).padStart(2, "0")}`;
    return [
      `link add ${port} type veth peer name ${nic} address ${mac} netns ${netnsOf(lab, node.name)}`,
      `link set ${port} master ${SWITCH_OF[nic]} up`,
    ];
  });
}

/** The one default route of a host leads through the container VLAN's router: clients of other VLANs are answered there. */
function hostLines(node: LabNode): readonly string[] {
  return [
    "link set lo up",
    `address add ${node.management}/24 dev eth0`,
    `address add ${node.lan}/20 dev eth1`,
    "link set eth0 up",
    "link set eth1 up",
    `route add default via ${ROUTER}`,
  ];
}
