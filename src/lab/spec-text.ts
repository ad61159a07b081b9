/** The spec that fits a lab: the reference case, with the Engines' sockets. Pure. */
import { type LabLayout, LOGIN, ROUTER, SUBNET } from "./layout.ts";
import { nodePaths } from "./paths.ts";

/** The one LAN of a lab's spec. */
export const LAB_LAN = "macvlanswarm";

/** `swarmlan.yaml` for that lab: over the Engines' sockets from anywhere on this machine, or by ssh from inside the lab. */
export function specText(layout: LabLayout, way: "sockets" | "ssh" = "sockets"): string {
  return `# The spec of the lab "${layout.name}": every node hands out its own /24 of the container VLAN.
version: 1
swarm:
${way === "ssh" ? overSsh(layout) : overSockets(layout)}
lans:
  ${LAB_LAN}:
    subnet: ${SUBNET}
    gateway: ${ROUTER}
    slice: /24
    parent: eth1
    host: first
    edges: reserve
    node-network: macvlanconf
    attachable: true
`;
}

function overSockets({ name, nodes }: LabLayout): string {
  const sockets = nodes.map((node) => `    ${node.name}: unix://${nodePaths(name, node.name).socket}`);
  return [`  manager: unix://${nodePaths(name, nodes[0]?.name ?? "").socket}`, "  nodes:", ...sockets].join("\n");
}

function overSsh({ nodes }: LabLayout): string {
  return [`  manager: ssh://${LOGIN}@${nodes[0]?.name}`, `  nodes: ssh://${LOGIN}@{hostname}`].join("\n");
}
