/** The lab itself, with real Engines: what it promises of its nodes, and that nothing of it stays. Needs root on Linux. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "rolldown";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type Lab,
  labAddNode,
  labCrashDaemon,
  labDown,
  labEnter,
  labJoin,
  labLink,
  labList,
  labLoad,
  labPowerLoss,
  labPowerOn,
  labRemoveNode,
  labStartDaemon,
  labStopDaemon,
  labUp,
  openLab,
} from "../../src/lab/index.ts";
import { toolPath } from "../../src/lab/tools.ts";
import { KEYS, onTerminal } from "../fakes/on-terminal.ts";
import { machineState, marked, namespacesOf, stillHeld, tracesOf } from "./traces.ts";

const NAME = "labtest";
const PROGRAM = join(import.meta.dirname, "../../bin/swarmlan.js");
const json = (text: string): unknown => JSON.parse(text);

/** The docker CLI against a node; what it prints, trimmed. Fails the test with what it says. */
async function docker(lab: Lab, node: string, ...argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await lab.docker(node, argv);
  expect(stderr && code !== 0 ? stderr : "").toBe("");
  return stdout.trim();
}

async function until(what: () => Promise<boolean> | boolean, seconds = 15): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await what())) {
    expect(Date.now(), `waited ${seconds} s for: ${what}`).toBeLessThan(deadline);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe("a lab of one manager and one worker", () => {
  const before = machineState();
  let lab: Lab;

  beforeAll(async () => {
    await labDown(NAME);
    lab = await labUp({ name: NAME, nodes: "mgr:1,swarm:1" });
  });
  afterAll(async () => {
    await labDown(NAME);
  });

  test("says what it did and how long each step took", () => {
    expect(lab.steps.map((it) => it.title)).toEqual(expect.arrayContaining(["lay the LAN", "boot", "join the swarm"]));
    expect(labList().find((it) => it.name === NAME)).toMatchObject({
      phase: "ready",
      nodes: [
        { name: "mgr01", role: "manager", power: "on", engine: "on" },
        { name: "swarm01", role: "worker", power: "on", engine: "on" },
      ],
    });
  });

  test("leaves the terminal to whoever runs in a place, Ctrl-C too", async () => {
    const inPlace = (...argv: readonly string[]) =>
      onTerminal([process.execPath, PROGRAM, "lab", "in", "--name", NAME, "client", ...argv]);
    const shell = inPlace();
    await shell.until("# ");
    shell.type("sleep 1; echo over$((1 + 1))\r");
    await shell.until("over2");
    shell.type("exit 7\r");
    const { code, shown } = await shell.ended();
    expect([code, shown]).toEqual([7, expect.not.stringContaining("working")]);

    const stubborn = inPlace(
      "sh",
      "-c",
      'n=0; trap "n=\\$((n + 1)); echo got\\$n" INT; echo up; while [ $n -lt 2 ]; do sleep 0.1; done; exit 3',
    );
    for (const [seen, key] of [
      ["up", KEYS.ctrlC],
      ["got1", KEYS.ctrlC],
    ] as const) {
      await stubborn.until(seen);
      stubborn.type(key);
    }
    const end = await stubborn.ended();
    expect([end.code, end.shown]).toEqual([3, expect.stringMatching(/got2\s+$/)]);
  });

  test("has joined its nodes into a swarm over the management network", async () => {
    const nodes = await docker(lab, "mgr01", "node", "ls", "--format", "{{.Hostname}} {{.Status}} {{.ManagerStatus}}");
    expect(nodes.split("\n").map((it) => it.trim())).toEqual(["mgr01 Ready Leader", "swarm01 Ready"]);
    const info = await docker(lab, "swarm01", "info", "--format", "{{json .Swarm.NodeAddr}}");
    expect(json(info)).toBe("10.88.0.2");
  });

  test("in a node's place, docker is that node's, whatever the caller's environment says", async () => {
    const name = async (place: string) =>
      (await lab.exec(place, ["docker", "info", "--format", "{{.Name}}"])).stdout.trim();
    const before = process.env["DOCKER_CONTEXT"];
    process.env["DOCKER_CONTEXT"] = "nowhere";
    try {
      expect([await name("mgr01"), await name("swarm01")]).toEqual(["mgr01", "swarm01"]);
    } finally {
      if (before === undefined) delete process.env["DOCKER_CONTEXT"];
      else process.env["DOCKER_CONTEXT"] = before;
    }
    expect((await lab.exec("mgr01", ["docker", "node", "ls", "--quiet"])).stdout.trim().split("\n")).toHaveLength(2);
  });

  test("a person breaks and mends a node by two commands", async () => {
    const lab = (...argv: readonly string[]) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, "lab", ...argv], { encoding: "utf8" });
      expect([status, stderr], stdout).toEqual([0, expect.not.stringContaining("error")]);
      return stdout;
    };
    const state = () =>
      labList()
        .find((it) => it.name === NAME)
        ?.nodes.find((it) => it.name === "swarm01");
    const carrier = async () =>
      (await openLab(NAME).exec("swarm01", ["cat", "/sys/class/net/eth1/carrier"])).stdout.trim();
    expect(lab("break", "--name", NAME, "swarm01", "stop")).toContain(`lab mend --name ${NAME} swarm01`);
    expect(state()).toMatchObject({ power: "on", engine: "off" });
    lab("break", "--name", NAME, "swarm01", "cable");
    expect(await carrier()).toBe("0");
    lab("mend", "--name", NAME, "swarm01");
    expect([state()?.engine, await carrier()]).toEqual(["on", "1"]);
    lab("break", "--name", NAME, "swarm01", "power");
    expect(state()).toMatchObject({ power: "off", engine: "off" });
    lab("mend", "--name", NAME, "swarm01");
    expect(state()).toMatchObject({ power: "on", engine: "on" });
  });

  test.each(["ls", "down", "in", "docker"])("tells an ordinary user of `lab %s` that it needs root", (command) => {
    const more = command === "in" || command === "docker" ? ["mgr01", "true"] : [];
    const argv = [PROGRAM, "lab", command, "--name", NAME, ...more].slice(0, command === "ls" ? 3 : undefined);
    const { status, stderr } = spawnSync(process.execPath, argv, { uid: 65_534, gid: 65_534, encoding: "utf8" });
    expect([status, stderr]).toEqual([77, expect.stringContaining("LAB_NOT_ROOT")]);
  });

  test("gives every node two NICs, which its own /sys shows, and one default route through the router", async () => {
    const nics = (await labEnter(lab, "swarm01", ["ls", "/sys/class/net"])).trim().split("\n");
    expect(nics).toEqual(expect.arrayContaining(["eth0", "eth1", "lo"]));
    expect(nics.filter((it) => it.includes("mgr01"))).toEqual([]);
    const shown = await lab.exec("swarm01", ["ip", "-o", "-4", "address", "show", "eth1"]);
    expect(shown.stdout).toContain("192.168.17.1/20");
    const routes = await lab.exec("swarm01", ["ip", "route", "show", "default"]);
    expect(routes.stdout.trim()).toBe("default via 192.168.31.254 dev eth1");
  });

  test("gives every node its own hostname, processes, /etc and control groups", async () => {
    expect((await labEnter(lab, "swarm01", ["hostname"])).trim()).toBe("swarm01");
    expect((await labEnter(lab, "swarm01", ["cat", "/proc/1/comm"])).trim()).toMatch(/tini|docker-init/);
    expect(await labEnter(lab, "swarm01", ["cat", "/etc/hosts"])).toContain("10.88.0.2 swarm01");
    expect(await labEnter(lab, "swarm01", ["cat", "/proc/1/cgroup"])).not.toContain("swarmlan-lab");
    const ids = await Promise.all(lab.nodes.map((it) => docker(lab, it.name, "info", "--format", "{{.ID}}")));
    expect(new Set(ids).size).toBe(2);
  });

  test("lets the client on its other VLAN reach the router, the hosts, and no management address", async () => {
    const ping = async (address: string): Promise<number> =>
      (await lab.exec("client", ["busybox", "ping", "-c", "1", "-W", "2", address])).code;
    expect(await ping("192.168.31.254")).toBe(0);
    expect(await ping("192.168.16.1")).toBe(0);
    expect(await ping("192.168.17.1")).toBe(0);
    expect(await ping("10.88.0.1")).not.toBe(0);
  });

  test("has a web page in its registry that any node can pull and the client can read over macvlan", async () => {
    await docker(
      lab,
      "swarm01",
      "network",
      "create",
      "-d",
      "macvlan",
      "--subnet",
      "192.168.16.0/20",
      "--gateway",
      "192.168.31.254",
      "--ip-range",
      "192.168.17.0/24",
      "-o",
      "parent=eth1",
      "byhand",
    );
    await docker(
      lab,
      "swarm01",
      "run",
      "-d",
      "--name",
      "web",
      "--network",
      "byhand",
      "--ip",
      "192.168.17.9",
      "--hostname",
      "page-host",
      lab.image,
    );
    await until(async () => (await lab.exec("client", ["busybox", "wget", "-qO-", "http://192.168.17.9/"])).code === 0);
    const page = await lab.exec("client", ["busybox", "wget", "-qO-", "http://192.168.17.9/"]);
    expect(page.stdout).toContain("it works");
    expect(page.stdout).toContain("page-host at 192.168.17.9");
    const exposed = await docker(lab, "swarm01", "inspect", "-f", "{{json .Config.ExposedPorts}}", "web");
    expect(json(exposed)).toEqual({ "80/tcp": {} });
    const began = Date.now();
    await docker(lab, "swarm01", "rm", "-f", "web");
    await docker(lab, "swarm01", "network", "rm", "byhand");
    expect(Date.now() - began).toBeLessThan(5000);
  });

  test("lets containers find each other by name, without a firewall rule of the Engine's", async () => {
    await docker(lab, "mgr01", "network", "create", "named");
    await docker(lab, "mgr01", "run", "-d", "--name", "found", "--network", "named", lab.image);
    const look = ["run", "--rm", "--network", "named", lab.image, "wget", "-qO-", "http://found/"];
    await until(async () => (await lab.docker("mgr01", look)).stdout.includes("it works"));
    await docker(lab, "mgr01", "rm", "-f", "found");
    await docker(lab, "mgr01", "network", "rm", "named");
    expect((await lab.exec("mgr01", ["iptables", "-S"])).stdout).not.toContain("DOCKER");
  });

  test("looks up outside names in vain, but at once", async () => {
    const began = Date.now();
    await expect(labEnter(lab, "mgr01", ["getent", "hosts", "registry.example.org"])).rejects.toMatchObject({
      code: "LAB_COMMAND_FAILED",
    });
    expect(Date.now() - began).toBeLessThan(2000);
  });

  test("survives a crash of an Engine alone: its init and its containers live on, and it starts again", async () => {
    await docker(lab, "swarm01", "run", "-d", "--name", "sleeper", lab.image);
    const pid = await docker(lab, "swarm01", "inspect", "-f", "{{.State.Pid}}", "sleeper");
    const init = await labEnter(lab, "swarm01", ["readlink", "/proc/1/ns/pid"]);
    await labCrashDaemon(lab, "swarm01");
    expect((await lab.docker("swarm01", ["ps"])).code).not.toBe(0);
    expect(labList().find((it) => it.name === NAME)?.nodes[1]).toMatchObject({ power: "on", engine: "off" });
    expect(await labEnter(lab, "swarm01", ["cat", `/proc/${pid}/cmdline`])).toContain("serve");
    expect(await labEnter(lab, "swarm01", ["readlink", "/proc/1/ns/pid"])).toBe(init);
    await labStartDaemon(lab, "swarm01");
    expect(await docker(lab, "swarm01", "ps", "-a", "--format", "{{.Names}}")).toBe("sleeper");
    await docker(lab, "swarm01", "rm", "-f", "sleeper");
    // What the crash orphaned, and what ends now, is reaped by the node's init.
    await until(async () => !/^Z/m.test(await labEnter(lab, "swarm01", ["ps", "-eo", "stat="])));
  });

  test("has a router whose MAC address is its own, whichever node goes", async () => {
    const { stdout } = await lab.exec("router", ["cat", "/sys/class/net/br0/addr_assign_type"]);
    expect(stdout.trim()).toBe("3"); // NET_ADDR_SET, linux/netdevice.h: not taken from a port
  });

  test("stops and starts an Engine as an operator would", async () => {
    await labStopDaemon(lab, "mgr01");
    expect(labList().find((it) => it.name === NAME)?.nodes[0]).toMatchObject({ power: "on", engine: "off" });
    await labStartDaemon(lab, "mgr01");
    await until(async () => (await lab.docker("mgr01", ["node", "ls"])).code === 0);
  });

  test("takes all of a node's processes with its power, and keeps its disk and its place in the swarm", async () => {
    await docker(lab, "swarm01", "run", "-d", "--name", "victim", "--network", "host", lab.image, "sleep", "1000");
    const node = (await labEnter(lab, "swarm01", ["readlink", "/proc/1/ns/pid"])).trim();
    const inNode = namespacesOf((pid) => namespacesOf((it) => it === pid).has(node));
    await labPowerLoss(lab, "swarm01");
    expect(
      await stillHeld(
        [...inNode].filter((it) => /^(pid|net|mnt|uts|ipc):/.test(it)),
        NAME,
      ),
    ).toEqual([]);
    expect(labList().find((it) => it.name === NAME)?.nodes[1]).toMatchObject({ power: "off", engine: "off" });
    await labPowerOn(lab, "swarm01");
    expect(await docker(lab, "swarm01", "ps", "-a", "--format", "{{.Names}} {{.State}}")).toBe("victim exited");
    await until(async () => (await docker(lab, "swarm01", "info", "-f", "{{.Swarm.LocalNodeState}}")) === "active");
    await docker(lab, "swarm01", "rm", "-f", "victim");
  });

  test("pulls a node's LAN cable, and its Engine can still be reached and stays in the swarm", async () => {
    await labLink(lab, "swarm01", "eth1", "down");
    expect((await lab.exec("swarm01", ["cat", "/proc/net/dev"])).stdout).toContain("eth1");
    expect((await labEnter(lab, "swarm01", ["cat", "/sys/class/net/eth1/carrier"])).trim()).toBe("0");
    expect((await labEnter(lab, "swarm01", ["cat", "/sys/class/net/eth0/carrier"])).trim()).toBe("1");
    expect(await docker(lab, "swarm01", "info", "-f", "{{.Swarm.LocalNodeState}}")).toBe("active");
    await labLink(lab, "swarm01", "eth1", "up");
    await until(async () => (await labEnter(lab, "swarm01", ["cat", "/sys/class/net/eth1/carrier"])).trim() === "1");
  });

  test("takes a new node in, and away again with all that was its", async () => {
    const added = await labAddNode(lab, { name: "extra01" });
    expect(added.lan).toBe("192.168.18.1");
    await labJoin(lab, "extra01");
    const { stdout } = await lab.exec("client", ["ssh", "-o", "BatchMode=yes", "extra01", "id -un; hostname"]);
    expect(stdout).toBe("ops\nextra01\n");
    expect(lab.nodes.map((it) => it.name)).toEqual(["mgr01", "swarm01", "extra01"]);
    await labRemoveNode(lab, "extra01");
    expect(lab.nodes.map((it) => it.name)).toEqual(["mgr01", "swarm01"]);
    expect(tracesOf(NAME).filter((it) => it.includes("extra01"))).toEqual([]);
  });

  test("loads an image that docker save made, under a name that its services can use", async () => {
    const folder = mkdtempSync(join(tmpdir(), "labtest-"));
    try {
      const file = join(folder, "saved.tar");
      await docker(lab, "mgr01", "tag", lab.image, "mine/page:7");
      await docker(lab, "mgr01", "save", "-o", file, "mine/page:7");
      expect(await labLoad(lab, file)).toBe("192.168.31.254:5000/page:7");
      await docker(lab, "swarm01", "pull", "-q", "192.168.31.254:5000/page:7");
      await expect(labLoad(lab, join(folder, "none.tar"))).rejects.toMatchObject({ code: "LAB_IMAGE" });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("refuses a second lab of its name, a place that it does not have, and an unknown lab", async () => {
    await expect(labUp({ name: NAME })).rejects.toMatchObject({ code: "LAB_EXISTS" });
    await expect(lab.exec("nowhere", ["true"])).rejects.toMatchObject({ code: "LAB_PLACE" });
    expect(() => openLab("nosuchlab")).toThrow(expect.objectContaining({ code: "LAB_UNKNOWN" }));
    expect(openLab(NAME).nodes).toEqual(lab.nodes);
  });

  test("stands beside another lab with the same addresses, and outlives it; both leave nothing", async () => {
    let other: ReadonlySet<string> = new Set();
    {
      await using second = await labUp({ name: "labtestb", nodes: "mgr:1", firewall: true });
      expect((await second.exec("mgr01", ["iptables", "-S"])).stdout).toContain("-A FORWARD -j DOCKER-USER");
      expect(await docker(second, "mgr01", "node", "ls", "-q")).not.toBe(
        await docker(lab, "mgr01", "node", "ls", "-q"),
      );
      expect((await second.exec("client", ["busybox", "ping", "-c", "1", "-W", "2", "192.168.17.1"])).code).not.toBe(0);
      other = namespacesOf(marked("labtestb"));
      expect(other.size).toBeGreaterThan(5);
    }
    expect(tracesOf("labtestb")).toEqual([]);
    expect(await docker(lab, "mgr01", "node", "ls", "-q")).not.toBe("");
    const own = namespacesOf(marked(NAME));
    const ours = namespacesOf((pid) => pid === process.pid);
    expect(tracesOf(NAME).length).toBeGreaterThan(10); // or the search below proves nothing
    await lab.down();
    expect(tracesOf(NAME)).toEqual([]);
    expect(
      await stillHeld(
        [...own, ...other].filter((it) => !ours.has(it)),
        NAME,
        "labtestb",
      ),
    ).toEqual([]);
    expect(machineState()).toEqual(before);
    expect(await labDown(NAME)).toBe(false);
  });
});

describe("a lab whose making was cut short", () => {
  const folder = mkdtempSync(join(tmpdir(), "labtest-"));
  const name = "labtestc";

  beforeAll(async () => {
    await labDown(name);
    await build({ input: "src/lab/index.ts", platform: "node", output: { dir: folder, entryFileNames: "lab.mjs" } });
  });
  afterAll(async () => {
    await labDown(name);
    rmSync(folder, { recursive: true });
  });

  /** A process that makes the lab and prints the title of each step as it begins. */
  const maker = (): ChildProcess =>
    spawn(process.execPath, [
      "--input-type=module",
      "--eval",
      `import { labUp } from ${JSON.stringify(join(folder, "lab.mjs"))};
       await labUp({ name: "${name}", nodes: "mgr:1,swarm:1" }, (it) => console.log(it.kind + " " + it.title));`,
    ]);

  /** Resolves when the maker prints that line, after `ms` more. */
  const seen = (child: ChildProcess, line: string, ms: number): Promise<void> =>
    new Promise((resolve, reject) => {
      let text = "";
      child.on("close", () => reject(new Error(`the maker ended before "${line}": ${text}`)));
      child.stderr?.on("data", (chunk: Buffer) => (text += chunk.toString()));
      child.stdout?.on("data", (chunk: Buffer) => {
        text += chunk.toString();
        if (text.includes(line)) setTimeout(resolve, ms);
      });
    });

  test.each([
    ["step-started lay the LAN", 0],
    ["step-started lay the LAN", 40],
    ["step-started boot", 0],
    ["step-started boot", 300],
    ["step-started begin the swarm", 30],
  ])("by a kill at '%s' plus %i ms is named as half-made, and cleaned by its name", async (line, ms) => {
    const child = maker();
    await seen(child, line, ms);
    await expect(labUp({ name, nodes: "mgr:1" })).rejects.toMatchObject({ code: "LAB_BUSY" });
    const ended = new Promise((resolve) => child.on("close", resolve));
    child.kill("SIGKILL");
    await ended;
    await expect(labUp({ name, nodes: "mgr:1" })).rejects.toMatchObject({ code: "LAB_HALF_MADE" });
    expect(labList().find((it) => it.name === name)?.phase).toBe("broken");
    expect(await labDown(name)).toBe(true);
    expect(tracesOf(name)).toEqual([]);
    expect(labList().map((it) => it.name)).not.toContain(name);
  });

  test("is found and cleaned when all that it wrote down of itself is lost", async () => {
    const child = maker();
    await seen(child, "step-done boot", 0);
    const ended = new Promise((resolve) => child.on("close", resolve));
    child.kill("SIGKILL");
    await ended;
    rmSync(`/run/swarmlan-lab/${name}`, { recursive: true });
    expect(labList().map((it) => it.name)).toContain(name);
    await labDown(name);
    expect(tracesOf(name)).toEqual([]);
  });

  test.each(["lay the LAN", "boot", "join the swarm"])("by an interrupt at '%s' cleans itself up", async (title) => {
    const controller = new AbortController();
    const making = labUp(
      { name, nodes: "mgr:1,swarm:1" },
      (it) => it.kind === "step-started" && it.title === title && controller.abort(),
      controller.signal,
    );
    await expect(making).rejects.toMatchObject({ code: "INTERRUPTED" });
    expect(tracesOf(name)).toEqual([]);
  });

  test("by a node that does not boot says the end of that node's log, and cleans itself up", async () => {
    const root = join(folder, "root");
    for (const it of ["bin", "etc", "usr/sbin"]) mkdirSync(join(root, it), { recursive: true });
    copyFileSync(toolPath("busybox") ?? "", join(root, "bin/sh"));
    const dockerd = '#!/bin/sh\n[ "$1" != --version ] || exec echo "Docker version 1.2.3"\necho no can do; exit 1\n';
    writeFileSync(join(root, "usr/sbin/dockerd"), dockerd, { mode: 0o755 });
    await expect(labUp({ name, nodes: "mgr:1", engines: [`mgr01=${root}`] })).rejects.toMatchObject({
      code: "LAB_BOOT_FAILED",
      details: { node: "mgr01", log: expect.stringContaining("no can do") },
    });
    expect(tracesOf(name)).toEqual([]);
    const refused = { LAB_ENGINE_VERSION: `1.3=${root}`, LAB_ENGINE_ROOT: `mgr02=/proc` };
    for (const [code, engine] of Object.entries(refused)) {
      await expect(labUp({ name, nodes: "mgr:2", engines: [engine] })).rejects.toMatchObject({ code });
      expect(tracesOf(name)).toEqual([]);
    }
  });
});
