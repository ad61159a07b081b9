/** What is remembered of a swarm's nodes from one look to the next. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { seenNodes } from "../../src/cli/seen-nodes.ts";
import type { SwarmAccess } from "../../src/model/spec.ts";
import type { SwarmView } from "../../src/model/snapshot.ts";

let home: string;
const TEMPLATE: SwarmAccess = {
  manager: "ssh://ops@mgr01",
  nodes: { kind: "template", text: "ssh://ops@{hostname}" },
};
const SWARM = {
  nodes: ["mgr01", "swarm01"].map((hostname, at) => ({ id: hostname, hostname, address: `10.0.0.${at + 1}` })),
  manager: { node: "mgr01" },
} as unknown as SwarmView;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "swarmlan-seen-"));
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

const folder = () => join(home, ".cache/swarmlan/nodes");
const names = (access: SwarmAccess, env: Record<string, string> = { HOME: home }) =>
  seenNodes(access, env).nodes.map((it) => it.hostname);

describe.skipIf(process.platform === "win32")("the nodes that were seen last", () => {
  it("are none the first time, and those of the last look the next", () => {
    expect(names(TEMPLATE)).toEqual([]);
    seenNodes(TEMPLATE, { HOME: home }).note(SWARM);
    expect(names(TEMPLATE)).toEqual(["mgr01", "swarm01"]);
    expect(statSync(folder()).mode & 0o777).toBe(0o700);
  });

  it("are another way's own, and another swarm's", () => {
    seenNodes(TEMPLATE, { HOME: home }).note(SWARM);
    expect(names({ ...TEMPLATE, manager: "ssh://ops@other" })).toEqual([]);
    expect(names({ ...TEMPLATE, id: "k3x9" })).toEqual([]);
  });

  it("leave out the manager in use where the spec says nothing of nodes: it is reached as it is", () => {
    seenNodes({ manager: "unix:///a.sock" }, { HOME: home }).note(SWARM);
    expect(names({ manager: "unix:///a.sock" })).toEqual(["swarm01"]);
  });

  it("are not remembered where the spec has each endpoint, nor without a folder of one's own", () => {
    seenNodes({ nodes: { kind: "map", byHostname: { mgr01: "unix:///a" } } }, { HOME: home }).note(SWARM);
    seenNodes(TEMPLATE, {}).note(SWARM);
    expect(readdirSync(home)).toEqual([]);
  });

  it("are none where the file holds something else", () => {
    seenNodes(TEMPLATE, { HOME: home }).note(SWARM);
    const [name = ""] = readdirSync(folder());
    for (const text of ["", "{", "7", '[7, {"hostname": 3}, {"hostname": "", "address": ""}]']) {
      writeFileSync(join(folder(), name), text);
      expect(names(TEMPLATE), text).toEqual([]);
    }
  });

  it("are written whole, and not at all where the folder cannot be made", () => {
    mkdirSync(join(home, ".cache"));
    writeFileSync(join(home, ".cache/swarmlan"), "in the way");
    seenNodes(TEMPLATE, { HOME: home }).note(SWARM);
    expect(readFileSync(join(home, ".cache/swarmlan"), "utf8")).toBe("in the way");
    expect(names(TEMPLATE)).toEqual([]);
  });
});
