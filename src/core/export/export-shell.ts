/** A wanted state as a shell script: a block per node, then the swarm networks. Plain sh, nothing that docker does not bring. */
import type { WantedLan, WantedState } from "../plan/wanted-state.ts";
import { nodeNetworkCommand, swarmNetworkCommand } from "./docker-commands.ts";

const LONGEST = 180;

export function exportShell({ swarmId, lans }: WantedState): string {
  const nodes = new Map(lans.flatMap((it) => it.nodes).map(({ node }) => [node.id, node]));
  return [
    ...HEAD(swarmId),
    ...[...nodes.values()].flatMap((node) => {
      const own = lans.flatMap((it) => it.nodes.filter((one) => one.node.id === node.id));
      const commands = own.map((it) => commandLine(nodeNetworkCommand(it.network)));
      return block(`${node.hostname}, a ${node.role}`, quoted(node.hostname), commands);
    }),
    ...block("on one manager, when every node above has its own", "--swarm", lans.flatMap(swarmLines)),
    ...UNKNOWN,
    "",
  ].join("\n");
}

const HEAD = (swarmId: string) => [
  "#!/bin/sh",
  `# The LANs of the swarm ${quoted(swarmId)} as docker commands, written by "swarmlan export shell".`,
  "#",
  "#   sh FILE            on every node: runs the block of that node",
  "#   sh FILE --swarm    then on one manager: makes the swarm networks",
  "#",
  "# Or copy the lines by hand. What they make is nobody's; swarmlan takes it over with: swarmlan import",
  "set -eu",
  "",
  `node="\${1:-$(docker info --format '{{.Name}}')}"`,
  'case "$node" in',
  "",
];

const UNKNOWN = ["*)", 'echo "there is no block for $node" >&2', "exit 1", ";;", "esac"];

function block(title: string, pattern: string, lines: readonly string[]): readonly string[] {
  return [`# ${title}`, `${pattern})`, ...lines, ";;", ""];
}

function swarmLines({ lan }: WantedLan): readonly string[] {
  return [
    `# "docker network prune" on a manager takes it away again while no service is on it.`,
    commandLine(swarmNetworkCommand(lan)),
  ];
}

/** On one line where that can be read, else broken before flags. */
function commandLine(words: readonly string[]): string {
  const whole = words.map(quoted).join(" ");
  if (whole.length <= LONGEST) return whole;
  const lines: string[] = [];
  let line = "";
  for (const word of words) {
    if (word.startsWith("-") && line.length > LONGEST / 2) {
      lines.push(`${line} \\`);
      line = " ";
    }
    line += line === "" ? quoted(word) : ` ${quoted(word)}`;
  }
  return [...lines, line].join("\n");
}

/** As sh reads it back. */
function quoted(word: string): string {
  return /^[A-Za-z0-9_./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
