import { describe, expect, test } from "vitest";
import { AppError } from "../../src/errors/app-error.ts";
import { readEngineChoices } from "../../src/lab/engines.ts";
import { layOut } from "../../src/lab/layout.ts";

const namesOf = (nodes: string): readonly string[] => layOut({ nodes }).nodes.map((it) => it.name);
const managersOf = (nodes: string): readonly string[] =>
  layOut({ nodes })
    .nodes.filter((it) => it.role === "manager")
    .map((it) => it.name);

describe("readEngineChoices", () => {
  test("takes what begins with a version as dealt, and anything else as a node's own", () => {
    expect(readEngineChoices(["26.1=/srv/a", "28=/srv/b=c", "swarm01=/srv/a"])).toEqual({
      deal: ["/srv/a", "/srv/b=c"],
      roots: { swarm01: "/srv/a" },
      said: { "/srv/a": "26.1", "/srv/b=c": "28" },
    });
  });

  test.each(["26.1", "=/srv/a", "26.1=", ""])("refuses %j", (text) => {
    expect(() => readEngineChoices([text])).toThrow(expect.objectContaining({ code: "LAB_ENGINE" }));
  });
});

describe("layOut", () => {
  test("is the reference case when nothing is asked for", () => {
    const { name, nodes } = layOut({});
    expect(name).toBe("lab");
    expect(nodes.map((it) => `${it.name} ${it.role} ${it.lan}`)).toEqual([
      "mgr01 manager 192.168.16.1",
      "mgr02 manager 192.168.17.1",
      "mgr03 manager 192.168.18.1",
      "swarm01 worker 192.168.19.1",
      "swarm02 worker 192.168.20.1",
      "swarm03 worker 192.168.21.1",
    ]);
  });

  test.each([
    ["mgr:2,swarm:1", ["mgr01", "mgr02", "swarm01"]],
    ["a1,b2", ["a1", "b2"]],
    ["mgr:1, node:2", ["mgr01", "node01", "node02"]],
    // Managers, then workers, in natural order: so a host's address is the first of its node's slice.
    ["worker10,worker2,mgr01", ["mgr01", "worker10", "worker2"]],
  ])("reads %s", (text, names) => expect(namesOf(text)).toEqual(names));

  test.each([
    ["node:3", ["node01"]],
    ["manager:2,node:1", ["manager01", "manager02"]],
    ["worker1,mgr1", ["mgr1", "worker1"]],
  ])("of %s, makes managers of %j: the first named, and those named so", (text, managers) =>
    expect(managersOf(text)).toEqual(managers),
  );

  test.each([
    ["", "an empty list"],
    ["mgr:0", "no node at all"],
    ["mgr:x", "a count that is none"],
    ["mgr:1:2", "two counts"],
    ["mgr01,mgr01", "a name twice"],
    ["mgr:1,mgr01", "a name twice, once by its count"],
    ["Mgr01", "upper case"],
    ["averylongname", "a name too long for a switch port"],
    ["m", "a single letter"],
    ["mgr-", "a hyphen at the end"],
    ["mgr01,client", "the name of another place"],
    ["../etc", "a path"],
    ["node:150,mgr:90", "more nodes than there are management addresses"],
  ])("refuses %j: %s", (nodes) => {
    expect(() => layOut({ nodes })).toThrow(expect.objectContaining({ code: "LAB_NODES" }));
  });

  test.each(["", "Lab", "my-lab", "../x", "abcdefghijklm", "1a"])("refuses %j as a lab's name", (name) => {
    expect(() => layOut({ name })).toThrow(AppError);
  });

  test("gives two hundred nodes two hundred different addresses, none of them the router's", () => {
    const { nodes } = layOut({ nodes: "mgr:3,n:197" });
    const addresses = nodes.flatMap((it) => [it.lan, it.management]);
    expect(new Set(addresses).size).toBe(400);
    expect(addresses).not.toContain("192.168.31.254");
  });

  test("deals other systems' roots over the nodes in turn with this machine's own, but not to a node that has one", () => {
    const dealt = layOut({ nodes: "mgr:3,swarm:3", deal: ["/srv/a", "/srv/b"], roots: { swarm01: "/srv/c" } });
    expect(dealt.nodes.map((it) => it.root)).toEqual([undefined, "/srv/a", "/srv/b", "/srv/c", "/srv/a", "/srv/b"]);
  });

  test("refuses another system's root for a node that is not there", () => {
    expect(() => layOut({ nodes: "mgr:1", roots: { mgr02: "/srv/x" } })).toThrow(
      expect.objectContaining({ code: "LAB_NODES" }),
    );
    expect(layOut({ nodes: "mgr:1", roots: { mgr01: "/srv/x" } }).nodes[0]?.root).toBe("/srv/x");
  });
});
