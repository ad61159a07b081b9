/** Answers for rendering tests: one item of every kind of value, and a finding at a place in a spec. */
import type { Answer } from "../../src/cli/answer.ts";
import type { Finding } from "../../src/model/finding.ts";
import { finding } from "../../src/model/finding.ts";
import { address, cidr, range } from "../builders.ts";

export const ITEMS = [
  {
    name: "mgr01",
    slice: cidr("192.168.16.0/24"),
    host: address("fd00:16::1"),
    usable: 253n,
    kept: range("10.0.0.1-10.0.0.9"),
  },
  {
    name: "swarm01",
    slice: cidr("192.168.19.0/24"),
    host: address("192.168.19.1"),
    usable: 1n << 70n,
    kept: range("10.0.0.1"),
  },
];

export const AT_GATEWAY: Finding = finding(
  "SPEC_BAD_ADDRESS",
  { where: "lans.web.gateway", text: "192.168.1.300", family: 4 },
  { spans: [{ file: "swarmlan.yaml", line: 6, column: 14, length: 13, text: "    gateway: 192.168.1.300" }] },
);

export function example(more: Partial<Answer> = {}): Answer {
  const base = {
    kind: "Example",
    items: ITEMS,
    columns: [
      { title: "NODE", text: (it: (typeof ITEMS)[number]) => it.name },
      { title: "USABLE", text: (it: (typeof ITEMS)[number]) => `${it.usable}`, wide: true },
    ],
    findings: [],
    complete: true,
    exitCodes: [],
    target: { swarmId: "s1" },
  } as unknown as Answer;
  return { ...base, ...more };
}

export const TOOK = { generatedAt: "2026-01-01T00:00:00.000Z", durationMs: 12 };
