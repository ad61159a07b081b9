/**
 * A wanted state as an Ansible playbook: the node networks on every node, then the swarm networks on one manager.
 *
 * Looks first, makes what is missing, and fails where something else has the name; a second run changes nothing. Only
 * modules of ansible-core: the docker modules of the community collections need a Python library on every node.
 */
import { formatAddress } from "../../model/address.ts";
import { formatCidr } from "../../model/cidr.ts";
import type { WantedNode, WantedState } from "../plan/wanted-state.ts";
import { nodeNetworkCommand, swarmNetworkCommand } from "./docker-commands.ts";
import { yamlScalar } from "./yaml-scalar.ts";

export function exportAnsible({ swarmId, lans }: WantedState): string {
  const all = lans.flatMap((it) => it.nodes);
  const nodes = [...new Map(all.map(({ node }) => [node.hostname, node])).values()];
  const manager = nodes.find((it) => it.role === "manager") ?? nodes[0];
  return [
    `# The LANs of the swarm ${text(swarmId)}, written by "swarmlan export ansible". Run it as who may use docker there:`,
    "#",
    "#   ansible-playbook -i inventory.yaml FILE",
    "#",
    "# inventory.yaml; a node whose Engine is elsewhere says swarmlan_environment: { DOCKER_HOST: … }",
    "#   all:",
    "#     hosts:",
    ...nodes.map((it) => `#       ${text(it.hostname)}: { ansible_host: ${text(it.address)} }`),
    "- name: The config-only networks, one set per node",
    `  hosts: [${nodes.map((it) => text(it.hostname)).join(", ")}]`,
    ...PLAY,
    "    swarmlan_networks:",
    ...nodes.flatMap((node) => [
      `      ${text(node.hostname)}:`,
      ...all.filter((it) => it.node.id === node.id).flatMap(nodeEntry),
    ]),
    ...tasks("swarmlan_networks[inventory_hostname]", SAME_NODE_NETWORK),
    "",
    "- name: The swarm networks, from one manager (any will do) that has its own config-only networks",
    `  hosts: [${text(manager?.hostname ?? "")}]`,
    ...PLAY,
    "    swarmlan_networks:",
    ...lans.flatMap(({ lan }) => [
      `      - name: ${text(lan.name)}`,
      `        borrows: ${text(lan.nodeNetwork)}`,
      `        create: ${list(swarmNetworkCommand(lan))}`,
    ]),
    ...tasks("swarmlan_networks", SAME_SWARM_NETWORK),
    "",
  ].join("\n");
}

const PLAY = [
  "  gather_facts: false",
  "  any_errors_fatal: true",
  '  environment: "{{ swarmlan_environment | default({}) }}"',
  "  vars:",
];

function nodeEntry({ network }: WantedNode): readonly string[] {
  const aux = network.families.flatMap((it) => Object.values(it.aux));
  return [
    `        - name: ${text(network.name)}`,
    `          parent: ${text(network.parent)}`,
    `          slices: ${list(network.families.map((it) => formatCidr(it.slice)).sort())}`,
    `          gateways: ${list(network.families.map((it) => formatAddress(it.gateway)).sort())}`,
    `          aux: ${list([...aux].sort())}`,
    `          create: ${list(nodeNetworkCommand(network))}`,
  ];
}

const IPAM = "(item.stdout | from_json)[0].IPAM.Config";
const SAME_NODE_NETWORK = [
  "(item.stdout | from_json)[0].ConfigOnly",
  "(item.stdout | from_json)[0].Options.parent == item.item.parent",
  `${IPAM} | map(attribute='IPRange') | sort == item.item.slices`,
  `${IPAM} | map(attribute='Gateway') | sort == item.item.gateways`,
  `${IPAM} | map(attribute='AuxiliaryAddresses', default={}) | map('dict2items') | flatten | map(attribute='value') | sort == item.item.aux`,
];
const SAME_SWARM_NETWORK = [
  "(item.stdout | from_json)[0].Driver == 'macvlan'",
  "(item.stdout | from_json)[0].Scope == 'swarm'",
  "(item.stdout | from_json)[0].ConfigFrom.Network == item.item.borrows",
];

/** Look, make, read back. */
function tasks(networks: string, same: readonly string[]): readonly string[] {
  return [
    "  tasks:",
    "    - name: Look which networks are there",
    "      ansible.builtin.command:",
    // No filter: on a manager it does not look among swarm networks as it does among others (observed on 20.10).
    '        argv: [docker, network, ls, --format, !unsafe "{{ .Name }}"]',
    "      register: names",
    "      changed_when: false",
    "      check_mode: false",
    "    - name: Make those that are missing",
    "      ansible.builtin.command:",
    '        argv: "{{ item.create }}"',
    `      loop: "{{ ${networks} }}"`,
    '      loop_control: { label: "{{ item.name }}" }',
    "      when: item.name not in names.stdout_lines",
    "    - name: Read them back",
    "      ansible.builtin.command:",
    '        argv: [docker, network, inspect, "{{ item.name }}"]',
    `      loop: "{{ ${networks} }}"`,
    '      loop_control: { label: "{{ item.name }}" }',
    "      register: there",
    "      changed_when: false",
    "    - name: See that they are as wanted",
    "      ansible.builtin.assert:",
    '        fail_msg: "{{ item.item.name }} is there, but it is not as wanted: see docker network inspect {{ item.item.name }}"',
    "        quiet: true",
    "        that:",
    ...same.map((it) => `          - ${JSON.stringify(it)}`),
    '      loop: "{{ there.results }}"',
    '      loop_control: { label: "{{ item.item.name }}" }',
  ];
}

function list(words: readonly string[]): string {
  return `[${words.map(text).join(", ")}]`;
}

/** What Ansible would take for a template is told to be none. */
function text(value: string): string {
  return /\{[{%#]/.test(value) ? `!unsafe ${JSON.stringify(value)}` : yamlScalar(value);
}
