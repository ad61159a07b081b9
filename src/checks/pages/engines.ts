/** What a person reads about each check of the Engines: what it means, how it was seen, how to mend it. */
import type { CheckPage } from "../page.ts";

export const enginesPages: Readonly<Record<string, CheckPage>> = {
  ENG001: {
    means:
      "A node whose Engine does not answer cannot be looked at or changed: everything else about it is unknown. Its containers may well go on running.",
    seen: "The Engine API was asked at the endpoint that the spec gives for the node (`/info`), with a deadline.",
    mend: "The message names the cause: Docker not running there, an ssh or TLS problem, a wrong endpoint. Mend that and run doctor again; swarmlan needs every node only when it changes something on it.",
  },
  ENG017: {
    means:
      "Doctor looks at the wire from a small container on every node (ARP, pings from inside containers, what listens in them). A node that cannot get its image, or is not allowed to run it, cannot be asked: its wire is unknown. Nothing is wrong with the LAN for that.",
    seen: "The container was started on each node; the Engine's own words for why it could not be are in the message.",
    mend: "`swarmlan lab image probe.tar` makes the image without any registry; load it into every node's Engine, or push it to a registry that they reach and name it with `--image` or `SWARMLAN_PROBE_IMAGE`. [Doctor](../guide/doctor.md) tells what it does there.",
  },
  ENG002: {
    means:
      "Behind an endpoint stands another Engine than the one that is meant: another node, another swarm, or none. Changes would reach the wrong host, so swarmlan refuses that node.",
    seen: "The node ID that the Engine tells is compared with the one in the manager's node list.",
    mend: "Correct `swarm.nodes` in the spec. A template such as `ssh://ops@{hostname}` needs hostnames that resolve to the right machines from here.",
  },
  ENG003: {
    means:
      "Engine 28.0.0 refuses to make swarm networks from config-only networks, and breaks those that exist (docker/cli#5857).",
    seen: "The version that each Engine tells.",
    mend: "Upgrade Docker on that node to 28.0.1 or later, then make the tasks there anew.",
  },
  ENG004: {
    means:
      'A node that takes part in the LAN has no node network (the config-only one). Docker accepts tasks for it and rejects every one: `configuration network "\u2026" does not exist`. A node that joined after the last apply is the usual case.',
    seen: "The networks that the node's own Engine lists.",
    mend: "`swarmlan apply` gives the node a slice and its node network; nobody else is touched.",
  },
  ENG005: {
    means:
      "The node network differs from what the spec and the ledger say: another parent, subnet, slice, gateway, mode, or other kept-out addresses. What it hands out may collide, or lead nowhere.",
    seen: "Each value of the node's config-only network, against what swarmlan would make.",
    mend: "`swarmlan plan` shows the difference and whom the replacement cuts off; `swarmlan apply` replaces it, one node at a time. If the node is right and the spec is not, change the spec.",
  },
  ENG006: {
    means:
      "A network has the name that the spec gives to the LAN or its node networks, and swarmlan did not make it. Swarmlan never changes or removes what is not its own.",
    seen: "Neither the ledger nor an ownership label knows the network, and it borrows no node network of ours.",
    mend: "`swarmlan import` adopts networks that were made by hand or by another tool; or choose other names in the spec; or remove them yourself.",
  },
  ENG007: {
    means:
      "A node has another network with the swarm network's name. Docker then takes it for the swarm's: tasks hang in `Starting` for ever, without any error (seen on 28.5).",
    seen: "The networks of every node, by name and scope.",
    mend: "Remove or rename that network on the node. Tasks that hang go on by themselves.",
  },
  ENG008: {
    means:
      "The swarm network that services attach to is not there. Often `docker network prune` on a manager removed it: idle swarm networks are removed for the whole swarm.",
    seen: "The manager's list of networks.",
    mend: "`swarmlan apply` makes it again with a holder service that protects it from prune. Services that named it have to be attached again if Docker took it out of their spec.",
  },
  ENG009: {
    means:
      "The swarm network is not what the LAN needs: another driver (a forgotten `-d macvlan` makes a bridge that claims the router's address on every node, moby#38731), another config-only network, or other flags.",
    seen: "Driver, ConfigFrom, attachable and internal of the swarm network.",
    mend: "It can only be made anew. `swarmlan plan` names everything that this cuts off before `swarmlan apply` does it.",
  },
  ENG010: {
    means:
      "What runs on a node has other values than its node network. After a crash or power loss the macvlan driver can go on with its old record: `docker network inspect` shows the new gateway, the containers use the old one (seen on 28.5 and 29.7).",
    seen: "Values of the local instance, and the gateway that containers really have, against the node network.",
    mend: "`swarmlan apply` clears it: by moving the tasks off the node, or, where only that helps, by making the swarm network anew. The plan says which.",
  },
  ENG011: {
    means:
      "Swarm rejects a task, or it fails or hangs, on the LAN. Docker's scheduler does not know of such causes and tries the same node again and again.",
    seen: "The newest task of each slot, and its error; the texts are those of Engines 20.10 to 29.7.",
    mend: "The message says what the Engine's text means. Where another check shows the cause, this one is quiet.",
  },
  ENG012: {
    means:
      "The ledger (the swarm's own record of who holds which slice) and a node disagree, or the ledger is gone. Without it a slice could be given twice.",
    seen: "The ledger's Docker config, against the ip-range of every node network.",
    mend: "`swarmlan apply` writes a lost ledger again from the networks' labels. What had been adopted by `import` carries no label and has to be imported again.",
  },
  ENG013: {
    means:
      "The node label `swarmlan.LAN=ready` lets services with the placement constraint land on a node. It is given where tasks would fail, or missing where they would run.",
    seen: "Node labels, against the state of the LAN on that node.",
    mend: "`swarmlan apply` makes it true, or takes it away.",
  },
  ENG014: {
    means:
      "A service on the LAN has no placement constraint while some node cannot give it an address. Swarm then sends tasks there, which are rejected again and again (moby#33437, open since 2017).",
    seen: "The service's constraints, and the nodes without the ready label.",
    mend: "Add the constraint: `docker service update --constraint-add node.labels.swarmlan.LAN==ready SERVICE`.",
  },
  ENG015: {
    means:
      "Nothing holds the swarm network: `docker network prune` or `docker system prune` on a manager removes it for the whole swarm when no task is on it (docker/cli#2851).",
    seen: "The services that carry swarmlan's holder label.",
    mend: "`swarmlan apply` makes the holder service again: a service of no tasks.",
  },
  ENG016: {
    means:
      "A service on the LAN publishes ports on its hosts. Macvlan maps none (libnetwork#2050): Docker accepts it and nothing listens there.",
    seen: "Ports with `mode=host` in the service's spec.",
    mend: "Use the container's own address, where every port is open; take the publishing away with `--publish-rm`.",
  },
};
