/** The spec that fits a lab: the reference case, with the Engines' sockets. Pure. */
import { type LabLayout, ROUTER, SUBNET } from "./layout.ts";
import { nodePaths } from "./paths.ts";

/** `swarmlan.yaml` for that lab. */
export function specText({ name, nodes }: LabLayout): string {
  const [first] = nodes;
  const sockets = nodes.map((node) => `    ${node.name}: unix://${nodePaths(name, node.name).socket}`);
  return `# The spec of the lab "${name}": every node hands out its own /24 of the container VLAN.
version: 1
swarm:
  manager: unix://${nodePaths(name, first?.name ?? "").socket}
  nodes:
${sockets.join("\n")}
lans:
  macvlanswarm:
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
