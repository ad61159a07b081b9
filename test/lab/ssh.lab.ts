/** The program reaching real Engines through real sshds, from the lab's client, as a person on a laptop does. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type Lab,
  labEnter,
  labStartDaemon,
  labStopDaemon,
  labUp,
  loadProbeImage,
  WEB_IMAGE,
} from "../../src/lab/index.ts";
import { scriptsOf } from "../../src/lab/boot.ts";
import { type Driver, drive } from "./drive.ts";
import { mixedEngines } from "./engines.ts";
import { expectInvariants, expectNothingOfOurs } from "./invariants.ts";
import { pids } from "./traces.ts";

const PROGRAM = join(import.meta.dirname, "../../bin/swarmlan.js");
const NODES = ["mgr01", "swarm01", "swarm02"];

describe("swarmlan over ssh", () => {
  // Also where the program makes its control sockets: what is left of them is seen here.
  const folder = mkdtempSync(join(tmpdir(), "ssh-"));
  const temp = join(folder, "tmp");
  let lab: Lab;
  /** Through the Engines' sockets: what it sees does not hang on ssh. */
  let driver: Driver;

  beforeAll(async () => {
    mkdirSync(temp);
    lab = await labUp({ name: `ssh${process.pid}`, nodes: "mgr:1,swarm:2", ...(await mixedEngines({ swarm02: 1 })) });
    driver = await drive(lab.specFile);
  });
  afterAll(async () => {
    driver?.[Symbol.dispose]();
    await lab?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const labSsh = () => join(lab.folder, ".ssh");
  const labConfig = () => readFileSync(join(labSsh(), "config"), "utf8");

  /** A folder for PATH with an `ssh` that reads this configuration. */
  function sshReading(name: string, config: string): string {
    const bin = join(folder, name);
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, "config"), config);
    writeFileSync(join(bin, "ssh"), `#!/bin/sh\nexec /usr/bin/ssh -F ${join(bin, "config")} "$@"\n`);
    chmodSync(join(bin, "ssh"), 0o755);
    return bin;
  }

  /** The lab's spec by ssh, with other ways to some nodes. */
  function specWith(name: string, nodes: Readonly<Record<string, string>>): string {
    const file = join(folder, `${name}.yaml`);
    const map = JSON.stringify({ ...Object.fromEntries(NODES.map((it) => [it, `ssh://${it}`])), ...nodes });
    writeFileSync(file, readFileSync(lab.sshSpecFile, "utf8").replace(/^ {2}nodes: .*$/m, `  nodes: ${map}`));
    return file;
  }

  interface From {
    readonly spec?: string;
    readonly bin?: string;
  }

  function argvOf(argv: readonly string[], { spec = lab.sshSpecFile, bin = join(labSsh(), "bin") }: From) {
    const env = [`PATH=${bin}:${process.env["PATH"]}`, `TMPDIR=${temp}`, "SSH_AUTH_SOCK="];
    return ["env", ...env, process.execPath, PROGRAM, ...argv, "-f", spec];
  }

  /** Runs the program in the client's network. */
  const swarmlan = (argv: readonly string[], from: From = {}) => lab.exec("client", argvOf(argv, from));

  /** Runs it there without waiting for its end. */
  function starting(argv: readonly string[], from: From = {}): ChildProcess {
    const inside = ["netns", "exec", `sl-${lab.name}-client`, ...argvOf(argv, from)];
    return spawn("ip", inside, { stdio: ["ignore", "pipe", "pipe"] });
  }

  /** Nodes that did not answer, with why, as a program reads it. */
  async function failures(
    from: From,
  ): Promise<{ codes: readonly string[]; code: number; items: number; text: string }> {
    const { code, stdout } = await swarmlan(["status", "-o", "json"], from);
    const envelope = JSON.parse(stdout) as {
      complete: boolean;
      items: readonly unknown[];
      findings: readonly { code: string; message: string; target: { node?: string }; hint: string }[];
    };
    expect(envelope.complete).toBe(code !== 3);
    const codes = envelope.findings.map((it) => {
      const cause = /could not be asked \((\w+)\)/.exec(it.message)?.[1];
      return `${it.code === "NODE_UNREACHABLE" ? cause : it.code} ${it.target.node}`;
    });
    return { codes, code, items: envelope.items.length, text: envelope.findings.map((it) => it.hint).join("\n") };
  }

  const sshdLog = (node: string) => readFileSync(join(lab.folder, node, "sshd.log"), "utf8");
  const logins = (node: string) => sshdLog(node).match(/^Connection from /gm)?.length ?? 0;

  const sessionsOf = (node: string) => sshdLog(node).match(/^Starting session: /gm)?.length ?? 0;

  /** Command lines of ssh processes that go to this lab, the users' own masters left out. */
  const sshProcesses = () =>
    pids()
      .map((pid) => read(`/proc/${pid}/cmdline`).replaceAll("\0", " "))
      .filter((it) => it.includes("BatchMode=yes") && (it.includes(labSsh()) || it.includes(folder)));
  /** Sessions of `ops` on a node. */
  const sessions = async (node: string) =>
    (await labEnter(lab, node, ["ps", "-eo", "args="])).split("\n").filter((it) => /sshd: ops|dial-stdio/.test(it));

  async function expectNothingLeft(): Promise<void> {
    for (let tries = 0; tries < 30 && sshProcesses().length > 0; tries++) await sleep(100);
    expect(sshProcesses()).toEqual([]);
    expect(readdirSync(temp)).toEqual([]);
    for (const node of NODES) {
      for (let tries = 0; tries < 30 && (await sessions(node)).length > 0; tries++) await sleep(100);
      expect(await sessions(node)).toEqual([]);
    }
  }

  /** A process that is killed outright cannot remove its folder, and ssh leaves what it forwarded: nobody listens there. */
  async function expectOnlyDeadSockets(): Promise<void> {
    for (let tries = 0; tries < 30 && sshProcesses().length > 0; tries++) await sleep(100);
    const [left = "", ...more] = readdirSync(temp);
    expect(more).toEqual([]);
    for (const name of readdirSync(join(temp, left))) {
      expect(name).toMatch(/^\d+e$/);
      const tried = once(createConnection({ path: join(temp, left, name) }), "connect");
      await expect(tried).rejects.toMatchObject({ code: "ECONNREFUSED" });
    }
    // An hour later the next one takes it away.
    const old = new Date(Date.now() - 2 * 3600_000);
    utimesSync(join(temp, left), old, old);
    expect((await swarmlan(["ps"])).code).toBe(0);
  }

  test("names the interfaces that a host has when the parent is not among them", async () => {
    const spec = join(folder, "parent.yaml");
    writeFileSync(spec, readFileSync(lab.sshSpecFile, "utf8").replace("parent: eth1", "parent: eth7"));
    const { code, stderr } = await swarmlan(["apply", "-y"], { spec });
    expect(code).toBe(1);
    for (const node of NODES) expect(stderr).toMatch(new RegExp(`PARENT_MISSING.*${node}[^]*?eth1`));
  });

  test("does the whole job with a key: plan, apply, ps, nothing to do, with one login per node and command", async () => {
    const before = NODES.map(logins);
    const opened = NODES.map(sessionsOf);
    expect((await swarmlan(["plan", "--detailed-exitcode"])).code).toBe(2);
    const afterPlan = NODES.map(logins);
    expect(afterPlan).toEqual(before.map((it) => it + 1));
    // One that tells of the host; all that the Engine is asked goes to its socket.
    expect(NODES.map(sessionsOf)).toEqual(opened.map((it) => it + 1));
    const applied = await swarmlan(["apply", "-y"]);
    expect(applied.stderr + applied.stdout).toContain("steps done");
    expect(applied.code).toBe(0);
    expect(NODES.map(logins)).toEqual(afterPlan.map((it) => it + 1));
    expectInvariants(driver.spec, await driver.observe());
    expect((await swarmlan(["plan", "--detailed-exitcode"])).code).toBe(0);
    expect((await swarmlan(["ps"])).code).toBe(0);
    await expectNothingLeft();
  });

  test("reaches nodes as it reaches the manager, when the spec says nothing of nodes", async () => {
    const spec = join(folder, "default.yaml");
    writeFileSync(spec, readFileSync(lab.sshSpecFile, "utf8").replace(/^ {2}nodes: .*\n/m, ""));
    expect(await failures({ spec })).toMatchObject({ code: 0, codes: [] });
    const local = join(folder, "local.yaml");
    const manager = `  manager: unix://${lab.socket("mgr01")}\n`;
    writeFileSync(local, readFileSync(spec, "utf8").replace(/^ {2}manager: .*\n/m, manager));
    const before = NODES.map(logins);
    expect(await failures({ spec: local })).toMatchObject({ code: 0, codes: [] });
    expect(NODES.map(logins)).toEqual([before[0], ...before.slice(1).map((it) => it + 1)]);
  });

  test("knows every host's interfaces, so a plan from a laptop keeps out what only a host knows", async () => {
    // In the slice of another node, on an interface that is none of the LAN.
    await labEnter(lab, "swarm02", ["ip", "address", "add", "192.168.16.77/32", "dev", "eth0"]);
    try {
      const { stdout } = await swarmlan(["plan"]);
      expect(stdout).toContain("remove macvlanconf on mgr01 (reserved addresses)");
      expect(stdout).toMatch(/mgr01 +192\.168\.16\.0\/24 +192\.168\.16\.1 +252/);
    } finally {
      await labEnter(lab, "swarm02", ["ip", "address", "del", "192.168.16.77/32", "dev", "eth0"]);
    }
    expect((await swarmlan(["plan", "--detailed-exitcode"])).code).toBe(0);
  });

  describe("with one bad node among good ones, shows the good ones and says of the bad one", () => {
    /** Everything else answered: its code alone, exit 3, and a line for every node. */
    async function expectOnly(code: string, from: From, node = "swarm01"): Promise<string> {
      const found = await failures(from);
      expect(found.codes).toEqual([`${code} ${node}`]);
      expect(found).toMatchObject({ code: 3, items: 3 });
      return found.text;
    }
    const addUser = (name: string, shell: string, script: string) =>
      labEnter(lab, "swarm01", [
        "sh",
        "-c",
        `printf '%s' "$2" > ${shell}; chmod 755 ${shell}; echo "$1:x:2390:2390::/:${shell}" >> /etc/passwd`,
        "-",
        name,
        script,
      ]);

    test("an unknown host key", async () => {
      const bin = sshReading("unknown", `Host swarm01\n  UserKnownHostsFile /dev/null\n${labConfig()}`);
      expect(await expectOnly("SSH_HOST_KEY_UNKNOWN", { bin })).toContain("ssh ops@swarm01");
    });

    test("another host key than before", async () => {
      const other = join(folder, "other_hosts");
      writeFileSync(other, `* ${readFileSync(join(labSsh(), "login.pub"), "utf8")}`);
      const bin = sshReading("changed", `Host swarm01\n  UserKnownHostsFile ${other}\n${labConfig()}`);
      await expectOnly("SSH_HOST_KEY_CHANGED", { bin });
    });

    test("a key that is not let in", async () => {
      spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, "wrong")]);
      const config = labConfig().replaceAll(/^ {2}IdentityFile .*$/gm, `  IdentityFile ${join(folder, "wrong")}`);
      const bin = sshReading("wrong-key", splitByHost("swarm01", config, labConfig()));
      expect(await expectOnly("SSH_DENIED", { bin })).toContain("ssh-copy-id");
    });

    test("a user who is not in the group docker", async () => {
      const spec = specWith("guest", { swarm01: "ssh://guest@swarm01" });
      expect(await expectOnly("SSH_DOCKER_PERMISSION", { spec })).toContain("usermod -aG docker");
    });

    test("no docker command", async () => {
      await addUser("bare", "/opt/bare", '#!/bin/sh\nPATH=/nowhere exec /bin/sh "$@"\n');
      const spec = specWith("bare", { swarm01: "ssh://bare@swarm01" });
      await expectOnly("SSH_DOCKER_MISSING", { spec });
    });

    test("a docker command that was told another Engine than the one at the usual socket", async () => {
      await addUser("told", "/opt/told", '#!/bin/sh\nDOCKER_HOST=unix:///nowhere.sock exec /bin/sh "$@"\n');
      const mayOpenSocket =
        'sed -i "s/^told:x:2390:2390:/told:x:2391:$(stat -c %g /var/run/docker.sock):/" /etc/passwd';
      await labEnter(lab, "swarm01", ["sh", "-c", mayOpenSocket]);
      const spec = specWith("told", { swarm01: "ssh://told@swarm01" });
      await expectOnly("SSH_DOCKER_DOWN", { spec });
    });

    test("a shell that prints something", async () => {
      await addUser("loud", "/opt/loud", '#!/bin/sh\necho Welcome aboard\nexec /bin/sh "$@"\n');
      const spec = specWith("loud", { swarm01: "ssh://loud@swarm01" });
      await expectOnly("SSH_SHELL_NOISE", { spec });
    });

    test("a Docker daemon that is down", async () => {
      await labStopDaemon(lab, "swarm01");
      try {
        await expectOnly("SSH_DOCKER_DOWN", {});
      } finally {
        await labStartDaemon(lab, "swarm01");
      }
    });

    test("a host name that nobody knows, and a port where nobody listens", async () => {
      await expectOnly("SSH_HOST_UNKNOWN", { spec: specWith("nosuch", { swarm01: "ssh://nosuch.invalid" }) });
      await expectOnly("SSH_REFUSED", { spec: specWith("refused", { swarm01: "ssh://swarm01:2222" }) });
    });

    test("a host that closes the connection", async () => {
      const closing = "require('net').createServer((it) => it.destroy()).listen(2223, () => console.log('up'))";
      const inside = ["netns", "exec", `sl-${lab.name}-swarm01`, process.execPath, "-e", closing];
      const server = spawn("ip", inside, { stdio: ["ignore", "pipe", "inherit"] });
      await once(server.stdout as NonNullable<typeof server.stdout>, "data");
      try {
        await expectOnly("SSH_CLOSED", { spec: specWith("closes", { swarm01: "ssh://swarm01:2223" }) });
      } finally {
        server.kill();
      }
    });

    test("a host that hangs, in bounded time", async () => {
      await labEnter(lab, "swarm01", ["pkill", "-STOP", "-o", "-x", "sshd"]);
      const began = Date.now();
      try {
        await expectOnly("SSH_TIMEOUT", {});
      } finally {
        await labEnter(lab, "swarm01", ["pkill", "-CONT", "-o", "-x", "sshd"]);
      }
      expect(Date.now() - began).toBeLessThan(15_000);
    });
  });

  test("without an ssh program says so, and that it is this machine's matter (69)", async () => {
    const env = ["env", "PATH=/nowhere", `TMPDIR=${temp}`, process.execPath, PROGRAM];
    const { code, stderr } = await lab.exec("client", [...env, "plan", "-f", lab.sshSpecFile]);
    expect([code, /\bSSH_NOT_INSTALLED\b/.test(stderr)]).toEqual([69, true]);
  });

  test("goes through a jump host as ~/.ssh/config says", async () => {
    const [management, jump] = ["10.88.0.2", "mgr01"];
    const config = `Host swarm01\n  HostName ${management}\n  ProxyJump ${jump}\n${labConfig()}`;
    const direct = sshReading("no-jump", config.replace(/ {2}ProxyJump.*\n/, "  ConnectTimeout 1\n"));
    const bin = sshReading("jump", config);
    expect((await lab.exec("client", [join(direct, "ssh"), "swarm01", "true"])).code).toBe(255);
    expect(await failures({ bin })).toMatchObject({ code: 0, codes: [] });
    expect(sshdLog("swarm01")).toMatch(/^Connection from 10\.88\.0\.1 /m);
    await expectNothingLeft();
  });

  test.each([
    ["nothing over there but dial the Engine", 'command="docker system dial-stdio",restrict'],
    ["run commands over there, but forward nothing", "restrict"],
  ])("works with a key that may %s", async (_, limits) => {
    const keys = "/etc/ssh/lab_authorized_keys";
    const before = [logins("swarm01"), sessionsOf("swarm01")] as const;
    await labEnter(lab, "swarm01", ["sed", "-i", `s/^/${limits} /`, keys]);
    try {
      expect(await failures({})).toMatchObject({ code: 0, codes: [] });
      // By stdio, in a session of its own where the first told of a socket that cannot be reached.
      expect(logins("swarm01")).toBe(before[0] + 1);
      expect(sessionsOf("swarm01")).toBeGreaterThanOrEqual(before[1] + (limits === "restrict" ? 2 : 1));
    } finally {
      await labEnter(lab, "swarm01", ["sed", "-i", "s/^.*restrict //", keys]);
    }
  });

  test("proves the LAN over ssh, also where a host's sshd leads to no socket", async () => {
    const config = join(scriptsOf(lab.name), "sshd_config");
    const before = readFileSync(config, "utf8");
    const again = () => labEnter(lab, "swarm01", ["pkill", "-HUP", "-o", "-x", "sshd"]);
    const opened = NODES.map(sessionsOf);
    writeFileSync(config, `${before}AllowStreamLocalForwarding no\n`);
    await again();
    try {
      // Containers are up within seconds; whoever waits longer waits for a stream that never comes.
      const argv = ["test", "--image", lab.image, "--timeout", "45", "-o", "json"];
      const { code, stdout, stderr } = await swarmlan(argv);
      const { complete, items } = JSON.parse(stdout) as {
        complete: boolean;
        items: readonly { from: string; to: string; result: { kind: string } }[];
      };
      expect([code, complete], stderr).toEqual([0, true]);
      const reached = items.filter((it) => it.result.kind === "ok").map((it) => `${it.from} ${it.to}`);
      for (const from of NODES) for (const to of NODES) if (from !== to) expect(reached).toContain(`${from} ${to}`);
    } finally {
      writeFileSync(config, before);
      await again();
    }
    const [mgr01 = 0, swarm01 = 0, swarm02 = 0] = NODES.map((it, at) => sessionsOf(it) - (opened[at] ?? 0));
    expect([mgr01, swarm02]).toEqual([1, 1]);
    expect(swarm01).toBeGreaterThan(1);
    await expectNothingLeft();
  });

  test("reads Engines' logs for a bug report where there is a way to a shell, and says where there is none", async () => {
    const journal = join(folder, "journalctl");
    writeFileSync(journal, '#!/bin/sh\necho "swarm01 dockerd: asked: $*"\necho "login password=hunter2"\n', {
      mode: 0o755,
    });
    await labEnter(lab, "swarm01", ["mount", "--bind", journal, "/usr/bin/journalctl"]);
    try {
      const out = join(folder, "support.json");
      const { code, stderr } = await swarmlan(["support", "--out", out], {
        spec: specWith("logs", { swarm02: `unix://${join(lab.folder, "swarm02", "docker.sock")}` }),
      });
      expect(code, stderr).toBe(0);
      const { logs } = JSON.parse(readFileSync(out, "utf8")) as {
        logs: readonly { node: string; lines?: readonly string[]; why?: string }[];
      };
      expect(logs.find((it) => it.node === "swarm01")?.lines).toEqual([
        expect.stringContaining("--unit docker.service --lines 200"),
        "login password=(removed)",
      ]);
      expect(logs.find((it) => it.node === "swarm02")?.why).toContain("only the Engine's API");
    } finally {
      await labEnter(lab, "swarm01", ["umount", "/usr/bin/journalctl"]);
    }
  });

  test("leaves a connection alone that the user shares", async () => {
    const socket = join(folder, "cm");
    const shared = `Host *\n  ControlMaster auto\n  ControlPath ${socket}-%h\n  ControlPersist 60\n${labConfig()}`;
    const bin = sshReading("shared", shared);
    const ssh = join(bin, "ssh");
    expect((await lab.exec("client", [ssh, "-MNf", "mgr01"])).code).toBe(0);
    expect((await swarmlan(["ps"], { bin })).code).toBe(0);
    expect((await lab.exec("client", [ssh, "-O", "check", "mgr01"])).stderr).toContain("Master running");
    expect(readdirSync(folder).filter((it) => it.startsWith("cm-"))).toEqual(["cm-192.168.16.1"]);
    expect((await lab.exec("client", [ssh, "-O", "exit", "mgr01"])).code).toBe(0);
    await expectNothingLeft();
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 130],
    ["SIGKILL", null],
  ] as const)("ended by %s while a host hangs, leaves no ssh here and no session there", async (signal, expected) => {
    await labEnter(lab, "swarm01", ["pkill", "-STOP", "-o", "-x", "sshd"]);
    try {
      const child = starting(["ps"]);
      for (let tries = 0; tries < 100 && (await sessions("swarm02")).length === 0; tries++) await sleep(100);
      expect((await sessions("swarm02")).length).toBeGreaterThan(0);
      const began = Date.now();
      const ended = once(child, "close");
      child.kill(signal);
      const [code] = (await ended) as [number | null];
      expect(code).toBe(expected);
      expect(Date.now() - began).toBeLessThan(3000);
    } finally {
      await labEnter(lab, "swarm01", ["pkill", "-CONT", "-o", "-x", "sshd"]);
    }
    if (signal === "SIGKILL") await expectOnlyDeadSockets();
    await expectNothingLeft();
  });

  describe("doctor", () => {
    interface Item {
      readonly code: string;
      readonly verdict: string;
      readonly message: string;
      readonly evidence: readonly string[];
      readonly because?: string;
      readonly target: { readonly node?: string };
    }
    async function doctor(argv: readonly string[], from: From = {}): Promise<{ code: number; items: readonly Item[] }> {
      const { code, stdout } = await swarmlan(["doctor", "--no-sweep", "-o", "json", ...argv], from);
      return { code, items: (JSON.parse(stdout) as { items: readonly Item[] }).items };
    }
    const told = ({ items }: { items: readonly Item[] }, group: string) =>
      items.filter((it) => it.code.startsWith(group) && it.verdict !== "skipped");

    test("without a probe image judges the hosts by their shells, and knows nothing of the wire", async () => {
      const before = NODES.map(logins);
      const found = await doctor(["--image", "nowhere.invalid/x:1"]);
      expect(found.items.filter((it) => it.verdict === "fail" || it.verdict === "warn")).toEqual([]);
      expect(found.code).toBe(3);
      for (const node of NODES)
        for (const code of ["HOST001", "HOST002", "HOST005"])
          expect(found.items.find((it) => it.code === code && it.target.node === node)?.verdict, code).toBe("pass");
      // What a probe would have seen hangs on one thing, which is told once for each node.
      const unknown = found.items.filter((it) => it.verdict === "unknown");
      expect(unknown.map((it) => [it.code, it.target.node])).toEqual(NODES.map((it) => ["ENG017", it]));
      for (const it of unknown) expect(it.evidence.join()).toContain("nowhere.invalid/x:1");
      const wire = found.items.filter((it) => it.code.startsWith("WIRE") && it.because === "ENG017");
      expect(new Set(wire.map((it) => it.code))).toContain("WIRE001");
      expect(NODES.map(logins)).toEqual(before.map((it) => it + 1));
      await expectNothingLeft();
    });

    test("judges the host of a silent Engine by its shell, and says that the host answers", async () => {
      const image = await loadProbeImage(lab);
      await labStopDaemon(lab, "swarm01");
      try {
        await labEnter(lab, "swarm01", ["ip", "link", "set", "eth1", "mtu", "1400"]);
        const found = await doctor(["--image", image]);
        const bad = found.items.filter((it) => it.verdict === "fail" || it.verdict === "unknown");
        expect(bad.map((it) => [it.code, it.verdict, it.target.node])).toEqual([
          ["ENG001", "fail", "swarm01"],
          ["HOST010", "fail", "swarm01"],
        ]);
        expect(bad[0]?.evidence.at(-1)).toBe("its host answers");
      } finally {
        await labEnter(lab, "swarm01", ["ip", "link", "set", "eth1", "mtu", "1500"]);
        await labStartDaemon(lab, "swarm01");
      }
    });

    test("looks from another host with --from, over one login, and says what it cannot reach", async () => {
      const lan = ["--network", "macvlanswarm", "--constraint", "node.hostname==swarm01"];
      const service = ["service", "create", "-q", "--name", "one", ...lan, WEB_IMAGE];
      expect((await lab.docker("mgr01", service)).code).toBe(0);
      const image = await loadProbeImage(lab);
      const spec = specWith("elsewhere", {});
      try {
        const near = await doctor(["--image", image, "--from", "swarm02"], { spec });
        expect(told(near, "ROUT").map((it) => [it.code, it.verdict])).toEqual([
          ["ROUT001", "pass"],
          ["ROUT002", "pass"],
        ]);
        expect(told(near, "ROUT001")[0]?.message).toMatch(/^swarm02 reaches it at 192\.168\.17\.\d+ port 80$/);
        const before = logins("swarm02");
        await doctor(["--image", "nowhere.invalid/x:1", "--from", "swarm02"], { spec });
        expect(logins("swarm02")).toBe(before + 2); // one to its Engine, one to look from it
        // Its own host is the one place that a macvlan container is cut off from: that is no fault.
        const own = await doctor(["--image", image, "--from", "swarm01"], { spec });
        const skipped = own.items.filter((it) => it.code === "ROUT001");
        expect([own.code, skipped.map((it) => it.verdict)]).toEqual([0, ["skipped"]]);
        expect(skipped[0]?.message).toContain("swarm01 is the host that it runs on");
        const nobody = await doctor(["--image", image, "--from", "nosuch.invalid"], { spec });
        expect([nobody.code, told(nobody, "ROUT001").map((it) => it.verdict)]).toEqual([3, ["unknown"]]);
        expect(told(nobody, "ROUT001")[0]?.message).toContain("Could not resolve hostname nosuch.invalid");
        expect((await swarmlan(["doctor", "--from", "-oProxyCommand=x"], { spec })).code).toBe(64);
      } finally {
        await lab.docker("mgr01", ["service", "rm", "one"]);
      }
      await expectNothingLeft();
    });
  });

  test("destroys over ssh, and nothing of ours is left", async () => {
    expect((await swarmlan(["plan", "--detailed-exitcode"])).code).toBe(0);
    expectInvariants(driver.spec, await driver.observe());
    const { code, stderr } = await swarmlan(["destroy", "macvlanswarm", "--confirm", "macvlanswarm"]);
    expect(stderr).not.toContain("failed");
    expect(code).toBe(0);
    expectNothingOfOurs(await driver.observe());
    await expectNothingLeft();
  });
});

/** One configuration for one host and another for all others. */
function splitByHost(host: string, its: string, others: string): string {
  const own = its.split(/^(?=Host )/m);
  const [block = "", rest = ""] = [
    own.find((it) => it.startsWith(`Host ${host}\n`)),
    own.find((it) => it.startsWith("Host *\n")),
  ];
  return `${block}${rest.replace("Host *", `Host ${host}`)}${others.replace("Host *", `Host * !${host}`)}`;
}

function read(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}
