/** TLS to a real dockerd, a docker context, and managers that stop, hang and die: the real program, as a person runs it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Lab, labCrashDaemon, labStartDaemon, labStopDaemon, labUp } from "../../src/lab/index.ts";
import { nodeProcesses } from "../../src/lab/node-state.ts";
import { nodePaths } from "../../src/lab/paths.ts";
import type { RunResult } from "../../src/lab/run.ts";
import { until } from "../contracts/scene.ts";
import { type CountingProxy, type ProxyOptions, startProxy } from "../fakes/counting-proxy.ts";
import { type Identity, makeTestCa } from "../fakes/test-ca.ts";
import { drive } from "./drive.ts";
import { expectInvariants } from "./invariants.ts";

const PROGRAM = join(import.meta.dirname, "../../bin/swarmlan.js");

interface Answer {
  readonly exitCode: number;
  readonly complete: boolean;
  readonly items: readonly { readonly outcome?: string; readonly kind?: string }[];
  readonly findings: readonly { readonly code: string; readonly severity: string; readonly message: string }[];
}

describe("ways into a swarm", () => {
  const folder = mkdtempSync(join(tmpdir(), "ways-in-"));
  let lab: Lab;
  let text: string;

  beforeAll(async () => {
    lab = await labUp({ name: `way${process.pid}`, nodes: "mgr:3,swarm:1" }, () => {});
    text = readFileSync(lab.specFile, "utf8");
  });
  afterAll(async () => {
    await lab?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const unix = (node: string): string => `unix://${lab.socket(node)}`;
  const addressOf = (node: string): string => lab.nodes.find((it) => it.name === node)?.management ?? "";

  /** The lab's spec with another manager, and changed. */
  function specWith(manager: string | undefined, change: (text: string) => string = (it) => it): string {
    const file = join(folder, "swarmlan.yaml");
    const line = manager === undefined ? "" : `  manager: ${manager}\n`;
    writeFileSync(file, change(text.replace(/^ {2}manager: .*\n/m, line)));
    return file;
  }

  async function swarmlan(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const ran = await from("mgr03", [process.execPath, PROGRAM, ...argv, "-o", "json"], env);
    try {
      return JSON.parse(ran.stdout) as Answer;
    } catch {
      throw new Error(`swarmlan ${argv.join(" ")} answered ${ran.code}: ${ran.stdout}${ran.stderr}`);
    }
  }
  /** In the network of a node: only there are the addresses of the others. */
  function from(place: string, argv: readonly string[], env: Readonly<Record<string, string>>): Promise<RunResult> {
    return lab.exec(place, [...Object.entries(env).map(([key, value]) => `${key}=${value}`), ...argv]);
  }
  const codesOf = (it: Answer) => it.findings.map(({ code, severity }) => `${severity} ${code}`);

  async function expectConverged(): Promise<void> {
    using driver = await drive(specWith(unix("mgr01")));
    const { plan, snapshot } = await driver.plan(driver.spec);
    expect(plan.lans.flatMap((it) => it.steps.map((step) => step.id))).toEqual([]);
    expectInvariants(driver.spec, snapshot);
  }

  describe("TLS, as `dockerd --tlsverify` has it", () => {
    const port = 2376;
    let client: Identity;
    let expired: Identity;
    let stranger: Identity;

    beforeAll(async () => {
      const ca = makeTestCa(join(folder, "ca"));
      client = ca.issue({ name: "client", use: "clientAuth" });
      expired = ca.issue({ name: "expired-client", use: "clientAuth", expired: true });
      stranger = makeTestCa(join(folder, "other-ca"), "another CA").issue({ name: "stranger", use: "clientAuth" });
      const names = `IP:${addressOf("mgr03")},DNS:mgr03`;
      await listenWithTls("mgr03", ca.issue({ name: "server", names, use: "serverAuth" }));
      const late = {
        name: "expired-server",
        names: `IP:${addressOf("swarm01")}`,
        use: "serverAuth",
        expired: true,
      } as const;
      await listenWithTls("swarm01", ca.issue(late));
    });

    async function listenWithTls(node: string, server: Identity): Promise<void> {
      const { daemonConfig } = nodePaths(lab.name, node);
      const config = JSON.parse(readFileSync(daemonConfig, "utf8")) as { hosts: string[] };
      const file = (name: string) => join(server.folder, name);
      const files = { tlscacert: file("ca.pem"), tlscert: file("cert.pem"), tlskey: file("key.pem") };
      const hosts = [...config.hosts, `tcp://0.0.0.0:${port}`];
      writeFileSync(daemonConfig, JSON.stringify({ ...config, hosts, tlsverify: true, ...files }));
      await labStopDaemon(lab, node);
      await labStartDaemon(lab, node);
    }

    const at = (node: string): string => `tcp://${addressOf(node)}:${port}`;
    const env = (own: Identity, ca = client) => {
      const certificates = mkdtempSync(join(folder, "certs-"));
      for (const [from, name] of [
        [ca, "ca.pem"],
        [own, "cert.pem"],
        [own, "key.pem"],
      ] as const) {
        writeFileSync(join(certificates, name), readFileSync(join(from.folder, name)));
      }
      return { DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: certificates };
    };

    test("apply works through it, and no warning is told", async () => {
      const report = await swarmlan(["apply", "-y", "-f", specWith(at("mgr03"))], env(client));
      expect(codesOf(report)).toEqual([]);
      expect(report).toMatchObject({ exitCode: 0, complete: true });
      await expectConverged();
    });

    test("a context of docker's own making leads there too", async () => {
      const config = { DOCKER_CONFIG: join(folder, "docker") };
      const [ca, cert, key] = ["ca", "cert", "key"].map((it) => `${it}=${join(client.folder, `${it}.pem`)}`);
      const endpoint = `host=${at("mgr03")},${ca},${cert},${key}`;
      const made = await from("mgr03", ["docker", "context", "create", "lab", "--docker", endpoint], config);
      expect(made.code, made.stderr).toBe(0);
      const plan = ["plan", "-f", specWith("context://lab")];
      expect(await swarmlan(plan, config)).toMatchObject({ exitCode: 0, complete: true, findings: [] });
      const byEnvironment = await swarmlan(["plan", "-f", specWith(undefined)], { ...config, DOCKER_CONTEXT: "lab" });
      expect(byEnvironment).toMatchObject({ exitCode: 0, complete: true, findings: [] });
    });

    test.each<[string, () => readonly [string, Readonly<Record<string, string>>]]>([
      ["error TLS_WRONG_CA", () => [at("mgr03"), env(client, stranger)]],
      ["error TLS_SERVER_EXPIRED", () => [at("swarm01"), env(client)]],
      ["error TLS_WRONG_NAME", () => [`tcp://127.0.0.1:${port}`, env(client)]],
      ["error TLS_CLIENT_CERT_REFUSED", () => [at("mgr03"), env(stranger)]],
      ["error TLS_CLIENT_CERT_EXPIRED", () => [at("mgr03"), env(expired)]],
      ["error TLS_WANTED", () => [at("mgr03"), {}]],
    ])("docker itself gets no answer where swarmlan says %s", async (code, how) => {
      const [endpoint, settings] = how();
      const docker = await from("mgr03", ["docker", "version"], { ...settings, DOCKER_HOST: endpoint });
      expect(docker.code).not.toBe(0);
      const bare = (it: string) => it.replace(/^ {2}nodes:\n(?: {4}.*\n)+/m, "");
      const answer = await swarmlan(["plan", "-f", specWith(endpoint, bare)], settings);
      expect(codesOf(answer).filter((it) => !it.endsWith("ENGINE_PLAIN_TCP"))).toEqual([code]);
    });

    test("a client without a certificate is told so", async () => {
      const { DOCKER_CERT_PATH, ...rest } = env(client);
      for (const name of ["cert.pem", "key.pem"]) rmSync(join(DOCKER_CERT_PATH, name));
      const bare = (it: string) => it.replace(/^ {2}nodes:\n(?: {4}.*\n)+/m, "");
      const answer = await swarmlan(["plan", "-f", specWith(at("mgr03"), bare)], { ...rest, DOCKER_CERT_PATH });
      expect(codesOf(answer)).toEqual(["error TLS_CLIENT_CERT_MISSING"]);
    });
  });

  describe("managers", () => {
    const proxies: CountingProxy[] = [];
    afterAll(async () => {
      for (const proxy of proxies) await proxy.close();
    });

    async function proxied(node: string, hooks: Partial<ProxyOptions> = {}): Promise<string> {
      const listen = join(folder, `p${proxies.length}.sock`);
      const proxy = await startProxy({ target: lab.socket(node), listen, ...hooks });
      proxies.push(proxy);
      return proxy.endpoint;
    }
    const reserving = (address: string) => (it: string) =>
      it.replace(/^(\s+)parent: eth1$/m, `$1parent: eth1\n$1reserve: [${address}]`);

    test("a worker in a manager's place leads to one, by the nodes that the spec has", async () => {
      await swarmlan(["apply", "-y", "-f", specWith(unix("mgr01"))]);
      const answer = await swarmlan(["plan", "-f", specWith(unix("swarm01"))]);
      expect(codesOf(answer)).toEqual(["warn OTHER_MANAGER"]);
      expect(answer).toMatchObject({ exitCode: 0, complete: true });
      const bare = (it: string) => it.replace(/^ {2}nodes:\n(?: {4}.*\n)+/m, "");
      const lone = await swarmlan(["plan", "-f", specWith(undefined, bare)], { DOCKER_HOST: unix("swarm01") });
      expect(codesOf(lone)).toEqual(["error NOT_A_MANAGER"]);
    });

    test("a write that was lost with its manager is not done again; the next run finishes the work", async () => {
      let writes = 0;
      const manager = await proxied("mgr03", {
        onRequest: async ({ write }) => {
          writes = Math.max(writes, write);
          if (write === 2) await labCrashDaemon(lab, "mgr03");
        },
      });
      const change = reserving("192.168.17.50");
      const broken = await swarmlan(["apply", "-y", "-f", specWith(manager, change)]);
      expect(writes).toBe(2);
      expect(broken.items.filter((it) => it.outcome === "failed")).toHaveLength(1);
      expect(broken.exitCode).toBe(1);
      await labStartDaemon(lab, "mgr03");
      const next = await swarmlan(["apply", "-y", "-f", specWith(unix("mgr03"), change)]);
      expect(next).toMatchObject({ exitCode: 0, complete: true, findings: [] });
    });

    test("the steps of an apply go on through another manager when the leader dies between two of them", async () => {
      let crash: Promise<void> | undefined;
      const byNode = await proxied("mgr02", {
        // All that is written there meanwhile waits, so that no step is between the crash and its being noticed.
        onRequest: ({ write }) => {
          if (write === 0) return;
          // Longer than a manager's last sign of life counts.
          crash ??= labCrashDaemon(lab, "mgr01").then(() => sleep(1500));
          return crash;
        },
      });
      const back = await swarmlan([
        "apply",
        "-y",
        "-f",
        specWith(unix("mgr01"), (it) => it.replace(`mgr02: ${unix("mgr02")}`, `mgr02: ${byNode}`)),
      ]);
      expect(crash).toBeDefined();
      expect(back.items.map((it) => it.outcome)).toEqual(back.items.map(() => "done"));
      expect(codesOf(back)).toContain("warn OTHER_MANAGER");
      // All is done, but the node whose Engine died could not be asked.
      expect(back.exitCode).toBe(3);
    });

    test("plan and ps go through another manager while the first one's Engine is down", async () => {
      for (const command of ["plan", "ps"]) {
        const answer = await swarmlan([command, "-f", specWith(unix("mgr01"))]);
        expect(codesOf(answer)).toEqual(["warn OTHER_MANAGER", "warn NODE_UNREACHABLE"]);
        expect(answer).toMatchObject({ exitCode: 3, complete: false });
      }
      await labStartDaemon(lab, "mgr01");
      await expectConverged();
      const answer = await swarmlan(["plan", "-f", specWith("unix:///run/nowhere.sock")]);
      expect(codesOf(answer)).toEqual(["warn OTHER_MANAGER"]);
      expect(answer).toMatchObject({ exitCode: 0, complete: true });
    });

    test("a manager that hangs costs seconds", async () => {
      const { stdout } = await lab.docker("mgr01", ["node", "ls", "--format", "{{.Hostname}} {{.ManagerStatus}}"]);
      // A leader that hangs stops the whole swarm until the others have elected another: 10 to 20 s of its own.
      const hanging = stdout.includes("mgr02 Leader") ? "mgr03" : "mgr02";
      const { daemon } = nodeProcesses(lab.name, hanging);
      process.kill(daemon?.pid ?? 0, "SIGSTOP");
      try {
        const began = Date.now();
        const answer = await swarmlan(["ps", "-f", specWith(unix(hanging))]);
        expect(Date.now() - began).toBeLessThan(20_000);
        expect(codesOf(answer)).toEqual(["warn OTHER_MANAGER", "warn NODE_UNREACHABLE"]);
      } finally {
        process.kill(daemon?.pid ?? 0, "SIGCONT");
      }
      await until(
        "the manager is back",
        async () => (await swarmlan(["plan", "-f", specWith(unix(hanging))])).complete,
      );
      await expectConverged();
    });
  });
});
