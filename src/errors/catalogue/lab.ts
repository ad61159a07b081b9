/** What can go wrong with the lab: a machine that cannot hold one, a name that is taken, a node that does not come up. */
import { entry } from "../entry.ts";

/** A program that the lab needs, and the Debian package that has it. */
interface MissingTool {
  readonly tool: string;
  readonly package: string;
}

export const labErrors = {
  LAB_NOT_LINUX: entry<{ platform: string }>({
    blame: "unavailable",
    message: (d) => `the lab runs real Engines in Linux namespaces; this is ${d.platform}`,
    hint: () => "run it on Linux; a virtual machine will do",
  }),
  LAB_NOT_ROOT: entry<{ what: string }>({
    blame: "permission",
    message: (d) => `${d.what} needs root: it makes network namespaces and runs Docker Engines in them`,
    hint: () => "run it with sudo",
  }),
  LAB_TOOLS_MISSING: entry<{ missing: readonly MissingTool[] }>({
    blame: "unavailable",
    message: (d) => `the lab needs ${d.missing.map((it) => `${it.tool} (package ${it.package})`).join(", ")}`,
    hint: (d) =>
      `sudo apt-get install --no-install-recommends ${[...new Set(d.missing.map((it) => it.package))].join(" ")}`,
  }),
  LAB_KERNEL: entry<{ missing: readonly string[]; text: string }>({
    blame: "unavailable",
    message: (d) => `this kernel does not give the lab ${d.missing.join(", ")}: ${d.text}`,
    hint: () => "run it on a machine (or a privileged virtual machine) whose kernel has these",
  }),
  LAB_NAME: entry<{ name: string }>({
    blame: "usage",
    message: (d) => `"${d.name}" cannot be a lab's name`,
    hint: () => "take up to 12 lower-case letters and digits, beginning with a letter",
  }),
  LAB_NODES: entry<{ text: string; reason: string }>({
    blame: "usage",
    message: (d) => `"${d.text}" does not say which nodes the lab has: ${d.reason}`,
    hint: () => "write prefixes with counts, or names: mgr:3,swarm:3 or mgr01,swarm01",
  }),
  LAB_ENGINE: entry<{ text: string }>({
    blame: "usage",
    message: (d) => `"${d.text}" does not say which Engine is whose`,
    hint: () => "write VERSION=ROOT (dealt over the nodes) or NODE=ROOT, where ROOT is a folder: 26.1=/srv/trixie",
  }),
  LAB_ENGINE_ROOT: entry<{ root: string; reason: string }>({
    blame: "usage",
    message: (d) => `${d.root} holds no Engine that runs here: ${d.reason}`,
    hint: () =>
      "give the root folder of a whole system with a dockerd, of this machine's architecture: a checkout makes some with npm run engines",
  }),
  LAB_ENGINE_VERSION: entry<{ root: string; wanted: string; found: string }>({
    blame: "usage",
    message: (d) => `the Engine in ${d.root} is ${d.found}, not ${d.wanted}`,
    hint: (d) => `write ${d.found}=${d.root}, or give the root that holds ${d.wanted}`,
  }),
  LAB_EXISTS: entry<{ name: string }>({
    blame: "refused",
    message: (d) => `there is a lab called ${d.name} already`,
    hint: (d) => `use it, take it down (swarmlan lab down --name ${d.name}), or give the new one another --name`,
  }),
  LAB_HALF_MADE: entry<{ name: string }>({
    blame: "refused",
    message: (d) => `a lab called ${d.name} was begun here and never finished`,
    hint: (d) => `clean it up first: swarmlan lab down --name ${d.name}`,
  }),
  LAB_BUSY: entry<{ name: string; pid: number }>({
    blame: "refused",
    message: (d) => `the lab ${d.name} is being made right now, by process ${d.pid}`,
    hint: () => "wait for it, or interrupt it: it then cleans up by itself",
  }),
  LAB_UNKNOWN: entry<{ name: string; there: readonly string[] }>({
    blame: "usage",
    message: (d) => `there is no lab called ${d.name}`,
    hint: (d) =>
      d.there.length === 0
        ? "make one: swarmlan lab up"
        : `there is ${d.there.join(", ")}; or make it: swarmlan lab up`,
  }),
  LAB_PLACE: entry<{ place: string; places: readonly string[] }>({
    blame: "usage",
    message: (d) => `the lab has no place called ${d.place}`,
    hint: (d) => `its places: ${d.places.join(", ")}`,
  }),
  LAB_COMMAND_FAILED: entry<{ command: string; text: string }>({
    blame: "failed",
    message: (d) => `${d.command} failed: ${d.text}`,
    hint: () => "the text is the program's own; take the lab down and up again once it is mended",
  }),
  LAB_BOOT_FAILED: entry<{ node: string; reason: string; log: string }>({
    blame: "failed",
    message: (d) => `the Engine of ${d.node} did not come up: ${d.reason}\n${d.log}`,
    hint: () => "the lines above are the end of that node's log; take the lab down and up again once it is mended",
  }),
  LAB_ENGINE_REFUSED: entry<{ call: string; status: number; text: string }>({
    blame: "failed",
    message: (d) => `an Engine of the lab refused ${d.call} (${d.status}): ${d.text}`,
    hint: () => "the text is the Engine's own; look at that node's log in the lab's folder",
  }),
  LAB_ENGINE_SILENT: entry<{ call: string; reason: string }>({
    blame: "failed",
    message: (d) => `an Engine of the lab did not answer ${d.call}: ${d.reason}`,
    hint: () => "is that node powered on (swarmlan lab ls)? Look at its log in the lab's folder",
  }),
  LAB_IMAGE: entry<{ image: string; reason: string }>({
    blame: "usage",
    message: (d) => `cannot load ${d.image} into the lab: ${d.reason}`,
    hint: () =>
      "give a file made by docker save, a tar of a root file system with a command, or an image of this machine",
  }),
  LAB_REMAINS: entry<{ name: string; what: readonly string[] }>({
    blame: "failed",
    message: (d) => `something of the lab ${d.name} would not go away: ${d.what.join(", ")}`,
    hint: (d) => `run it again: swarmlan lab down --name ${d.name}`,
  }),
};
