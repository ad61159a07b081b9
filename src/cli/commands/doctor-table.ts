/** The command of doctor. */
import { type CommandDefinition, defineCommand } from "../define-command.ts";
import { YES } from "./shared-options.ts";

export const doctorCommand: CommandDefinition = defineCommand({
  name: "doctor",
  summary: "Say what is wrong, from the spec to the wire, and how to mend it",
  options: [
    { flags: "--only <codes>", summary: "these checks, or groups of them: HOST,WIRE003" },
    { flags: "--suppress <code=target>", summary: "known and accepted, by node, LAN, address …: HOST007=mgr01" },
    { flags: "--fail-on <level>", summary: "what makes the exit code 1: error, warn or never", fallback: "error" },
    { flags: "--report <format=file>", summary: "write junit=FILE, github=FILE, sarif=FILE" },
    { flags: "--wait <time>", summary: "look again until all is well, at most that long: 60s" },
    { flags: "--no-sweep", summary: "do not ask for every address of the slices" },
    { flags: "--rate <packets>", summary: "packets per second with which a node asks who is there", fallback: "1000" },
    { flags: "--image <image>", summary: "the probe image (a lab has its own)" },
    {
      flags: "--from <host>",
      summary: "look from that host (by ssh) instead of this machine; in a lab, from that place",
    },
    { flags: "--pre", summary: "judge only what can be judged before anything is set up" },
    { flags: "--fix <code>", summary: "mend what swarmlan can mend, as apply does it: plan, question, limits" },
    ...YES,
    { flags: "--max-disruption <n>", summary: "with --fix: tasks that may be cut off in total" },
  ],
  answers: ["Diagnosis", "Plan", "ApplyReport"],
  changes: true,
  examples: [
    ["swarmlan doctor", "everything"],
    ["swarmlan doctor --pre", "before the first apply"],
    ["swarmlan doctor --only HOST --no-sweep", "the hosts' settings alone"],
    ["swarmlan doctor --fix ENG004", "give a node its missing node network"],
    ["swarmlan doctor --fail-on warn --report junit=d.xml", "for a pipeline"],
  ],
  load: () => import("./doctor.ts"),
});
