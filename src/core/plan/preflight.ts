/**
 * What must hold on every node before the first write. Each finding of severity error refuses the LAN.
 */
import { type Finding, finding } from "../../model/finding.ts";
import type { LanName } from "../../model/ids.ts";
import type { Ledger } from "../../model/ledger.ts";
import type { EngineNetwork, Snapshot, SwarmNode } from "../../model/snapshot.ts";
import type { LanSpec, Spec } from "../../model/spec.ts";
import { needsWideIpam } from "../slices/wide-pool.ts";
import { isOlder } from "./engine-version.ts";
import type { Answered, LanScene } from "./lan-scene.ts";
import { LAN_LABEL } from "./names.ts";
import { isOurs, parentOn } from "./node-network.ts";
import type { PlanQuestion } from "./plan-question.ts";

/** A LAN as it is, and the LANs beside it. */
interface Preflight {
  readonly scene: LanScene;
  readonly ledgers: ReadonlyMap<LanName, Ledger>;
  /** The ledgers of LANs that left the spec: what stands of them is removed first, or refuses everything by itself. */
  readonly left: readonly Ledger[];
  readonly question: PlanQuestion;
}

/** Names that are taken, Engines that cannot, nodes that are not there. */
export function preflightLan(lan: LanSpec, asked: Preflight): readonly Finding[] {
  const { scene } = asked;
  const taking = scene.answered.filter(({ node }) => !lan.nodes[node.hostname]?.skip);
  return [
    ...nodesNotThere(lan, scene.snapshot),
    ...swarmNetworkNotOurs(lan, scene),
    ...taking.flatMap((it) => {
      const found = [...namesTaken(lan, asked, it), ...engineCannot(lan, it)];
      return isPassedOver(it, asked) ? found.map((one): Finding => ({ ...one, severity: "warn" })) : found;
    }),
  ];
}

/**
 * Who says `--only-node` has been told of the others. Not before there is a swarm network: to make it is to let tasks land
 * there.
 */
function isPassedOver({ node }: Answered, { scene, question }: Preflight): boolean {
  const { onlyNode } = question;
  return onlyNode !== undefined && onlyNode !== node.hostname && scene.swarmNetwork !== undefined;
}

/** Two nodes of one hostname are refused only if neither is Down: a node that was made anew leaves its old self there. */
export function preflightHostnames(snapshot: Snapshot): readonly Finding[] {
  const up = snapshot.swarm.nodes.filter((node) => node.state !== "down");
  const twice = [...new Set(up.map((it) => it.hostname))].filter(
    (hostname) => up.filter((it) => it.hostname === hostname).length > 1,
  );
  return twice.map((hostname) => {
    const nodes = up.filter((it) => it.hostname === hostname).map((it) => it.id);
    return finding("HOSTNAME_TWICE", { hostname, nodes }, { target: { node: hostname } });
  });
}

/** Engines up to 26.1 take one macvlan network per parent (moby#47317). */
export function preflightParents(spec: Spec, snapshot: Snapshot): readonly Finding[] {
  return snapshot.nodes.flatMap((view) => {
    if (view.kind === "failed" || !isOlder(view.engine.version, "27.0.1")) return [];
    const taking = spec.lans.filter((lan) => !lan.nodes[view.node.hostname]?.skip);
    const parents = [...new Set(taking.map((lan) => parentOn(lan, view.node.hostname)))];
    return parents.flatMap((parent) => {
      const sharing = taking.filter((lan) => parentOn(lan, view.node.hostname) === parent);
      if (sharing.length < 2) return [];
      const details = {
        node: view.node.hostname,
        version: view.engine.version,
        parent,
        lans: sharing.map((it) => it.name),
      };
      const at = sharing.map((it) => ["lans", it.name, "parent"]);
      return [finding("PARENT_SHARED", details, { target: { node: view.node.hostname, interface: parent }, at })];
    });
  });
}

function nodesNotThere(lan: LanSpec, snapshot: Snapshot): readonly Finding[] {
  const there = new Set(snapshot.swarm.nodes.map((it) => it.hostname));
  return Object.keys(lan.nodes)
    .filter((node) => !there.has(node))
    .map((node) =>
      finding(
        "NODE_NOT_IN_SWARM",
        { lan: lan.name, node },
        { severity: "warn", target: { lan: lan.name, node }, at: [["lans", lan.name, "nodes", node]] },
      ),
    );
}

function swarmNetworkNotOurs(lan: LanSpec, scene: LanScene): readonly Finding[] {
  const found = scene.swarmNetwork;
  if (found === undefined || isSwarmNetworkOurs(scene, lan.nodeNetwork)) return [];
  const node =
    scene.snapshot.swarm.nodes.find((it) => it.id === scene.snapshot.swarm.manager.node)?.hostname ?? "the swarm";
  return [
    finding("NETWORK_NOT_OURS", { network: found.name, node }, { target: { lan: lan.name, network: found.name } }),
  ];
}

/** Its id is in the ledger, or it borrows a node network that is ours: it can carry no label itself. */
export function isSwarmNetworkOurs(scene: LanScene, nodeNetwork: string): boolean {
  const found = scene.swarmNetwork;
  if (found === undefined) return false;
  if (scene.ledger.swarmNetworks.includes(found.id)) return true;
  const borrowed = new Set([nodeNetwork, found.configFrom]);
  return scene.answered.some(({ node, engine }) =>
    engine.networks.some(
      (it) =>
        it.configOnly &&
        borrowed.has(it.name) &&
        it.name === found.configFrom &&
        isOurs(it, scene.lan, scene.entryOf(node.id)),
    ),
  );
}

function namesTaken(lan: LanSpec, asked: Preflight, { node, engine }: Answered): readonly Finding[] {
  const target = { lan: lan.name, node: node.hostname };
  return engine.networks.flatMap((it) => {
    if (it.name === lan.name && it.scope !== "swarm") {
      const owner = otherOwner(it, lan, asked);
      if (owner !== undefined) return ofOther(it, owner, { lan, node, asked });
      const details = { network: it.name, node: node.hostname, driver: it.driver, scope: it.scope };
      return [finding("NETWORK_NAME_CLASH", details, { target: { ...target, network: it.name } })];
    }
    if (it.name !== lan.nodeNetwork || (it.configOnly && isOurs(it, lan.name, asked.scene.entryOf(node.id)))) return [];
    const owner = otherOwner(it, lan, asked);
    if (owner !== undefined) return ofOther(it, owner, { lan, node, asked });
    const details = { network: it.name, node: node.hostname };
    return [finding("NETWORK_NOT_OURS", details, { target: { ...target, network: it.name } })];
  });
}

/** Another LAN of swarmlan whose node network it is: by its label, or by that LAN's ledger. */
function otherOwner(network: EngineNetwork, lan: LanSpec, { ledgers, left, question }: Preflight): LanName | undefined {
  if (!network.configOnly && network.scope !== "swarm") return undefined;
  const known = [...ledgers.values(), ...left];
  const label = network.labels[LAN_LABEL];
  const named = [...known.map((it) => it.lan), ...question.spec.lans.map((it) => it.name)].find((it) => it === label);
  const recorded = known.find((it) =>
    [it.swarmNetworks, ...it.entries.map((entry) => entry.networks)].some((ids) => ids.includes(network.id)),
  );
  const owner = named ?? recorded?.lan;
  return owner === lan.name ? undefined : owner;
}

function ofOther(
  network: EngineNetwork,
  owner: LanName,
  { lan, node, asked }: { lan: LanSpec; node: SwarmNode; asked: Preflight },
): readonly Finding[] {
  if (asked.left.some((it) => it.lan === owner)) return [];
  const details = { network: network.name, node: node.hostname, owner, lan: lan.name };
  const target = { lan: lan.name, node: node.hostname, network: network.name };
  return [finding("NETWORK_OF_OTHER_LAN", details, { target, at: [["lans", lan.name, "node-network"]] })];
}

function engineCannot(lan: LanSpec, { node, engine }: Answered): readonly Finding[] {
  const target = { lan: lan.name, node: node.hostname };
  const { version } = engine;
  const broken = version.startsWith("28.0.0")
    ? [finding("ENGINE_BREAKS_CONFIG_FROM", { node: node.hostname, version }, { target })]
    : [];
  const narrow =
    needsWideIpam(lan) && isOlder(version, "28.0.0")
      ? [
          finding(
            "IPV6_POOL_TOO_WIDE",
            { lan: lan.name, node: node.hostname, version },
            { target, at: [["lans", lan.name, "ipv6"]] },
          ),
        ]
      : [];
  return [...broken, ...narrow];
}
