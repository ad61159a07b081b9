/** Answers as Engine 20.10 gave them, cut to what is read. */
import { describe, expect, it } from "vitest";
import { containerOf } from "../../../src/edges/engine/wire/container.ts";
import { networkBody, networkOf } from "../../../src/edges/engine/wire/network.ts";
import { nodeOf } from "../../../src/edges/engine/wire/node.ts";
import { serviceOf } from "../../../src/edges/engine/wire/service.ts";
import { isCurrent, taskOf } from "../../../src/edges/engine/wire/task.ts";
import { parseWire, Wire } from "../../../src/edges/engine/wire/wire.ts";
import { isAppError } from "../../../src/errors/app-error.ts";
import { parseAddress } from "../../../src/model/address.ts";

const FROM = { endpoint: "unix:///e.sock", call: "GET /x" };
const wire = (raw: unknown): Wire => new Wire(raw, FROM);

const RAFT_NETWORK = {
  Name: "macvlanswarm",
  Id: "coqncur46zk3pwcg58ri53f40",
  Created: "2026-11-24T02:24:54.470132328Z",
  Scope: "swarm",
  Driver: "macvlan",
  EnableIPv6: false,
  IPAM: { Driver: "", Options: null, Config: [] },
  Internal: false,
  Attachable: true,
  ConfigFrom: { Network: "macvlanconf" },
  ConfigOnly: false,
  Containers: null,
  Options: null,
  Labels: null,
};
const FAMILY = {
  Subnet: "192.168.16.0/20",
  IPRange: "192.168.16.0/24",
  Gateway: "192.168.31.254",
  AuxiliaryAddresses: { host: "192.168.16.1" },
};
const INSTANCE = {
  ...RAFT_NETWORK,
  IPAM: { Driver: "default", Options: null, Config: [FAMILY] },
  Options: { parent: "eth1" },
  Labels: {},
};
const CONTAINER = {
  Id: "472681cb170e53f893d70f94883f218315c2567286477f17e31b8822bbe95425",
  Names: ["/it-tools.1.2hp9xqdpeyn0ay87m1aexrc4d"],
  Image: "it-tools:1",
  ImageID: "sha256:10087c90",
  Ports: [],
  Labels: {
    "com.docker.swarm.service.id": "svy86e85ds8rpdnjv2to6rvk6",
    "com.docker.swarm.service.name": "it-tools",
    "com.docker.swarm.task.id": "2hp9xqdpeyn0ay87m1aexrc4d",
  },
  State: "running",
  Status: "Up 32 seconds",
  NetworkSettings: {
    Networks: {
      macvlanswarm: {
        IPAMConfig: {},
        NetworkID: "coqncur46zk3pwcg58ri53f40",
        Gateway: "192.168.31.254",
        IPAddress: "192.168.16.4",
        IPPrefixLen: 20,
        GlobalIPv6Address: "",
        MacAddress: "02:42:c0:a8:10:04",
      },
    },
  },
};

describe("networkOf", () => {
  it("tells a manager's raft object from the local instance", () => {
    expect(networkOf(wire(RAFT_NETWORK))).toMatchObject({
      instance: false,
      configFrom: "macvlanconf",
      options: {},
      labels: {},
    });
    expect(networkOf(wire(INSTANCE))).toMatchObject({
      instance: true,
      options: { parent: "eth1" },
      ipam: {
        config: [
          {
            subnet: "192.168.16.0/20",
            ipRange: "192.168.16.0/24",
            gateway: "192.168.31.254",
            aux: { host: "192.168.16.1" },
          },
        ],
      },
    });
  });

  it("reads what newer Engines leave out as empty", () => {
    const config = networkOf(wire({ ...INSTANCE, IPAM: { Config: [{ Subnet: "10.0.0.0/8" }] } })).ipam.config;
    expect(config).toEqual([{ subnet: "10.0.0.0/8", aux: {} }]);
  });
});

describe("networkBody", () => {
  it("gives a swarm network neither addresses nor options nor labels", () => {
    const body = networkBody({ kind: "swarm", name: "lan", configFrom: "conf", attachable: true, internal: false });
    expect(body).toEqual({
      CheckDuplicate: true,
      Name: "lan",
      Driver: "macvlan",
      Scope: "swarm",
      Attachable: true,
      Internal: false,
      ConfigFrom: { Network: "conf" },
    });
  });
});

describe("containerOf", () => {
  it("takes service, task and addresses from the one list", () => {
    expect(containerOf(wire(CONTAINER))).toMatchObject({
      name: "it-tools.1.2hp9xqdpeyn0ay87m1aexrc4d",
      service: "it-tools",
      serviceId: "svy86e85ds8rpdnjv2to6rvk6",
      task: "2hp9xqdpeyn0ay87m1aexrc4d",
      endpoints: [
        {
          network: "coqncur46zk3pwcg58ri53f40",
          networkName: "macvlanswarm",
          ipv4: parseAddress("192.168.16.4"),
          prefixLength: 20,
          mac: "02:42:c0:a8:10:04",
          gateway: parseAddress("192.168.31.254"),
        },
      ],
    });
  });

  it("takes a container that was never started, and one that asked for an address", () => {
    const asked = { IPAMConfig: { IPv4Address: "192.168.16.77" }, NetworkID: "", IPAddress: "", Gateway: "<nil>" };
    const container = containerOf(
      wire({ ...CONTAINER, Names: null, Labels: null, NetworkSettings: { Networks: { lan: asked } } }),
    );
    expect(container.name).toBe("472681cb170e");
    expect(container.service).toBeUndefined();
    expect(container.endpoints).toEqual([{ network: "", networkName: "lan", askedIpv4: "192.168.16.77" }]);
  });
});

describe("nodeOf", () => {
  const NODE = {
    ID: "bu454jjg58f73k17lwrc4j6gp",
    Version: { Index: 9 },
    UpdatedAt: "2026-11-24T02:50:00.50405816Z",
    Spec: { Labels: {}, Role: "manager", Availability: "active" },
    Description: { Hostname: "mgr01", Engine: { EngineVersion: "20.10.24+dfsg1" } },
    Status: { State: "ready", Addr: "192.168.16.1" },
    ManagerStatus: { Leader: true, Addr: "192.168.16.1:2377" },
  };
  it("reads a manager", () => {
    expect(nodeOf(wire(NODE))).toEqual({
      id: "bu454jjg58f73k17lwrc4j6gp",
      version: 9,
      updatedAt: "2026-11-24T02:50:00.50405816Z",
      hostname: "mgr01",
      role: "manager",
      availability: "active",
      state: "ready",
      address: "192.168.16.1",
      engineVersion: "20.10.24+dfsg1",
      labels: {},
      leader: true,
    });
  });

  it("takes a leader's manager address where its own status is useless", () => {
    expect(nodeOf(wire({ ...NODE, Status: { State: "ready", Addr: "0.0.0.0" } })).address).toBe("192.168.16.1");
  });
});

describe("serviceOf", () => {
  const service = (spec: object) =>
    serviceOf(wire({ ID: "svy", Version: { Index: 20 }, Spec: { Name: "web", TaskTemplate: {}, ...spec } }));
  it("reads its mode", () => {
    expect(service({ Mode: { Replicated: { Replicas: 6 } } })).toMatchObject({ mode: "replicated", replicas: 6 });
    expect(service({ Mode: { Replicated: {} } })).toMatchObject({ mode: "replicated", replicas: 1 });
    expect(service({ Mode: { Global: {} } })).toMatchObject({ mode: "global" });
    expect(service({ Mode: { GlobalJob: {} } })).toMatchObject({ mode: "job" });
    expect(service({ Mode: { ReplicatedJob: { MaxConcurrent: 1 } } })).toMatchObject({ mode: "job" });
  });

  it("finds networks where older clients wrote them too", () => {
    const TaskTemplate = { Networks: [{ Target: "one" }], Placement: { Constraints: ["node.labels.a==b"] } };
    expect(service({ TaskTemplate, Networks: [{ Target: "one" }, { Target: "two" }] })).toMatchObject({
      networks: ["one", "two"],
      constraints: ["node.labels.a==b"],
    });
  });
});

describe("taskOf", () => {
  const NOW = Date.parse("2026-11-24T03:00:00Z");
  const task = (desired: string, state: string, Timestamp = "2026-11-24T02:50:00.50405816Z") =>
    taskOf(
      wire({
        ID: "t",
        ServiceID: "s",
        DesiredState: desired,
        Status: { State: state, Timestamp },
      }),
    );

  it.each([
    ["running", "running", true],
    ["running", "pending", true],
    ["shutdown", "running", true],
    ["remove", "running", true],
    ["shutdown", "shutdown", false],
    ["shutdown", "complete", false],
    ["shutdown", "rejected", true],
  ])("keeps a task of desired state %s that is %s: %s", (desired, state, kept) => {
    expect(isCurrent(task(desired, state), NOW)).toBe(kept);
  });

  it("forgets a rejection after an hour", () => {
    expect(isCurrent(task("shutdown", "rejected", "2026-11-24T01:59:00Z"), NOW)).toBe(false);
  });
});

describe("Wire", () => {
  it.each([
    ["a list where an object should be", { Networks: [1] }, "NetworkSettings.Networks"],
    [
      "a number where a text should be",
      { Networks: { lan: { IPAddress: 7 } } },
      "NetworkSettings.Networks.lan.IPAddress",
    ],
    [
      "a text where a length should be",
      { Networks: { lan: { IPAddress: "10.0.0.1", IPPrefixLen: "8" } } },
      "IPPrefixLen",
    ],
  ])("names the place of %s", (_, NetworkSettings, place) => {
    try {
      containerOf(wire({ ...CONTAINER, NetworkSettings }));
      expect.unreachable();
    } catch (error) {
      expect(isAppError(error, "ENGINE_ANSWER_ODD") && error.message).toContain(place);
    }
  });

  it("says so when the answer is no JSON", () => {
    expect(() => parseWire("<html>", FROM)).toThrow("no JSON: <html>");
  });
});
