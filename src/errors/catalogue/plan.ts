/** Why a plan is refused, what it found changed outside, and what applying it can meet. */
import { entry } from "../entry.ts";

const names = (all: readonly string[]): string =>
  all.length <= 6 ? all.join(", ") : `${all.slice(0, 6).join(", ")} and ${all.length - 6} more`;

export const planErrors = {
  LEDGER_UNREADABLE: entry<{ config: string; label: string; text: string }>({
    blame: "refused",
    message: (d) => `the ledger ${d.config} has an entry that swarmlan cannot read: ${d.label}=${d.text}`,
    hint: (d) =>
      `a newer swarmlan may have written it: use that one; else restore it with "swarmlan ledger import" (docker config inspect ${d.config})`,
  }),
  LEDGER_LOST_INCOMPLETE: entry<{ lan: string; nodes: readonly string[] }>({
    blame: "refused",
    message: (d) => `the ledger of ${d.lan} is lost, and ${names(d.nodes)} cannot be asked which slice they hold`,
    hint: () => 'bring those nodes back and run it again, or restore the ledger with "swarmlan ledger import"',
  }),
  DRIFT_LEDGER_LOST: entry<{ lan: string; nodes: number }>({
    blame: "failed",
    message: (d) =>
      `the ledger of ${d.lan} was removed outside swarmlan; it is rebuilt from the labels of ${d.nodes} node networks`,
    hint: () => "apply writes it again; networks that had been adopted need import again",
  }),
  DRIFT_NODE_NETWORK_GONE: entry<{ network: string; node: string }>({
    blame: "failed",
    message: (d) => `${d.network} was removed from ${d.node} outside swarmlan`,
    hint: () => "apply makes it again with the same slice",
  }),
  DRIFT_SWARM_NETWORK_GONE: entry<{ network: string }>({
    blame: "failed",
    message: (d) => `the swarm network ${d.network} was removed outside swarmlan`,
    hint: () =>
      'apply makes it again; "docker network prune" removes idle swarm networks that no holder service protects',
  }),
  DRIFT_HOLDER_GONE: entry<{ lan: string; service: string }>({
    blame: "failed",
    message: (d) => `the holder service ${d.service} of ${d.lan} was removed outside swarmlan`,
    hint: () => "apply makes it again; without it a prune can remove the swarm network",
  }),
  DRIFT_LABEL_GONE: entry<{ node: string; label: string }>({
    blame: "failed",
    message: (d) => `the label ${d.label}=ready was taken from ${d.node} outside swarmlan`,
    hint: () => "apply gives it back; until then services with the placement constraint avoid the node",
  }),
  LABEL_LIES: entry<{ node: string; label: string; because: string }>({
    blame: "failed",
    message: (d) => `${d.node} is labelled ${d.label}=ready, but ${d.because}`,
    hint: () => "run apply: it makes the label true or takes it away",
  }),
  NODE_UNREACHABLE: entry<{ node: string; cause: string; reason: string; next: string }>({
    blame: "incomplete",
    message: (d) => `${d.node} could not be asked (${d.cause}): ${d.reason}`,
    hint: (d) => `${d.next}; until then this answer is without it`,
  }),
  NODE_NOT_IN_SWARM: entry<{ lan: string; node: string }>({
    blame: "spec",
    message: (d) => `${d.lan} names the node ${d.node}, which is not in the swarm`,
    hint: () => 'check the spelling against "docker node ls"; a node that has not joined yet is fine',
  }),
  LAN_WITHOUT_NODES: entry<{ lan: string }>({
    blame: "spec",
    message: (d) => `no node of the swarm takes part in ${d.lan}`,
    hint: () => 'remove "skip: true" from at least one node',
  }),
  HOSTNAME_TWICE: entry<{ hostname: string; nodes: readonly string[] }>({
    blame: "refused",
    message: (d) => `two nodes that are up are both called ${d.hostname} (${d.nodes.join(", ")})`,
    hint: () => 'rename one host, or remove the stale one with "docker node rm"',
  }),
  NETWORK_NOT_OURS: entry<{ network: string; node: string }>({
    blame: "refused",
    message: (d) => `${d.node} has a network called ${d.network} that swarmlan did not make`,
    hint: (d) =>
      `to take it over: swarmlan import; else name another network in the spec, or remove it: docker network rm ${d.network}`,
  }),
  NETWORK_OF_OTHER_LAN: entry<{ network: string; node: string; owner: string; lan: string }>({
    blame: "refused",
    message: (d) => `${d.network} on ${d.node} belongs to the LAN ${d.owner} of swarmlan, and ${d.lan} wants that name`,
    hint: (d) =>
      `do not remove it by hand: ${d.owner} runs on it. Give ${d.lan} another node-network name; or first apply the spec in which ${d.owner} has left that name`,
  }),
  NETWORK_NAME_CLASH: entry<{ network: string; node: string; driver: string; scope: string }>({
    blame: "refused",
    message: (d) =>
      `${d.node} has a ${d.scope} ${d.driver} network called ${d.network}: tasks would hang in Starting there, without an error`,
    hint: (d) => `remove or rename it on ${d.node}: docker network rm ${d.network}`,
  }),
  LAN_LEFT_SPEC: entry<{ lan: string }>({
    blame: "refused",
    message: (d) => `the swarm has the LAN ${d.lan}, which is not in the spec`,
    hint: (d) => `put it back, or remove it from the swarm with "apply --prune" or "destroy ${d.lan}"`,
  }),
  DESTROY_UNFINISHED: entry<{ lan: string; since: string; inSpec: boolean }>({
    blame: "refused",
    message: (d) => `a destroy of ${d.lan} was begun at ${d.since} and not finished; what is gone was taken by it`,
    hint: (d) =>
      `run "swarmlan destroy ${d.lan}" again to finish it, or ${d.inSpec ? "apply to make the LAN whole again" : `"apply --prune"`}`,
  }),
  LAN_UNKNOWN: entry<{ lan: string; known: readonly string[] }>({
    blame: "usage",
    message: (d) => `neither the spec nor the swarm has a LAN called ${d.lan}`,
    hint: (d) => (d.known.length === 0 ? "there is none at all" : `there are: ${names(d.known)}`),
  }),
  NODE_UNKNOWN: entry<{ node: string; known: readonly string[] }>({
    blame: "usage",
    message: (d) => `the swarm has no node called ${d.node}`,
    hint: (d) => `there are: ${names(d.known)}`,
  }),
  ENGINE_BREAKS_CONFIG_FROM: entry<{ node: string; version: string }>({
    blame: "refused",
    message: (d) =>
      `${d.node} runs Engine ${d.version}, which cannot use config-only networks in a swarm (docker/cli#5857)`,
    hint: () => "upgrade it to 28.0.1 or later, or name the node with skip: true",
  }),
  PARENT_SHARED: entry<{ node: string; version: string; parent: string; lans: readonly string[] }>({
    blame: "refused",
    message: (d) =>
      `${names(d.lans)} share the parent ${d.parent} on ${d.node}, and its Engine ${d.version} takes one macvlan network per parent`,
    hint: () =>
      "give each LAN its own parent (a VLAN interface such as eth0.20), or upgrade the Engine to 27.0.1 or later (moby#47317)",
  }),
  IPV6_POOL_TOO_WIDE: entry<{ lan: string; node: string; version: string }>({
    blame: "refused",
    message: (d) =>
      `${d.lan} has an IPv6 pool of more than 64 host bits, which Engine ${d.version} on ${d.node} cannot hand out`,
    hint: () => "use a pool of /64 or longer, or upgrade the Engine to 28.0.1 or later",
  }),
  CONTAINERS_ATTACHED: entry<{ lan: string; node: string; containers: readonly string[] }>({
    blame: "refused",
    message: (d) => `containers attached by hand on ${d.node} keep ${d.lan} in use: ${names(d.containers)}`,
    hint: (d) => `they do not leave with a drain; on ${d.node}: docker network disconnect ${d.lan} NAME, or stop them`,
  }),
  SERVICES_ATTACHED: entry<{ lan: string; services: readonly string[] }>({
    blame: "refused",
    message: (d) => `services are attached to ${d.lan}, or bound to its nodes: ${names(d.services)}`,
    hint: () =>
      "remove them, or pass --cut-off to take them off the LAN (they go on running without it, and without their constraint to its nodes)",
  }),
  RECREATE_NEEDED: entry<{ lan: string; reason: string }>({
    blame: "refused",
    message: (d) => `the swarm network ${d.lan} has to be made anew: ${d.reason}`,
    hint: () => "everything on it is taken off and attached again; the steps name what is cut off",
  }),
  DRAIN_NEEDED: entry<{ lan: string; node: string; services: readonly string[]; label: string }>({
    blame: "refused",
    message: (d) =>
      `${d.node} has to be drained: ${names(d.services)} of ${d.lan} ${d.services.length === 1 ? "has" : "have"} no placement constraint`,
    hint: (d) => `with --constraint node.labels.${d.label}==ready on them, only the LAN's own tasks would move`,
  }),
  NODE_LEFT_DRAINED: entry<{ lan: string; node: string }>({
    blame: "failed",
    message: (d) =>
      `${d.node} is still drained: a run of apply for ${d.lan} drained it, and did not come to give it back`,
    hint: (d) =>
      `run apply again, it gives the node back when its network is right; or at once: docker node update --availability active ${d.node}`,
  }),
  TOO_DISRUPTIVE: entry<{ tasks: number; allowed: number; givenBack?: readonly string[] }>({
    blame: "refused",
    message: (d) =>
      `this would cut off ${d.tasks} task${d.tasks === 1 ? "" : "s"}, and ${d.allowed} may be; ${d.givenBack === undefined ? "nothing was changed" : `given back to swarm, drained by an earlier run: ${names(d.givenBack)}; nothing else was changed`}`,
    hint: (d) => `run it without -y and confirm, or allow it: --max-disruption ${d.tasks}`,
  }),
  INSTANCE_STAYS: entry<{ network: string; node: string; seconds: number }>({
    blame: "failed",
    message: (d) => `${d.node} still has its instance of ${d.network} after ${d.seconds} s`,
    hint: (d) => `see what holds it there: docker ps --filter network=${d.network}; then run it again`,
  }),
  NODE_NETWORK_LEAKED: entry<{ network: string; node: string }>({
    blame: "failed",
    message: (d) =>
      `${d.node} says that ${d.network} is in use, though nothing there uses it (Engines up to 28.0 leak the count after a crash, moby#35101)`,
    hint: () =>
      "let one task of the LAN land on that node and leave again, then run this again; restarting the Engine does not help (docs/engine-observations)",
  }),
  PARENT_HELD: entry<{ node: string; parent: string; holder: string }>({
    blame: "failed",
    message: (d) =>
      `the Engine of ${d.node} keeps ${d.parent} for the network ${d.holder}…, which is gone: no task of the LAN can land there (Engines up to 26.1, after a loss of power, moby#35876)`,
    hint: () =>
      "upgrade that Engine to 27.0.1 or later; or stop it, remove network/files/local-kv.db below its data root (/var/lib/docker; networks made there by hand go too), start it, and run apply",
  }),
  CRASH_RECORD: entry<{ node: string; parent: string; lan: string }>({
    blame: "failed",
    message: (d) =>
      `the Engine of ${d.node} lost its instance of ${d.lan} with its power and still counts it on ${d.parent}: if the swarm network went now, no other could use ${d.parent} there (Engines up to 26.1, moby#35876)`,
    hint: (d) =>
      `let one task of the LAN land there and leave again (docker service create -d --name land --network ${d.lan} --constraint node.hostname==${d.node} IMAGE; then docker service rm land), then run this again`,
  }),
  STEP_SKIPPED: entry<{ step: string; because: string }>({
    blame: "failed",
    message: (d) => `not done: ${d.step}, because "${d.because}" failed`,
    hint: () => "mend that and run it again",
  }),
  NOT_CONVERGED: entry<{ steps: number }>({
    blame: "failed",
    message: (d) => `read back after applying, ${d.steps} step${d.steps === 1 ? " is" : "s are"} still to do`,
    hint: () => "somebody may be changing the swarm at the same time: run it again",
  }),
  STALE_PLAN: entry<{ file: string; createdAt: string }>({
    blame: "refused",
    message: (d) =>
      `${d.file} is stale: the plan was made at ${d.createdAt}, and would be another one now; nothing was changed`,
    hint: (d) =>
      `plan again and review that: swarmlan plan --out ${d.file}. If a run of this plan was broken off, "swarmlan apply" finishes it`,
  }),
  CHANGED_SINCE_PLAN: entry<{ what: string; change: string }>({
    blame: "refused",
    message: (d) => `since the plan was made: ${d.what} ${d.change}`,
    hint: () => "plan again: the saved plan does not know of it",
  }),
  PLAN_FILE_UNREADABLE: entry<{ file: string; reason: string }>({
    blame: "usage",
    message: (d) => `the plan file ${d.file} cannot be read: ${d.reason}`,
    hint: (d) => `make one with: swarmlan plan --out ${d.file}`,
  }),
  PLAN_FILE_DAMAGED: entry<{ file: string; reason: string }>({
    blame: "refused",
    message: (d) => `${d.file} is damaged, or no plan file at all: ${d.reason}; nothing was changed`,
    hint: (d) => `make it again: swarmlan plan --out ${d.file} (the plan cannot be edited by hand)`,
  }),
  PLAN_FILE_SCHEMA: entry<{ file: string; found: string; known: number }>({
    blame: "refused",
    message: (d) => `${d.file} has the plan schema ${d.found}, and this swarmlan reads ${d.known}`,
    hint: (d) => `use the swarmlan that made it, or plan again: swarmlan plan --out ${d.file}`,
  }),
  LEDGER_RACE: entry<{ lan: string }>({
    blame: "refused",
    message: (d) => `somebody else changed the ledger of ${d.lan} at the same time`,
    hint: () => "run it again: it plans anew from what is there now",
  }),
};
