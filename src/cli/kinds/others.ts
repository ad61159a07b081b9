/** All other kinds: the lab's, the ledger's backup, the catalogue, schemas, and a failure. */
import * as z from "zod/mini";
import { flag, kind, labels, maybe, number, said, text } from "./kind.ts";

const labNode = {
  name: text("its hostname"),
  role: said(z.enum(["manager", "worker"]), "its role in the swarm"),
  index: number("from 0"),
  management: text("its address on the management network"),
  lan: text("its address on the LAN"),
  root: maybe(text("root folder of the system whose Engine it runs")),
  version: maybe(text("that Engine's version")),
  firewall: flag("whether its Engine writes firewall rules"),
};

const power = z.enum(["on", "off"]);

export const otherKinds = {
  NewSpec: kind({
    says: "The nodes in a spec that init proposes",
    item: z.object({
      node: text("its hostname"),
      slice: text("its share of the subnet"),
      host: maybe(text("the address of its own NIC that is kept out")),
      parent: text("the interface that containers sit on"),
    }),
    summary: z.object({ file: text("the spec"), written: flag("false when something speaks against it") }),
  }),
  Ledgers: kind({
    says: "Every ledger as it is stored; what ledger import reads",
    item: z.object({ lan: text("the LAN's name"), labels: labels("by node ID, and swarmlan.ledger for the whole") }),
  }),
  Export: kind({
    says: "What the spec wants, in another tool's words",
    item: z.object({
      form: said(z.enum(["shell", "compose", "ansible"]), "whose words"),
      text: text("the whole file"),
      file: maybe(text("where it was written to, when it was")),
    }),
  }),
  Codes: kind({
    says: "Every code with its wording",
    item: z.object({
      code: text("as it stands in messages"),
      blame: said(
        z.enum([
          "usage",
          "spec",
          "unavailable",
          "bug",
          "permission",
          "refused",
          "declined",
          "failed",
          "incomplete",
          "interrupted",
        ]),
        "who has to act; it decides the exit code",
      ),
      exitCode: number("of a command that ends with it"),
      message: text("with <name> where a case's details stand"),
      hint: text("what to do next"),
    }),
  }),
  Schema: kind({
    says: "JSON Schemas (draft 7)",
    item: z.object({
      name: text("spec, progress, or a kind of answer"),
      says: text("what it describes"),
      schema: said(z.record(z.string(), z.unknown()), "the schema itself"),
    }),
  }),
  Support: kind({
    says: "What a bug report's file holds; one item per part",
    item: z.object({
      part: text("its name in the file"),
      says: text("what it is"),
      size: number("characters of its JSON"),
    }),
    summary: z.object({
      file: text("where it was saved"),
      removed: said(
        z.array(z.object({ what: text("what is not in it"), count: maybe(number("how often it was there")) })),
        "what was taken out",
      ),
    }),
  }),
  Completion: kind({
    says: "A shell's completion script",
    item: z.object({ shell: text("bash, zsh or fish"), script: text("what to source") }),
  }),
  Lab: kind({ says: "A lab's nodes; none when it was taken down", item: z.object(labNode) }),
  Labs: kind({
    says: "The labs of this machine; one item per node",
    item: z.object({
      lab: text("its name"),
      phase: said(z.enum(["making", "ready", "broken"]), "broken: begun and never finished, or left over"),
      specFile: text("the spec that goes with it"),
      node: maybe(
        z.object({
          ...labNode,
          power: said(power, "whether the node runs"),
          engine: said(power, "whether its Engine runs"),
        }),
      ),
    }),
  }),
  LabImage: kind({ says: "An image in the lab's registry", item: z.object({ image: text("its name there") }) }),
  Demo: kind({
    says: "What the client got from every container of the demo",
    item: z.object({
      node: text("hostname"),
      name: text("the task"),
      address: text("the container's address"),
      page: text("the page's text"),
      simulated: flag("true when the Engines were, and no packet was sent"),
    }),
  }),
  Program: kind({ says: "Another program ran on this terminal; its exit code is the answer", item: z.object({}) }),
  Failure: kind({ says: "The command could not do its work; findings say why", item: z.object({}) }),
};
