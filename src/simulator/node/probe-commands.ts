/**
 * The commands of swarmlan's probe (one shell script of many) as a healthy host and LAN answer them: who has an address
 * answers for it, nobody serves DHCP, and a host does not reach its own containers. Anything else is not modelled.
 */
import { formatAddress, parseAddress } from "../../model/address.ts";
import { contains, parseCidrLoose } from "../../model/cidr.ts";
import { imageOf } from "../images.ts";
import { hostsAt, holdersOf } from "../lan.ts";
import { notModelled } from "../refusal.ts";
import type { SimContainer, SimNode, World } from "../world.ts";
import { hostAddresses, hostTold, macOfNic } from "./host-shape.ts";

interface End {
  readonly code: number;
  readonly stdout: string;
}

const COMMAND = /\{ \( ([^]*?)\n\) >\$d\/\d+\.o /g;
const GATEWAY_MAC = "52:54:00:00:00:01";
const SILENT: End = { code: 1, stdout: "2 packets transmitted, 0 packets received, 100% packet loss\n" };
const ANSWERED: End = { code: 0, stdout: "round-trip min/avg/max = 0.100/0.200/0.300 ms\n" };

/** What the whole script prints; undefined for one that is not the probe's. */
export function probeOutput(world: World, node: SimNode, script: string): string | undefined {
  const commands = [...script.matchAll(COMMAND)].map(([, command = ""]) => command);
  if (commands.length === 0) return undefined;
  const ends = commands.map((it) => endOf(it, { world, node }));
  return ends.map((it, at) => `#${at} ${it.code} ${Buffer.byteLength(it.stdout)} 0\n${it.stdout}`).join("");
}

interface At {
  readonly world: World;
  readonly node: SimNode;
}

function endOf(command: string, at: At): End {
  if (command.startsWith("cd /sys/class/net")) return { code: 0, stdout: hostTold(at.node) };
  const arp = /^printf '([^']*)' \| arp-scan .* -I '([^']+)' /.exec(command);
  if (arp !== null) return arpScan(arp[1] ?? "", arp[2] ?? "", at);
  const ndp = /^echo "off [^]*; for a in ([0-9a-f.: ]+); do [^]* \$a '([^']+)' 2>&1/.exec(command);
  if (ndp !== null) return solicit(ndp[1] ?? "", ndp[2] ?? "", at);
  if (/\| socat .*255\.255\.255\.255:67/.test(command)) return { code: 0, stdout: "" };
  const ping = /^(?:nsenter -t (\d+) -n )?ping .*? ([0-9a-f.:]+)(?: & p=.*)?$/.exec(command);
  if (ping !== null) return pings(ping[1], ping[2] ?? "", at) ? ANSWERED : SILENT;
  const name = /^nsenter -t \d+ -n timeout 3 nslookup -type=a 'tasks\.([^']+)'/.exec(command)?.[1];
  if (name !== undefined) return lookUp(name, at);
  const listens = /cat \/proc\/(\d+)\/net\//.exec(command)?.[1];
  if (listens !== undefined) return listeners(listens, at);
  throw notModelled(`the command ${command.slice(0, 100)}`);
}

function arpScan(targets: string, parent: string, at: At): End {
  if (!at.node.parents.has(parent)) return { code: 1, stdout: `ioctl: No such device\n` };
  const asked = targets.split("\\n").flatMap(addressesIn);
  const lines = asked.flatMap((address) => macsAt(address, at).map((mac) => `${address}\t${mac}\n`));
  return { code: 0, stdout: lines.join("") };
}

/** As the probe's loop of ndisc6 tells: each address with its end, and the MAC addresses that answered. */
function solicit(targets: string, parent: string, at: At): End {
  const there = at.node.parents.has(parent);
  const lines = targets.split(" ").map((address) => {
    if (!there) return `${address} 1 ${parent}: No such device\n`;
    const macs = macsAt(address, at);
    return `${address} ${macs.length > 0 ? 0 : 2} ${macs.join(" ")}\n`;
  });
  return { code: 0, stdout: `off 0\nstate up\n${lines.join("")}` };
}

/** Its own containers and itself a parent does not see. */
function macsAt(address: string, { world, node }: At): readonly string[] {
  const containers = holdersOf(world, address).filter((it) => it.node !== node);
  const hosts = hostsAt(world, address).filter((it) => it !== node);
  return [
    ...containers.map((it) => it.mac),
    ...hosts.map((it) => macOfNic(it.hostname, parentOf(it, address))),
    ...(isGateway(node, address) ? [GATEWAY_MAC] : []),
  ];
}

function parentOf(host: SimNode, address: string): string {
  return hostAddresses(host).find((it) => it.address === address)?.parent ?? "eth0";
}

/** `A`, or `A-B` with both ends. */
function addressesIn(range: string): readonly string[] {
  const [from, to] = range.split("-").map((it) => parseAddress(it));
  if (from === undefined) return [];
  const count = Number((to ?? from).value - from.value) + 1;
  return Array.from({ length: count }, (_, step) => formatAddress({ ...from, value: from.value + BigInt(step) }));
}

function isGateway(node: SimNode, address: string): boolean {
  return [...node.networks.values()].some(({ wire }) => wire.IPAM.Config.some((it) => it.Gateway === address));
}

/** On the LAN whoever is there answers; beyond it, whatever the router leads to. */
function pings(pid: string | undefined, to: string, { world, node }: At): boolean {
  if (pid !== undefined && containerOf(node, pid) === undefined) throw notModelled(`process ${pid}`);
  const holders = holdersOf(world, to);
  if (holders.length > 0) return pid !== undefined || holders.some((it) => it.node !== node);
  const hosts = hostsAt(world, to);
  if (hosts.length > 0) return pid === undefined || hosts.some((it) => it !== node);
  return isGateway(node, to) || !isOnLan(node, to);
}

function isOnLan(node: SimNode, text: string): boolean {
  const address = parseAddress(text);
  if (address === undefined) return false;
  const subnets = [...node.networks.values()].flatMap(({ wire }) => wire.IPAM.Config.map((it) => it.Subnet ?? ""));
  return subnets.some((it) => {
    const subnet = parseCidrLoose(it)?.cidr;
    return subnet !== undefined && contains(subnet, address);
  });
}

function containerOf(node: SimNode, pid: string): SimContainer | undefined {
  return [...node.containers.values()].find((it) => String(it.pid) === pid && it.state === "running");
}

function lookUp(service: string, { world }: At): End {
  const known = [...world.swarm.services.values()].some((it) => it.Spec.Name === service);
  const name = `tasks.${service}`;
  if (!known) return { code: 1, stdout: `** server can't find ${name}: NXDOMAIN\n` };
  return { code: 0, stdout: `Server:\t\t127.0.0.11\nAddress:\t127.0.0.11:53\n\nName:\t${name}\nAddress: 127.0.0.1\n` };
}

/** As /proc/net/tcp has it (proc(5)): every port that the image serves, on all addresses of each family that it has. */
function listeners(pid: string, { world, node }: At): End {
  const container = containerOf(node, pid);
  const ports = container === undefined ? [] : imageOf(world, container.image).ports;
  const lines = (protocol: string, state: string, any: string): string =>
    ports
      .filter((it) => it.endsWith(`/${protocol}`))
      .map((it, at) => `${at}: ${any}:${hexPort(it)} ${any}:0000 ${state} 00000000:00000000\n`)
      .join("");
  const [four, six] = ["0".repeat(8), "0".repeat(32)];
  const both = container?.endpoints.some((it) => it.ipv6 !== undefined) === true;
  const of = (protocol: string, state: string) =>
    `@${protocol}\n${lines(protocol, state, four)}@${protocol}6\n${both ? lines(protocol, state, six) : ""}`;
  return { code: 0, stdout: `${of("tcp", "0A")}${of("udp", "07")}` };
}

function hexPort(port: string): string {
  return Number.parseInt(port, 10).toString(16).toUpperCase().padStart(4, "0");
}
