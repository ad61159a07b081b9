import { expect, it } from "vitest";
import { renderPlan } from "../../src/cli/render/plan-text.ts";
import { planSwarm } from "../../src/core/plan/plan-swarm.ts";
import { lan } from "../builders.ts";
import { spec, swarm } from "../operations/snapshot-builder.ts";

it("tells what is usable in both families, IPv6 below IPv4", () => {
  const both = lan({ ipv6: { subnet: "fd00:16::/64", gateway: "fd00:16::1", slice: 80 } });
  const question = { spec: spec(both), now: "2026-01-02T00:00:00Z", prune: false };
  const plan = planSwarm({ ...question, snapshot: swarm({ nodes: "mgr01" }) });
  const [, head, ipv4, ipv6] = renderPlan(plan, (_, text) => text).split("\n");
  expect([head, ipv4, ipv6].map((line) => line?.trim().split(/  +/))).toEqual([
    ["NODE", "SLICE", "HOST", "USABLE"],
    ["mgr01", "192.168.16.0/24", "192.168.16.1", "253"],
    ["fd00:16::/80", "-", "~2^48"],
  ]);
});
