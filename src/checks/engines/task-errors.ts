/**
 * What an Engine's text in a task's error means: moby's own words, as observed on 20.10 to 29.7, and what to do.
 *
 * `shownBy` names the checks that show the same cause; a text that is in no row is told as it is.
 */
import type { Fix } from "../../model/diagnosis.ts";

export interface TaskErrorRow {
  readonly text: RegExp;
  readonly means: string;
  readonly fix: Fix;
  readonly shownBy: readonly string[];
}

const apply: Fix = {
  text: "let swarmlan bring the node to the spec",
  commands: ["swarmlan plan", "swarmlan apply"],
  ours: "apply",
};

export const TASK_ERRORS: readonly TaskErrorRow[] = [
  {
    text: /configuration network "[^"]*" does not exist/,
    means: "the node has no node network of that name",
    fix: apply,
    shownBy: ["ENG004"],
  },
  {
    text: /invalid subinterface vlan name|parent interface (?:does )?was not found on the host|the requested parent interface \S+ was not found|failed to create \S+ vlan link|vlan id must be between|required interface name format/,
    means: "the parent interface is not on that node",
    fix: {
      text: "name the interface that this node has",
      commands: ["# swarmlan.yaml: lans.LAN.nodes.NODE.parent: NAME", "swarmlan apply"],
    },
    shownBy: ["HOST001"],
  },
  {
    text: /loopback interface is not a valid (?:macvlan|ipvlan) parent link/,
    means: "the parent is the loopback interface",
    fix: { text: "name the NIC of the container VLAN as parent", commands: ["swarmlan apply"] },
    shownBy: ["HOST001", "HOST005"],
  },
  {
    text: /failed to allocate secondary ip address/,
    means: "a kept-out address is also the gateway, or is kept out twice",
    fix: { text: "give the router's own address as gateway", commands: ["swarmlan apply"], ours: "apply" },
    shownBy: ["ADDR006"],
  },
  {
    text: /failed to allocate gateway/,
    means:
      "another network of this subnet on the node has the gateway already (an old instance that still drains heals by itself)",
    fix: {
      text: "remove the other network of the same subnet on that node, or wait until the old one is gone",
      commands: ["docker network ls --filter driver=macvlan"],
    },
    shownBy: ["ENG010"],
  },
  {
    text: /no available IPv[46] addresses on this network's address pools/,
    means: "the node's slice is used up",
    fix: { text: "give the node a wider slice, or fewer tasks", commands: ["swarmlan status"] },
    shownBy: ["ADDR009"],
  },
  {
    text: /[Pp]ool overlaps with other one on this address space/,
    means: "another network on that node has the same subnet and slice, or overlaps without a slice",
    fix: { text: "remove the other network there", commands: ["docker network ls", "docker network inspect NAME"] },
    shownBy: ["ADDR011"],
  },
  {
    text: /is already using parent interface/,
    means:
      "another macvlan network on that node has the parent (Engines up to 26.1 allow one), or a crash left its record (moby#35876)",
    fix: {
      text: "remove the other network, upgrade to 27.0.1 or later, or restart Docker on that node",
      commands: ["docker network ls --filter driver=macvlan"],
    },
    shownBy: ["ADDR011", "ENG010"],
  },
  {
    text: /could not find a valid ipv[46] subnet for endpoint|Unable to complete atomic operation, key modified/,
    means: "the macvlan driver goes on with a record from before a crash",
    fix: { text: "make the swarm network anew", commands: ["swarmlan plan", "swarmlan apply"], ours: "apply" },
    shownBy: ["ENG010"],
  },
  {
    text: /error setting interface "[^"]*" MAC to|failed to set link up: device or resource busy/,
    means: "a container of a Docker that was killed still holds the MAC address on the parent",
    fix: {
      text: "end the left-over container processes on that node, or reboot it",
      commands: ["ps -ef | grep containerd-shim"],
    },
    shownBy: [],
  },
  {
    text: /failed to advertise addresses/,
    means: "Engine 28.0.0 and 28.0.1 fail while the parent link is down (moby#49593)",
    fix: { text: "set the parent up, and upgrade Docker there", commands: ["ip link set PARENT up"] },
    shownBy: ["HOST002"],
  },
  {
    text: /IPv4 cannot be disabled in a Swarm scoped network/,
    means: "Engine 28.0.0 cannot use networks made from config-only ones",
    fix: { text: "upgrade Docker on that node to 28.0.1 or later", commands: [] },
    shownBy: ["ENG003"],
  },
  {
    text: /failed to create the macvlan port: device or resource busy|operation not supported/,
    means: "the parent carries ipvlan already, or is no interface that macvlan can sit on",
    fix: { text: "use one of macvlan and ipvlan on a parent", commands: ["ip -d link"] },
    shownBy: ["HOST003", "HOST004"],
  },
  {
    text: /no suitable node/,
    means: "no node satisfies the service's constraints: none is ready, or all are drained",
    fix: apply,
    shownBy: ["ENG013", "ENG004"],
  },
  {
    text: /No such image|pull access denied|manifest unknown|not found: manifest/,
    means: "the node cannot get the image; that has nothing to do with the LAN",
    fix: {
      text: "see the registry, and that every node reaches it",
      commands: ["docker service ps --no-trunc SERVICE"],
    },
    shownBy: [],
  },
];

export function explainTaskError(error: string): TaskErrorRow | undefined {
  return TASK_ERRORS.find((it) => it.text.test(error));
}
