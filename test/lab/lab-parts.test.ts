import { describe, expect, test } from "vitest";
import { hierarchies } from "../../src/lab/cgroups.ts";
import { layOut } from "../../src/lab/layout.ts";
import { labOfNetns, netnsOf, nodePaths } from "../../src/lab/paths.ts";
import { specText } from "../../src/lab/spec-text.ts";
import { tarOf } from "../../src/lab/tar.ts";

describe("hierarchies", () => {
  test("finds both kinds of control groups of a machine that has both", () => {
    const mountInfo = [
      "25 1 254:0 / / rw,relatime - ext4 /dev/vda rw",
      "30 25 0:26 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755",
      "31 30 0:27 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct",
      "32 30 0:28 / /sys/fs/cgroup/systemd rw shared:9 - cgroup cgroup rw,name=systemd",
      "33 30 0:29 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw",
      "34 25 0:30 / /mnt/elsewhere rw - cgroup cgroup rw,cpu",
    ].join("\n");
    expect(hierarchies(mountInfo).map((it) => `${it.name} v${it.version}`)).toEqual([
      "cpu,cpuacct v1",
      "systemd v1",
      "unified v2",
    ]);
  });

  test("finds the one hierarchy of a machine with cgroup v2 alone", () => {
    expect(hierarchies("30 25 0:26 / /sys/fs/cgroup rw shared:4 - cgroup2 cgroup2 rw,nsdelegate")).toEqual([
      { mountPoint: "/sys/fs/cgroup", version: 2, name: "" },
    ]);
  });
});

describe("names on this machine", () => {
  test("a namespace's name tells its lab, whatever its node is called", () => {
    expect(labOfNetns(netnsOf("a", "node-1"))).toBe("a");
    expect(labOfNetns(netnsOf("a1", "router"))).toBe("a1");
    expect(labOfNetns("lan")).toBeUndefined();
    expect(labOfNetns("other-a-b")).toBeUndefined();
  });

  test("the longest socket's path fits what the kernel takes (108 bytes with its end)", () => {
    expect(nodePaths("abcdefghijkl", "abcdefghij").socket.length).toBeLessThan(108);
  });
});

describe("specText", () => {
  test("names every node's socket, and the first manager's as the way to the swarm", () => {
    const text = specText(layOut({ name: "a", nodes: "swarm:1,mgr:1" }));
    expect(text).toContain("manager: unix:///run/swarmlan-lab/a/mgr01/docker.sock");
    expect(text).toContain("    swarm01: unix:///run/swarmlan-lab/a/swarm01/docker.sock");
  });
});

describe("tarOf", () => {
  test("pads every part to whole blocks and ends with two empty ones", () => {
    const tar = tarOf([{ kind: "file", name: "a", mode: 0o644, content: Buffer.from("x") }]);
    expect(tar.length).toBe(4 * 512);
    expect(tar.subarray(1024).every((byte) => byte === 0)).toBe(true);
  });

  test("carries a checksum that counts its own field as blanks", () => {
    const tar = tarOf([{ kind: "link", name: "sh", target: "busybox" }]);
    const header = Buffer.from(tar.subarray(0, 512));
    const written = Number.parseInt(header.toString("latin1", 148, 154), 8);
    header.fill(" ", 148, 156);
    expect(header.reduce((sum, byte) => sum + byte, 0)).toBe(written);
  });
});
