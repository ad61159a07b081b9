/**
 * Writes a commented `swarmlan.yaml` from a proposal. Reading the result gives what was proposed.
 *
 * What is a default is written only where a reader will want to change it. Refuses nothing: a proposal with a name that
 * no spec may have is written, and refused when it is read.
 */
import { formatAddress } from "../../model/address.ts";
import { formatCidr } from "../../model/cidr.ts";
import type { NodeHost } from "../../model/spec.ts";
import type { LanProposal, NodeProposal, SpecProposal } from "./spec-proposal.ts";
import { yamlKey, yamlText } from "./yaml-text.ts";

/** The whole file, with a newline at its end. */
export function renderSpec(proposal: SpecProposal): string {
  const lines = [
    "# yaml-language-server: $schema=swarmlan.schema.json",
    "# What swarmlan makes of this swarm's LANs. See what it would do: swarmlan plan",
    "# For completion and checks in an editor: swarmlan schema > swarmlan.schema.json",
    "version: 1",
    ...swarmLines(proposal.swarm),
    "lans:",
    ...proposal.lans.flatMap(lanLines),
  ];
  return `${lines.join("\n")}\n`;
}

/** `key: value`, with its comment in a column of its own. */
function line(indent: number, text: string, comment?: string): string {
  const start = " ".repeat(indent) + text;
  return comment === undefined ? start : `${start.padEnd(39)} # ${comment}`;
}

function swarmLines(swarm: SpecProposal["swarm"]): readonly string[] {
  const { manager, id, nodes } = swarm;
  const lines: string[] = [];
  if (manager !== undefined) lines.push(line(2, `manager: ${yamlText(manager)}`, "how a manager's Engine is reached"));
  if (id !== undefined) lines.push(line(2, `id: ${yamlText(id)}`, "refuse any other swarm"));
  if (nodes?.kind === "template") {
    lines.push(line(2, `nodes: ${yamlText(nodes.text)}`, "how every node's Engine is reached"));
  }
  if (nodes?.kind === "map") {
    const entries = Object.entries(nodes.byHostname);
    lines.push(line(2, entries.length === 0 ? "nodes: {}" : "nodes:", "how every node's Engine is reached"));
    lines.push(...entries.map(([hostname, endpoint]) => line(4, `${yamlKey(hostname)}: ${yamlText(endpoint)}`)));
  }
  return lines.length === 0 ? [] : ["swarm:", ...lines];
}

function lanLines(lan: LanProposal): readonly string[] {
  const lines = [
    line(2, `${yamlKey(lan.name)}:`, "also the name of the swarm network that services attach to"),
    line(4, `subnet: ${formatCidr(lan.subnet)}`),
    line(4, `gateway: ${formatAddress(lan.gateway)}`, "the router's address on this LAN"),
    line(4, `slice: /${lan.sliceLength}`, "each node's share of the subnet"),
    ...optional(lan.pool, (pool) => line(4, `pool: ${formatCidr(pool)}`, "the part to hand out: keep DHCP out of it")),
    line(4, `parent: ${yamlText(lan.parent)}`, "the host interface that containers sit on"),
    ...optional(lan.host, (host) => line(4, `host: ${host}`, hostComment(host))),
    line(4, `edges: ${lan.edges ?? "reserve"}`, "reserve = keep .0 and .255 of every /24 out, allow = hand them out"),
    line(4, `reserve: ${flowList(lan.reserve ?? [])}`, "never handed out: addresses, prefixes, FIRST-LAST"),
    ...optional(lan.nodeNetwork, (name) =>
      line(4, `node-network: ${yamlText(name)}`, "the config-only network on each node"),
    ),
    ...optional(lan.attachable, (it) => line(4, `attachable: ${it}`, "only services can be on it")),
    ...optional(lan.internal, (it) => line(4, `internal: ${it}`, "containers get no default route")),
    ...optional(lan.mode, (mode) => line(4, `mode: ${mode}`, "of macvlan")),
    ...optional(lan.ipv6, ({ subnet, gateway, sliceLength, pool }) => {
      const parts = `subnet: "${formatCidr(subnet)}", gateway: "${formatAddress(gateway)}", slice: /${sliceLength}`;
      return line(4, `ipv6: { ${parts}${optional(pool, (it) => `, pool: "${formatCidr(it)}"`).join("")} }`);
    }),
  ];
  return [...lines, ...nodesLines(lan.nodes)];
}

function nodesLines(nodes: readonly NodeProposal[]): readonly string[] {
  if (nodes.length === 0) return [];
  const written = nodes.filter((node) => parts(node) !== undefined);
  const free = nodes.filter((node) => parts(node) === undefined);
  const width = Math.max(0, ...free.map((node) => yamlKey(node.hostname).length));
  return [
    ...(free.length === 0 ? [] : [line(4, "# Nodes get their slices by themselves:")]),
    ...free.map((node) => line(4, `#   ${yamlKey(node.hostname).padEnd(width)}${sliceNote(node)}`.trimEnd())),
    ...(written.length === 0 ? [] : [line(4, "nodes:")]),
    ...written.map((node) => line(6, `${yamlKey(node.hostname)}: { ${parts(node)} }${writtenNote(node)}`)),
  ];
}

/** What one node says of its own; `undefined` for nothing. */
function parts(node: NodeProposal): string | undefined {
  const pin = node.pin === true;
  const said = [
    ...optional(pin ? node.slice : undefined, (slice) => `slice: ${formatCidr(slice)}`),
    ...optional(node.parent, (parent) => `parent: ${yamlText(parent)}`),
    ...optional(node.host, (host) => `host: ${hostText(host)}`),
    ...(node.router === true ? ["router: true"] : []),
    ...(node.skip === true ? ["skip: true"] : []),
    ...optional(parts6(node), (said6) => `ipv6: { ${said6} }`),
  ];
  return said.length === 0 ? undefined : said.join(", ");
}

function parts6({ pin, slice6, host6 }: NodeProposal): string | undefined {
  const said = [
    ...optional(pin === true ? slice6 : undefined, (slice) => `slice: "${formatCidr(slice)}"`),
    ...optional(host6, (host) => `host: ${hostText(host)}`),
  ];
  return said.length === 0 ? undefined : said.join(", ");
}

function hostText(host: NodeHost): string {
  return typeof host === "string" ? host : yamlText(formatAddress(host));
}

function writtenNote(node: NodeProposal): string {
  return node.pin === true || node.slice === undefined ? "" : `   #${sliceNote(node)}`;
}

function sliceNote(node: NodeProposal): string {
  const slices = [node.slice, node.slice6].filter((slice) => slice !== undefined).map(formatCidr);
  return slices.length === 0 ? "" : `  ${slices.join("  ")}`;
}

function hostComment(host: "first" | "none"): string {
  return host === "first"
    ? "each host's own NIC has the second address of its slice"
    : "hosts have no address inside the slices";
}

function flowList(texts: readonly string[]): string {
  return `[${texts.map(yamlText).join(", ")}]`;
}

function optional<T>(value: T | undefined, render: (value: T) => string): readonly string[] {
  return value === undefined ? [] : [render(value)];
}
