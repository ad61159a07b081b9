/** The kinds that look and prove: `status`, `ps`, `find`, `test`. */
import * as z from "zod/mini";
import { findings } from "./finding.ts";
import { count, flag, kind, maybe, number, said, text, texts } from "./kind.ts";

const family = z.object({
  slice: text("what this node hands out"),
  usable: maybe(count("addresses that a container can get")),
  reserved: maybe(count("addresses that are kept out")),
  reservedRanges: maybe(texts("which these are: runs of addresses, ascending")),
  used: maybe(count("addresses seen in use; absent when nobody could be asked")),
  usedFrom: maybe(said(z.enum(["gossip"]), "as other nodes tell of one that could not be asked")),
  next: maybe(text("what Docker hands out next; absent for a full slice")),
});

const endpoint = z.object({
  lan: text("the LAN's name"),
  leftSpec: maybe(flag("true on a LAN that the spec has no more and the swarm still has")),
  name: text("it-tools.3, web.swarm01 for a global service, or the container's name"),
  service: maybe(text("its service")),
  task: maybe(text("its task's ID")),
  container: maybe(text("its container's ID")),
  containerName: maybe(text("as its own Engine names it")),
  node: maybe(text("hostname; absent when no answer tells it")),
  ipv4: maybe(text("its address")),
  ipv6: maybe(text("its IPv6 address")),
  mac: maybe(text("its MAC")),
  state: text("of the container where it was seen, else of the task"),
  error: maybe(text("why the task is not running, in the Engine's words")),
  url: maybe(text("where its web page would be")),
  byHand: flag("attached with docker run or docker network connect, by no service"),
  source: said(z.enum(["engine", "tasks", "gossip"]), "who told: its node's Engine, the manager's tasks, other nodes"),
  warnings: findings,
});

export const viewKinds = {
  Status: kind({
    says: "How every LAN stands on every node; one item per LAN and node",
    item: z.object({
      lan: text("the LAN's name"),
      node: text("node ID"),
      hostname: text("its name"),
      state: said(
        z.enum(["ready", "missing", "drifted", "stale", "unreachable", "skipped", "quarantined", "not-ready"]),
        "ready: services may land there",
      ),
      why: maybe(text("why it is not ready")),
      ipv4: maybe(said(family, "its share of the subnet")),
      ipv6: maybe(said(family, "its share of the IPv6 subnet")),
      since: maybe(text("ISO 8601: when the node was given its slice, or when the quarantine began")),
      quarantinedMs: maybe(number("milliseconds since the quarantine began")),
    }),
  }),
  Endpoints: kind({ says: "Every container and task on the LANs with its address", item: endpoint }),
  Found: kind({
    says: "Who has an address, or which address something has; exit code 1 for nothing",
    item: z.object({
      kind: said(
        z.enum(["endpoint", "reserved", "free", "unknown", "unassigned", "quarantined", "host", "node", "slice"]),
        "free: Docker may hand it out; unknown: its node could not be asked",
      ),
      text: text("a whole sentence"),
      lan: maybe(text("the LAN's name")),
      node: maybe(text("hostname")),
      address: maybe(text("the address")),
      slice: maybe(text("the slice that it lies in")),
      item: maybe(said(endpoint, "the container or task")),
    }),
    summary: z.object({
      what: text("what was asked for"),
      found: flag("whether anything is known of it"),
      looked: texts("where it was looked for"),
    }),
  }),
  TestReport: kind({
    says: "Who reached whom",
    item: z.object({
      group: said(z.enum(["container", "reach"]), "whether a container came up, or was reached"),
      from: text("hostname, or here for this machine"),
      to: text("hostname of the node whose container was reached"),
      family: maybe(said(z.union([z.literal(4), z.literal(6)]), "over which a way was tried; absent for a container")),
      result: z.object({
        kind: said(
          z.enum(["ok", "failed", "expected-failure", "not-tried", "unknown"]),
          "failed: also when something else answered; expected-failure: a host never reaches its own containers; not-tried: this machine has no such address",
        ),
        text: maybe(text("why")),
      }),
      ms: number("milliseconds it took"),
    }),
    summary: z.object({
      lan: text("the LAN's name"),
      ok: flag("nothing failed that should not"),
      nodes: texts("hostnames of the nodes that take part, those that could not be tested too"),
      families: said(z.array(z.union([z.literal(4), z.literal(6)])), "both on a dual-stack LAN"),
    }),
  }),
};
