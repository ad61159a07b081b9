/** The kinds that plan and do: `plan`, `apply`, `destroy`, `release`, `ledger import`. */
import * as z from "zod/mini";
import { count, flag, kind, labels, maybe, number, said, text, texts } from "./kind.ts";

const cutOff = z.object({
  kind: said(z.enum(["task", "container"]), "what is taken off the LAN"),
  name: text("as docker lists it"),
  id: text("of the task or container"),
  node: text("hostname"),
  onLan: flag("false for what leaves only because its node is drained"),
});

const family = z.object({
  subnet: text("the LAN's"),
  slice: text("--ip-range"),
  gateway: text("the router's address"),
  aux: labels("--aux-address: what is kept out, by name"),
});

const settings = z.object({
  name: text("of the node network"),
  parent: text("the host interface"),
  mode: text("of macvlan"),
  families: said(z.array(family), "IPv4, then IPv6"),
});

const wait = z.object({
  kind: said(z.enum(["no-instance", "no-instances"]), "on one node, or on every one"),
  node: maybe(text("node ID")),
  network: text("the swarm network's ID"),
});

export const step = z.object({
  id: text("unique in the plan, the same for the same change"),
  lan: text("the LAN's name"),
  kind: text("what is written: create-node-network, set-label, …"),
  title: text("the same for a person"),
  after: texts("ids of the steps that must have succeeded before"),
  behind: maybe(texts("ids of the steps that must have ended before, well or not")),
  waits: said(z.array(wait), "what must be gone before the write"),
  cutsOff: said(z.array(cutOff), "whom it takes off the LAN"),
  hostname: maybe(text("the node it is about")),
  node: maybe(text("that node's ID")),
  settings: maybe(said(settings, "of a node network that is made")),
  labels: maybe(labels("of a node network that is made")),
  name: maybe(text("of what is made")),
  configFrom: maybe(text("the node network that the swarm network borrows")),
  attachable: maybe(flag("of a swarm network that is made")),
  internal: maybe(flag("of a swarm network that is made")),
  network: maybe(text("ID or name of the network it is about")),
  service: maybe(text("ID of the service it is about")),
  forGood: maybe(flag("whether the service stays off the LAN")),
  parent: maybe(text("the interface that is tried")),
  availability: maybe(text("what the node is given back")),
});

const share = z.object({
  slice: text("what this node hands out"),
  host: maybe(text("the host NIC's address, kept out")),
  usable: count("addresses that a container can get"),
  reserved: count("addresses that are kept out"),
});

const lan = z.object({
  lan: text("its name"),
  shares: said(
    z.array(
      z.object({
        node: text("node ID"),
        hostname: text("its name"),
        ipv4: said(share, "its share of the subnet"),
        ipv6: maybe(said(share, "its share of the IPv6 subnet")),
      }),
    ),
    "who gets what, managers first",
  ),
});

export const planKinds = {
  Plan: kind({
    says: "What would change; its items are the steps, in order",
    item: step,
    summary: z.object({
      steps: number("how many there are"),
      cutsOff: number("tasks and containers that they take off a LAN, each once"),
      lans: said(z.array(lan), "every LAN with its slices"),
    }),
  }),
  ApplyReport: kind({
    says: "What was done; its items are the steps with what became of them",
    item: z.object({
      step: said(step, "as planned"),
      outcome: said(
        z.enum(["done", "failed", "skipped"]),
        "skipped: not tried, because of a step before it or because the plan is refused",
      ),
      reason: maybe(text("why it was not done")),
    }),
    summary: z.object({
      done: number("steps that were done"),
      failed: number("steps that failed"),
      skipped: number("steps that were not tried"),
    }),
  }),
};
