import { describe, expect, test } from "vitest";
import { AppError } from "../../src/errors/app-error.ts";
import type { LanName } from "../../src/model/ids.ts";
import type { Step } from "../../src/model/plan.ts";
import { stepFailure } from "../../src/operations/step-failure.ts";
import { nodeId } from "../builders.ts";
import { swarm } from "./snapshot-builder.ts";

const step: Step = {
  kind: "probe-parent",
  id: "macvlanswarm/probe-parent/mgr01",
  lan: "macvlanswarm" as LanName,
  node: nodeId("mgr01"),
  hostname: "mgr01",
  parent: "eth7",
  title: "see whether mgr01 has eth7",
  after: [],
  waits: [],
  cutsOff: [],
};
const refused = new AppError("PARENT_MISSING", {
  endpoint: "unix:///m.sock",
  call: "POST /networks/create",
  text: "-o parent interface was not found on the host: eth7",
  parent: "eth7",
});

describe("stepFailure", () => {
  test("names the interfaces that are there where the node's host was seen", () => {
    const seen = swarm({ nodes: "mgr01 swarm01", seen: { mgr01: ["192.168.16.1"] } });
    const told = stepFailure(step, refused, seen);
    expect([told.code, told.target, told.hint]).toEqual([
      "PARENT_MISSING",
      { lan: "macvlanswarm", node: "mgr01" },
      "that node has eth1 (192.168.16.1/20): name the right one as parent: for it in the spec",
    ]);
  });

  test("says how to see them where it was not", () => {
    expect(stepFailure(step, refused, swarm({ nodes: "mgr01", seen: {} })).hint).toContain("ip -br link");
  });
});
