import { describe, expect, it } from "vitest";
import { recognise } from "../../../src/edges/engine/engine-texts.ts";

/** Texts of real Engines, verbatim. */
const TEXTS: readonly (readonly [text: string, code: string, subject?: string])[] = [
  ["rpc error: code = Unknown desc = update out of sequence", "OUT_OF_SEQUENCE"],
  ["network with name macvlanswarm already exists", "NAME_TAKEN", "macvlanswarm"],
  ["rpc error: code = AlreadyExists desc = config c1 already exists", "NAME_TAKEN", "c1"],
  [
    "rpc error: code = AlreadyExists desc = name conflicts with an existing object: service it-tools already exists",
    "NAME_TAKEN",
    "it-tools",
  ],
  ['error while removing network: configuration network "macvlanconf" is in use', "NETWORK_IN_USE", "macvlanconf"],
  [
    "rpc error: code = FailedPrecondition desc = network coqncur46zk3pwcg58ri53f40 is in use by service svy86e85ds8rpdnjv2to6rvk6",
    "NETWORK_IN_USE",
    "coqncur46zk3pwcg58ri53f40",
  ],
  ["error while removing network: network lan id 41e746b57317 has active endpoints", "NETWORK_IN_USE", "lan"],
  ["invalid subinterface vlan name nope0, example formatting is eth0.10", "PARENT_MISSING", "nope0"],
  ["-o parent interface does was not found on the host: eth7", "PARENT_MISSING", "eth7"],
  ["-o parent interface was not found on the host: eth9", "PARENT_MISSING", "eth9"],
  ["the requested parent interface eth9.16 was not found on the Docker host", "PARENT_MISSING", "eth9.16"],
  ["loopback interface is not a valid macvlan parent link", "PARENT_MISSING"],
  ["network dm-coqncur46zk3 is already using parent interface eth1", "PARENT_IN_USE", "eth1"],
  [
    "cannot use mode passthru, macvlan network 41e746b57317 is already using parent interface eth1",
    "PARENT_IN_USE",
    "eth1",
  ],
  ['configuration network "macvlanconf" does not exist', "CONFIG_FROM_MISSING", "macvlanconf"],
  [
    "This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state. Please run this command on a manager node or promote the current node to a manager.",
    "NOT_A_MANAGER",
  ],
  [
    "Cannot create a multi-host network from a worker node. Please create the network from a manager node.",
    "NOT_A_MANAGER",
  ],
  [
    'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.',
    "NO_SWARM",
  ],
  ["cannot create a swarm scoped network when swarm is not active", "NO_SWARM"],
  [
    "rpc error: code = Unknown desc = The swarm does not have a leader. It's possible that too few managers are online. Make sure more than half of the managers are online.",
    "SWARM_NO_QUORUM",
  ],
];

describe("recognise", () => {
  it.each(TEXTS.map(([text, code, subject]) => ({ text, code, subject })))(
    "reads $text as $code",
    ({ text, code, subject }) => {
      expect(recognise(text)).toEqual(subject === undefined ? { code } : { code, subject });
    },
  );

  it.each([
    "page not found",
    "network nonexist not found",
    "a configuration network cannot depend on another configuration network",
    "Pool overlaps with other one on this address space",
    "failed to allocate secondary ip address (host:192.168.16.1): Address already in use",
  ])("leaves %j as the Engine said it", (text) => {
    expect(recognise(text)).toBeUndefined();
  });
});
