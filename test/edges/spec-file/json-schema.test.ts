import { readdirSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { specJsonSchema, type JsonSchema } from "../../../src/edges/spec-file/json-schema.ts";
import { KEY_NOTES } from "../../../src/edges/spec-file/key-notes.ts";
import { parse, web } from "./scene.ts";

const schema = specJsonSchema();
const accepts = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);
const examples = new URL("../../../examples/", import.meta.url);

/** As an editor reads it: merge keys followed, variables as they stand. */
function takes(text: string): boolean {
  return accepts(parseYaml(text, { merge: true }));
}

/** Paths of all keys, as `KEY_NOTES` has them, with the schema of each. */
function keysOf(at: JsonSchema, path: string): readonly (readonly [string, JsonSchema])[] {
  const own = path === "" ? [] : [[path, at] as const];
  const join = (key: string) => (path === "" ? key : `${path}.${key}`);
  return [
    ...own,
    ...Object.entries(at.properties ?? {}).flatMap(([key, it]) => keysOf(it, join(key))),
    ...(at.additionalProperties ? keysOf(at.additionalProperties, join("*")) : []),
    ...(at.items ? keysOf(at.items, join("[]")) : []),
    ...(at.anyOf ?? []).flatMap((it) => keysOf(it, path).filter(([inner]) => inner !== path)),
  ];
}

describe("specJsonSchema", () => {
  test.each(readdirSync(examples).filter((it) => it.endsWith(".yaml")))("takes examples/%s", (file) => {
    expect(takes(readFileSync(new URL(file, examples), "utf8")), JSON.stringify(accepts.errors)).toBe(true);
  });

  test("says of every key what it means, and has no word about a key that is not there", () => {
    const keys = keysOf(schema, "");
    expect(Object.keys(KEY_NOTES).sort()).toEqual([...new Set(keys.map(([path]) => path))].sort());
    for (const [path, it] of keys) expect(it["description"], path).toMatch(/\S/);
  });

  test("has examples that it takes itself, and that swarmlan takes", () => {
    for (const [path, it] of keysOf(schema, "")) {
      for (const example of (it["examples"] ?? []) as readonly unknown[]) {
        const { description: _, ...own } = it;
        expect(new Ajv({ allowUnionTypes: true }).validate(own, example), path).toBe(true);
      }
    }
    for (const [path, { example }] of Object.entries(KEY_NOTES)) {
      const key = /^lans\.\*\.([a-z0-9-]+)$/.exec(path)?.[1];
      if (key === undefined || example === undefined) continue;
      const replaced = { [key]: JSON.stringify(example), ...(key === "pool" ? { subnet: "192.168.0.0/16" } : {}) };
      expect(parse(web("", replaced)).findings, path).toEqual([]);
    }
  });

  test.each([
    [
      "variables in texts, numbers, choices and truth values",
      "version: ${V}\nlans: { web: { subnet: '${N}', gateway: $G, slice: '/${B}', parent: '${P}', mode: '${M}', attachable: '${A}', host: '${H}' } }",
    ],
    ["a slice as a number", web("", { slice: "24" })],
    ["keys of the user's own, anywhere", `x-a: &a { b: 1 }\n${web("x-note: [1]\nnodes: { x-old: 7, a: { x-b: 1 } }")}`],
    ["what is commented out", `${web("reserve:\nnodes:\nipv6:")}swarm:\n`],
    ["an endpoint per node", `${web()}swarm: { nodes: { mgr01: "unix:///run/a.sock" } }\n`],
  ])("takes %s", (_, text) => {
    expect(takes(text), JSON.stringify(accepts.errors)).toBe(true);
  });

  test.each([
    ["no version", web().replace("version: 1\n", "")],
    ["another version", web().replace("version: 1", "version: 2")],
    ["no LANs", "version: 1\n"],
    ["a LAN without what it needs", "version: 1\nlans: { web: {} }\n"],
    ["an unknown key", web("gatway: 192.168.31.254")],
    ["an unknown key of a node", web("nodes: { a: { nic: eth2 } }")],
    ["a LAN name with a blank", web().replace("web", "my web")],
    ["a hostname with a slash", web("nodes: { a/b: {} }")],
    ["a subnet that is no prefix", web("", { subnet: "192.168.16.0" })],
    ["a subnet of the other family", web("", { subnet: "fd00::/64" })],
    ["a gateway that is no address", web("", { gateway: "192.168.31.300" })],
    ["a gateway with a leading zero", web("", { gateway: "192.168.031.254" })],
    ["a slice that is too long", web("", { slice: "/33" })],
    ["a slice that is too long, as a number", web("", { slice: "33" })],
    ["a slice with a fraction", web("", { slice: "24.5" })],
    ["a parent of 16 letters", web("", { parent: "e".repeat(16) })],
    ["a mode that macvlan has not", web("mode: brigde")],
    ["a host address for a whole LAN", web("host: 192.168.16.1")],
    ["a truth value in YAML 1.1", web("attachable: yes")],
    ["reserve as one word", web("reserve: 192.168.31.0/24")],
    ["a bad range", web("reserve: [printer]")],
    ["an IPv4 subnet under ipv6", web('ipv6: { subnet: 10.0.0.0/8, gateway: "fd00::1" }')],
    ["an empty endpoint", `${web()}swarm: { manager: "" }\n`],
  ])("refuses %s, as swarmlan does", (_, text) => {
    expect(takes(text)).toBe(false);
    expect(parse(text).findings.some((it) => it.severity === "error")).toBe(true);
  });
});
