/**
 * Who is in a lab and which addresses they have: the reference case, 192.168.16.0/20 behind the router 192.168.31.254.
 *
 * Pure. Managers come first, then workers, in natural order, so that a host's address is the first of the slice that
 * its node will get. Refuses names that would not fit a hostname, an interface name or a socket's path.
 */
import { compareNatural } from "../core/slices/node-order.ts";
import { AppError } from "../errors/app-error.ts";

export interface LabNode {
  readonly name: string;
  readonly role: "manager" | "worker";
  /** From 0; it decides the node's addresses and stays with it. */
  readonly index: number;
  /** Address of eth0, on the management network: how managers find each other, whatever happens to the LAN. */
  readonly management: string;
  /** Address of eth1, on the container VLAN. */
  readonly lan: string;
  /** Root folder of another system whose dockerd this node runs; absent: this machine's own. */
  readonly root?: string;
  /** Its Engine's version, once it was asked: `26.1.5`. */
  readonly version?: string;
  /** Whether its Engine writes firewall rules. */
  readonly firewall: boolean;
}

export interface LabLayout {
  readonly name: string;
  readonly nodes: readonly LabNode[];
}

export interface LayoutRequest {
  /** Default: `lab`. */
  readonly name?: string;
  /** `mgr:3,swarm:3`, or names: `mgr01,swarm01`. The first one named is a manager, and so is `mgr…`, `manager…`. */
  readonly nodes?: string;
  /** By node name: the root folder of another system, for another Engine version. */
  readonly roots?: Readonly<Record<string, string>>;
  /** Such root folders for the other nodes, in turn: the first node keeps this machine's own Engine, the second gets the first root. */
  readonly deal?: readonly string[];
  /**
   * Whether the Engines write firewall rules, as they do on most hosts. Default: no. What has an address of the LAN never
   * passes them, and their hundred calls of `iptables` a node took up to half of the time that a lab needs to come up.
   */
  readonly firewall?: boolean;
}

export const ROUTER = "192.168.31.254";
export const SUBNET = "192.168.16.0/20";
export const CLIENT = "192.168.1.50";
export const CLIENT_GATEWAY = "192.168.1.1";
export const REGISTRY = `${ROUTER}:5000`;
/** The lab's own web page on port 80. */
export const WEB_IMAGE = `${REGISTRY}/it-tools:1`;
/** The user that ssh logs in as on every node; it may use the Engine there. */
export const LOGIN = "ops";
/** The places of a lab that are no nodes; `router` is the same place as `lan`. */
export const OTHER_PLACES: readonly string[] = ["client", "lan", "router"];

const DEFAULT_NODES = "mgr:3,swarm:3";
const MOST_NODES = 200;
/** A switch port is called `<node>-eth1`, and Linux allows 15 characters. */
const NODE_NAME = /^[a-z][a-z0-9-]{0,8}[a-z0-9]$/;
const LAB_NAME = /^[a-z][a-z0-9]{0,11}$/;

/** Throws LAB_NAME for what cannot be a lab's name: it becomes part of file, namespace and cgroup names. */
export function labName(text: string): string {
  if (!LAB_NAME.test(text)) throw new AppError("LAB_NAME", { name: text });
  return text;
}

/** The whole lab as data; throws LAB_NAME or LAB_NODES. */
export function layOut(request: LayoutRequest): LabLayout {
  const text = request.nodes ?? DEFAULT_NODES;
  const names = namesIn(text);
  for (const name of Object.keys(request.roots ?? {})) {
    if (!names.includes(name))
      throw new AppError("LAB_NODES", { text, reason: `no node ${name} to give an Engine to` });
  }
  const managers = names.filter((name, at) => at === 0 || name.startsWith("mgr") || name.startsWith("manager"));
  const workers = names.filter((name) => !managers.includes(name));
  const inOrder = [...managers.toSorted(compareNatural), ...workers.toSorted(compareNatural)];
  const dealt = [undefined, ...(request.deal ?? [])];
  const nodes = inOrder.map((name, index) =>
    nodeAt({
      name,
      index,
      role: managers.includes(name) ? "manager" : "worker",
      root: request.roots?.[name] ?? dealt[index % dealt.length],
      firewall: request.firewall ?? false,
    }),
  );
  return { name: labName(request.name ?? "lab"), nodes };
}

/** One node with its addresses; up to 16 are the first host of a slice of their own, later ones share a slice. */
export function nodeAt(
  it: Pick<LabNode, "name" | "index" | "role" | "firewall"> & { readonly root: string | undefined },
): LabNode {
  return {
    name: it.name,
    role: it.role,
    index: it.index,
    management: `10.88.0.${it.index + 1}`,
    firewall: it.firewall,
    lan: `192.168.${16 + (it.index % 16)}.${1 + Math.floor(it.index / 16)}`,
    ...(it.root === undefined ? {} : { root: it.root }),
  };
}

/** Throws LAB_NODES for a name that cannot be a node's, or is another place's. */
export function checkNodeName(name: string, text: string): void {
  if (!NODE_NAME.test(name)) {
    throw new AppError("LAB_NODES", {
      text,
      reason: `"${name}" is not 2 to 10 lower-case letters, digits and hyphens, beginning with a letter`,
    });
  }
  if (OTHER_PLACES.includes(name)) {
    throw new AppError("LAB_NODES", { text, reason: `${name} is a place of every lab, not a node` });
  }
}

/** The names that `mgr:3,swarm01` stands for, in its order. */
function namesIn(text: string): readonly string[] {
  const names = text.split(",").flatMap((part) => expand(part.trim(), text));
  for (const [at, name] of names.entries()) {
    checkNodeName(name, text);
    if (names.indexOf(name) !== at) throw new AppError("LAB_NODES", { text, reason: `${name} is named twice` });
  }
  if (names.length > MOST_NODES) {
    throw new AppError("LAB_NODES", { text, reason: `a lab holds up to ${MOST_NODES} nodes` });
  }
  return names;
}

function expand(part: string, text: string): readonly string[] {
  const [prefix = "", count, ...more] = part.split(":");
  if (count === undefined) return [prefix];
  if (!/^[1-9]\d{0,2}$/.test(count) || more.length > 0) {
    throw new AppError("LAB_NODES", { text, reason: `"${part}" is not PREFIX:COUNT` });
  }
  return Array.from({ length: Number(count) }, (_, at) => `${prefix}${String(at + 1).padStart(2, "0")}`);
}
