/** Errors of the command line itself. */
import { entry } from "../entry.ts";

export const cliErrors = {
  INTERNAL: entry<{ text: string }>({
    blame: "bug",
    message: (d) => `swarmlan has a bug: ${d.text}`,
    hint: () => "run it again with --debug and report what it prints; nothing that was half done needs a hand",
  }),
  USAGE: entry<{ text: string; command?: string }>({
    blame: "usage",
    message: (d) => d.text,
    hint: (d) => `see: swarmlan ${d.command ? `${d.command} ` : ""}--help`,
  }),
  INTERRUPTED: entry<{ what: string }>({
    blame: "interrupted",
    message: (d) => `interrupted while ${d.what}`,
    hint: () => "run the same command again: it goes on from where the swarm is now",
  }),
  TIMED_OUT: entry<{ what: string; seconds: number }>({
    blame: "unavailable",
    message: (d) => `${d.what} was not done within ${d.seconds} s`,
    hint: () => "run the same command again with a longer --timeout: it goes on from where the swarm is now",
  }),
  /** `lan`: whose name was asked for, in place of a yes. */
  DECLINED: entry<{ what: string; lan?: string }>({
    blame: "declined",
    message: (d) => `${d.what}: not confirmed, nothing was changed`,
    hint: (d) =>
      d.lan === undefined
        ? "answer yes at the prompt, or pass -y when the plan is what you want"
        : `type ${d.lan} at the prompt, or pass --confirm ${d.lan} when it is what you want`,
  }),
  PROMPT_NEEDS_TERMINAL: entry<{ what: string; flag: string }>({
    blame: "declined",
    message: (d) => `${d.what} needs an answer, but there is no terminal to ask on`,
    hint: (d) => `pass ${d.flag}`,
  }),
  INIT_NEEDS: entry<{ flags: readonly string[] }>({
    blame: "usage",
    message: (d) => `init cannot find out by itself: ${d.flags.map((it) => it.split(" ")[0]).join(", ")}`,
    hint: (d) =>
      `pass ${d.flags.join(" ")}; or run it on a node of the swarm, or with ssh:// ways to the nodes, to see their interfaces`,
  }),
  INIT_HAS_LANS: entry<{ lans: readonly string[] }>({
    blame: "refused",
    message: (d) => `this swarm has LANs of swarmlan already: ${d.lans.join(", ")}`,
    hint: () =>
      "add the new LAN to their spec by hand (a spec without them would ask for their removal); if that spec is lost, swarmlan import NAME writes it anew",
  }),
  INIT_FLAT_LAN: entry<{ pool: string; subnet: string }>({
    blame: "spec",
    message: (d) => `the nodes themselves are on ${d.subnet}, where a router most likely hands out addresses by DHCP`,
    hint: (d) => `see to it that the router's DHCP range has nothing of ${d.pool}, or set another pool in the spec`,
  }),
  INIT_HOSTS_UNSEEN: entry<{ lan: string; nodes: readonly string[]; subnet: string }>({
    blame: "spec",
    message: (d) => `nobody saw which addresses of ${d.subnet} the hosts ${d.nodes.join(", ")} have: none is kept out`,
    hint: (d) => `name each one that lies in the pool: nodes: { ${d.nodes[0]}: { host: ADDRESS } }`,
  }),
  UNKNOWN_CODE: entry<{ code: string; suggestion?: string }>({
    blame: "usage",
    message: (d) => `there is no error or finding called ${d.code}`,
    hint: (d) => (d.suggestion ? `did you mean ${d.suggestion}?` : "list them with: swarmlan explain"),
  }),
  FILE_UNWRITABLE: entry<{ file: string; reason: string }>({
    blame: "permission",
    message: (d) => `cannot write ${d.file}: ${d.reason}`,
    hint: () => "choose another file, or make its folder writable",
  }),
  /** `other`: it is not what this command would write again. */
  FILE_EXISTS: entry<{ file: string; other?: boolean }>({
    blame: "refused",
    message: (d) => `${d.file} exists already${d.other ? ", and is something else than what would be written" : ""}`,
    hint: () => "pass --force to write over it, or name another file",
  }),
};
