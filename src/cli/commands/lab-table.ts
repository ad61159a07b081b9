/** The commands of the lab. */
import { type CommandDefinition, defineCommand, type OptionDefinition } from "../define-command.ts";

const NAME: OptionDefinition = { flags: "--name <name>", summary: "which lab", fallback: "lab", value: "lab" };

/** Not from the lab's own list: help need not load the lab. `lab-fault.ts` refuses what is none. */
const FAULTS = ["stop", "crash", "power", "cable"];

export const labCommands: readonly CommandDefinition[] = [
  defineCommand({
    name: "lab up",
    summary: "Raise a swarm of real Engines in network namespaces",
    options: [
      NAME,
      { flags: "--nodes <nodes>", summary: "prefixes with counts, or names: mgr:3,swarm:3" },
      {
        flags: "--engine <which=root...>",
        summary:
          "another Engine, from the root folder of another system. VERSION=ROOT: dealt over the nodes, in turn with this machine's own and with other --engine; NODE=ROOT: for that node",
      },
    ],
    specless: true,
    changes: true,
    answers: ["Lab"],
    examples: [
      ["sudo swarmlan lab up", "six nodes, as in the reference case"],
      ["sudo swarmlan lab up --name small --nodes mgr01,swarm01", "two nodes"],
      ["sudo swarmlan lab up --engine 26.1=/srv/trixie", "every other node runs the Engine in that folder"],
      ["sudo swarmlan lab up --engine swarm03=/srv/trixie", "one node does"],
    ],
    load: () => import("./lab-up.ts"),
  }),
  defineCommand({
    name: "lab demo",
    summary: "Show the main job end to end, on a lab of its own or simulated",
    options: [
      { flags: "--name <name>", summary: "which lab", fallback: "demo", value: "lab" },
      { flags: "--keep", summary: "leave the lab up, to go on with it" },
      { flags: "--simulated", summary: "on Engines in memory, as where no lab can run" },
    ],
    specless: true,
    changes: true,
    answers: ["Demo"],
    examples: [
      ["sudo swarmlan lab demo --keep", "and then look around in it"],
      ["swarmlan lab demo", "not root, or not Linux: simulated, and says so"],
    ],
    load: () => import("./lab-demo.ts"),
  }),
  defineCommand({
    name: "lab down",
    summary: "Take a lab away, whole or half-made",
    options: [NAME],
    specless: true,
    changes: true,
    answers: ["Lab"],
    examples: [["sudo swarmlan lab down", "no process, mount or file of it stays"]],
    load: () => import("./lab-down.ts"),
  }),
  defineCommand({
    name: "lab ls",
    summary: "List the labs of this machine and their nodes",
    specless: true,
    changes: false,
    answers: ["Labs"],
    examples: [["sudo swarmlan lab ls", "what is up, and what is left over"]],
    load: () => import("./lab-ls.ts"),
  }),
  defineCommand({
    name: "lab in",
    summary: "Run a program in the network of a place of the lab",
    arguments: [
      ["<place>", "a node, client, lan or router", "lab-place"],
      ["[command...]", "a shell without it"],
    ],
    options: [NAME],
    changes: true,
    answers: ["Program"],
    passThrough: true,
    examples: [["sudo swarmlan lab in client ping -c1 192.168.19.2", "from a host in another VLAN"]],
    load: () => import("./lab-in.ts"),
  }),
  defineCommand({
    name: "lab docker",
    summary: "Run the docker CLI against one Engine of the lab",
    arguments: [
      ["<node>", "its name", "lab-node"],
      ["[command...]", "what docker is told"],
    ],
    options: [NAME],
    changes: true,
    answers: ["Program"],
    passThrough: true,
    examples: [["sudo swarmlan lab docker mgr01 service ls", "as on that node"]],
    load: () => import("./lab-docker.ts"),
  }),
  defineCommand({
    name: "lab break",
    summary: "Let something happen to a node of the lab",
    arguments: [
      ["<node>", "its name", "lab-node"],
      ["<fault>", "what happens: its Engine stops or crashes, or its power or LAN cable is gone", { choices: FAULTS }],
    ],
    options: [NAME],
    specless: true,
    changes: true,
    answers: ["Lab"],
    examples: [
      ["sudo swarmlan lab break swarm02 power", "as when its plug is pulled"],
      ["sudo swarmlan lab break mgr01 stop", "as systemctl stop docker does"],
    ],
    load: () => import("./lab-fault.ts").then((it) => ({ run: it.runBreak })),
  }),
  defineCommand({
    name: "lab mend",
    summary: "Give a node its power, its LAN cable and its Engine back",
    arguments: [["<node>", "its name", "lab-node"]],
    options: [NAME],
    specless: true,
    changes: true,
    answers: ["Lab"],
    examples: [["sudo swarmlan lab mend swarm02", "and then: swarmlan status"]],
    load: () => import("./lab-fault.ts").then((it) => ({ run: it.runMend })),
  }),
  defineCommand({
    name: "lab image",
    summary: "Make the image that doctor probes nodes with, from this machine's programs",
    arguments: [["<file>", "where to; docker load takes it", "file"]],
    answers: ["LabImage"],
    specless: true,
    changes: true,
    examples: [["swarmlan lab image swarmlan-probe.tar", "for a registry of your own"]],
    load: () => import("./lab-image.ts"),
  }),
  defineCommand({
    name: "lab load",
    summary: "Put an image into the lab's registry",
    arguments: [
      ["<image>", "a file of docker save, a root file system's tar, or an image of this machine", "file"],
      ["[command...]", "what a root file system runs"],
    ],
    options: [NAME, { flags: "--as <name>", summary: "its name in the registry" }],
    specless: true,
    changes: true,
    answers: ["LabImage"],
    examples: [["sudo swarmlan lab load nginx:alpine", "from this machine's Engine"]],
    load: () => import("./lab-load.ts"),
  }),
];
