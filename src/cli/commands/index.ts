/** All commands. What one does is loaded when it is called. */
import { type CommandDefinition, defineCommand } from "../define-command.ts";
import { labCommands } from "./lab-table.ts";
import { OUT, PLANNING, YES } from "./shared-options.ts";

/** Commands that only hold others. */
export const groups: readonly (readonly [name: string, summary: string])[] = [
  ["export", "What the spec wants, as things to read and run without swarmlan"],
  ["ledger", "Back up and restore who holds which slice"],
  ["lab", "A whole swarm of real Engines on this machine"],
];

export const commands: readonly CommandDefinition[] = [
  defineCommand({
    name: "plan",
    summary: "Show what apply would change, and whom it would cut off",
    options: [
      ...PLANNING,
      { flags: "--out <file>", summary: "save the plan, for apply to do exactly that" },
      { flags: "--detailed-exitcode", summary: "exit with 2 when there is something to change" },
    ],
    changes: false,
    answers: ["Plan"],
    examples: [
      ["swarmlan plan", "what would change"],
      ["swarmlan plan --out lan.plan", "for somebody to review"],
      ["swarmlan plan --detailed-exitcode -o json", "for a pipeline"],
    ],
    load: () => import("./plan.ts"),
  }),
  defineCommand({
    name: "apply",
    aliases: ["up"],
    summary: "Make the swarm as the spec says",
    arguments: [["[file]", "a plan that plan --out saved: exactly that is done, or nothing if it is stale"]],
    options: [
      ...PLANNING,
      ...YES,
      { flags: "--max-disruption <n>", summary: "tasks that may be cut off in total (with -y: 0 unless said)" },
      { flags: "--dry-run", summary: "show the plan and stop" },
    ],
    changes: true,
    answers: ["Plan", "ApplyReport"],
    examples: [
      ["swarmlan apply", "show the plan, ask, do it"],
      ["swarmlan apply -y", "do it unless somebody would be cut off"],
      ["swarmlan apply -y --max-disruption 3", "cut off three tasks at most"],
      ["swarmlan apply lan.plan", "what was reviewed, if it still is the plan"],
    ],
    load: () => import("./apply.ts"),
  }),
  defineCommand({
    name: "status",
    summary: "Show every LAN on every node: slice, addresses used and left",
    changes: false,
    answers: ["Status"],
    examples: [
      ["swarmlan status", "one row per LAN and node"],
      ["swarmlan status -o wide", "with reserved addresses and node IDs"],
    ],
    load: () => import("./status.ts"),
  }),
  defineCommand({
    name: "ps",
    summary: "List every container and task on the LANs with its address",
    options: [{ flags: "-w, --watch", summary: "show changes as they happen" }],
    changes: false,
    answers: ["Endpoints"],
    examples: [
      ["swarmlan ps", "who is where, with a link"],
      ["swarmlan ps --watch", "until interrupted"],
      ["swarmlan ps -o json", "for a program"],
    ],
    load: () => import("./ps.ts"),
  }),
  defineCommand({
    name: "find",
    summary: "Say who has an address, or which address something has",
    arguments: [["<what>", "an address, MAC, prefix, service, task, container or node"]],
    changes: false,
    answers: ["Found"],
    examples: [
      ["swarmlan find 192.168.19.2", "who has it, or why nobody can"],
      ["swarmlan find it-tools", "the addresses of a service"],
    ],
    load: () => import("./find.ts"),
  }),
  defineCommand({
    name: "test",
    summary: "Prove that a LAN works: a container on every ready node, reached from here and from each other",
    arguments: [["[lan]", "which one, when the spec has several"]],
    options: [
      { flags: "--image <image>", summary: "an image that serves HTTP (a lab has its own)" },
      { flags: "--port <port>", summary: "where it serves", fallback: "80" },
      { flags: "--report <format=file>", summary: "write junit=FILE for a pipeline" },
    ],
    changes: true,
    answers: ["TestReport"],
    examples: [
      ["swarmlan test --image nginx:alpine", "who reaches whom"],
      ["swarmlan test web --image nginx:alpine --report junit=t.xml", "one LAN, for a pipeline"],
    ],
    load: () => import("./test.ts"),
  }),
  defineCommand({
    name: "destroy",
    aliases: ["down"],
    summary: "Take a LAN out of the swarm and leave nothing behind",
    arguments: [["<lan>", "the LAN's name"]],
    options: [
      { flags: "--cut-off", summary: "take services off the LAN first (they go on running without it)" },
      { flags: "--confirm <name>", summary: "the LAN's name, in place of the prompt" },
      { flags: "--dry-run", summary: "show the steps and stop" },
    ],
    changes: true,
    answers: ["Plan", "ApplyReport"],
    examples: [
      ["swarmlan destroy macvlanswarm", "asks for the name"],
      ["swarmlan destroy web --confirm web --cut-off", "without a terminal"],
    ],
    load: () => import("./destroy.ts"),
  }),
  defineCommand({
    name: "release",
    summary: "End the quarantine of a slice by hand",
    arguments: [["<node|slice>", "a node that left, or the slice it held"]],
    options: [{ flags: "--dry-run", summary: "say whether it can be released, and stop" }],
    changes: true,
    answers: ["ApplyReport"],
    examples: [
      ["swarmlan release swarm03", "everything that this node left behind"],
      ["swarmlan release 192.168.21.0/24", "one slice"],
    ],
    load: () => import("./release.ts"),
  }),
  defineCommand({
    name: "export shell",
    summary: "Write the docker commands: a block per node, then the swarm networks",
    options: OUT,
    changes: false,
    answers: ["Export"],
    examples: [
      ["swarmlan export shell", "to read, or to copy by hand"],
      ["swarmlan export shell --out lans.sh", "to run on every node"],
    ],
    load: () => import("./export.ts").then((it) => ({ run: it.exportAs("shell") })),
  }),
  defineCommand({
    name: "export compose",
    summary: "Write what a stack file needs: the external networks and the placement constraint",
    options: OUT,
    changes: false,
    answers: ["Export"],
    examples: [["swarmlan export compose", "to copy into a stack file"]],
    load: () => import("./export.ts").then((it) => ({ run: it.exportAs("compose") })),
  }),
  defineCommand({
    name: "export ansible",
    summary: "Write an Ansible playbook that makes the networks",
    options: OUT,
    changes: false,
    answers: ["Export"],
    examples: [["swarmlan export ansible --out lans.yaml", "says in its head how to run it"]],
    load: () => import("./export.ts").then((it) => ({ run: it.exportAs("ansible") })),
  }),
  defineCommand({
    name: "ledger export",
    summary: "Save every ledger of the swarm",
    arguments: [["[file]", "where to; without it, see -o json"]],
    changes: false,
    answers: ["Ledgers"],
    examples: [
      ["swarmlan ledger export backup.json", "to a file"],
      ["swarmlan ledger export -o json", "to stdout, in the same form"],
    ],
    load: () => import("./ledger-export.ts"),
  }),
  defineCommand({
    name: "ledger import",
    summary: "Write back what ledger export saved",
    arguments: [["<file>", "the backup"]],
    options: [...YES, { flags: "--dry-run", summary: "show what would be written and stop" }],
    changes: true,
    answers: ["Plan", "ApplyReport"],
    examples: [["swarmlan ledger import backup.json", "shows what it writes, and asks"]],
    load: () => import("./ledger-import.ts"),
  }),
  defineCommand({
    name: "explain",
    summary: "Say what a code means and what to do next",
    arguments: [["[code]", "as it stands in a message; all of them without it"]],
    changes: false,
    answers: ["Codes"],
    examples: [
      ["swarmlan explain RANGE_EXHAUSTED", "one code"],
      ["swarmlan explain -o json", "all of them"],
    ],
    load: () => import("./explain.ts"),
  }),
  defineCommand({
    name: "schema",
    summary: "Print the JSON Schema of the spec, or of what -o json answers",
    arguments: [["[name]", "spec (when left out), progress, a kind of answer, or list"]],
    changes: false,
    answers: ["Schema"],
    examples: [
      ["swarmlan schema", "for an editor; keep it in a file"],
      ["swarmlan schema Plan", "of what plan -o json answers"],
      ["swarmlan schema list", "all names"],
    ],
    load: () => import("./schema.ts"),
  }),
  ...labCommands,
];
