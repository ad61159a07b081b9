import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Lab, labUp, WEB_IMAGE } from "../../src/lab/index.ts";
import { formatAddress } from "../../src/model/address.ts";
import { program } from "../cli/on-simulator.ts";
import { type Driver, drive, specOf, stepsOf } from "./drive.ts";
import { expectInvariants, expectNothingOfOurs } from "./invariants.ts";
import { type Killer, killerOf } from "./kill-at-write.ts";

const LAN = "macvlanswarm";
const NODES = ["mgr01", "mgr02", "mgr03", "swarm01", "swarm02", "swarm03"];

describe("ways out and back, on six real Engines", () => {
  const folder = mkdtempSync(join(tmpdir(), "ways-out-"));
  const imported = join(folder, "imported.yaml");
  const allowed = join(folder, "allowed.yaml");
  let lab: Lab;
  let driver: Driver;
  let killer: Killer;

  beforeAll(async () => {
    lab = await labUp({ name: `way${process.pid}`, nodes: "mgr:3,swarm:3" }, () => {});
    driver = await drive(lab.specFile);
    killer = await killerOf(lab);
    writeFileSync(allowed, readFileSync(lab.specFile, "utf8").replace("edges: reserve", "edges: allow"));
  });
  afterAll(async () => {
    driver?.[Symbol.dispose]();
    await killer?.[Symbol.asyncDispose]();
    await lab?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const swarmlan = (...argv: readonly string[]) => program(argv, {});
  /** Runs it and takes nothing but success. */
  const good = async (...argv: readonly string[]) => {
    const ran = await swarmlan(...argv);
    expect(ran.code, `${argv.join(" ")}\n${ran.stdout}${ran.stderr}`).toBe(0);
    return ran;
  };
  const sh = (node: string, ...argv: readonly string[]) => {
    const env = { PATH: process.env["PATH"], DOCKER_HOST: `unix://${lab.socket(node)}` };
    const { status, stderr } = spawnSync("sh", argv, { env, encoding: "utf8" });
    expect(status, stderr).toBe(0);
  };
  const docker = async (node: string, ...argv: readonly string[]) => {
    const result = await lab.docker(node, argv);
    expect(result.code, `${argv.join(" ")}: ${result.stderr}`).toBe(0);
    return result.stdout.trim();
  };
  const access = () => [
    "--manager",
    `unix://${lab.socket("mgr01")}`,
    "--nodes",
    NODES.map((it) => `${it}=unix://${lab.socket(it)}`).join(","),
  ];
  const onLan = async () => {
    const snapshot = await driver.observe();
    return snapshot.nodes.flatMap((view) =>
      view.kind === "failed"
        ? []
        : view.engine.containers.flatMap(({ id, endpoints }) =>
            endpoints.flatMap(({ networkName, ipv4 }) =>
              networkName === LAN && ipv4 ? [{ id, node: view.node.hostname, address: formatAddress(ipv4) }] : [],
            ),
          ),
    );
  };
  const untilOnLan = async (count: number) => {
    for (let tries = 0; tries < 240; tries++) {
      const found = await onLan();
      if (found.length === count) return found;
      await sleep(250);
    }
    return onLan();
  };
  const serve = (...more: readonly string[]) =>
    docker(
      "mgr01",
      ...["service", "create", "-d", "-q", "--mode", "global", "--stop-grace-period", "0s"],
      ...["--name", "it-tools", "--network", LAN, ...more, WEB_IMAGE],
    );
  const nothingToDo = async (file: string) => {
    const { stdout } = await good("plan", "--detailed-exitcode", "-f", file);
    expect(stdout).toContain("Nothing to do: the swarm is as the spec says.");
    const spec = await specOf(file);
    const { plan, snapshot } = await driver.plan(spec);
    expect(stepsOf(plan)).toEqual([]);
    expectInvariants(spec, snapshot);
    return spec;
  };
  const takeDown = async (file: string) => {
    await docker("mgr01", "service", "rm", "it-tools");
    await untilOnLan(0);
    await good("destroy", LAN, "--confirm", LAN, "-f", file);
    expectNothingOfOurs(await driver.observe());
    rmSync(file, { force: true });
  };

  test("the exported commands, run by hand, and import give a swarm with nothing left to do", async () => {
    const script = join(folder, "lans.sh");
    await good("export", "shell", "-f", allowed, "--out", script);
    expect(spawnSync("sh", ["-n", script]).status).toBe(0);
    const lint = spawnSync("shellcheck", [script], { encoding: "utf8" });
    expect([lint.status, lint.stdout]).toEqual([0, ""]);
    for (const node of NODES) sh(node, script);
    sh("mgr01", script, "--swarm");
    await serve();
    const before = await untilOnLan(6);
    // Docker hands out the first address of a slice, but not the subnet's own.
    const first = ["16.2", "17.0", "18.0", "19.0", "20.0", "21.0"].map((it) => `192.168.${it}`);
    expect(before.map((it) => it.address)).toEqual(first);
    await good("import", "-y", "-f", imported, ...access());
    const spec = await nothingToDo(imported);
    const { pool: _, ...ipv4 } = spec.lans[0]?.ipv4 ?? {};
    const { pool: __, ...wanted } = driver.spec.lans[0]?.ipv4 ?? {};
    expect(spec.lans).toMatchObject([{ ...driver.spec.lans[0], edges: "allow", ipv4: wanted }]);
    expect(ipv4).toEqual(wanted);
    expect(await onLan()).toEqual(before);
    await takeDown(imported);
  });

  test("the exported playbook makes the same, and changes nothing when it is played again", async () => {
    const playbook = join(folder, "lans.yaml");
    await good("export", "ansible", "-f", lab.specFile, "--out", playbook);
    const hosts = NODES.map((it) => [
      it,
      { ansible_connection: "local", swarmlan_environment: { DOCKER_HOST: `unix://${lab.socket(it)}` } },
    ]);
    const inventory = join(folder, "inventory.yaml");
    writeFileSync(inventory, JSON.stringify({ all: { hosts: Object.fromEntries(hosts) } }));
    const play = (...more: readonly string[]) => {
      const env = { ...process.env, ANSIBLE_NOCOLOR: "1", ANSIBLE_LOCALHOST_WARNING: "0", HOME: folder };
      const ran = spawnSync("ansible-playbook", ["-i", inventory, playbook, ...more], { env, encoding: "utf8" });
      expect(ran.status, `${ran.stdout}${ran.stderr}${ran.error ?? ""}`).toBe(0);
      return [...ran.stdout.matchAll(/ changed=(\d+) /g)].map((it) => Number(it[1]));
    };
    play("--syntax-check");
    expect(play()).toEqual([2, 1, 1, 1, 1, 1]);
    expect(play()).toEqual([0, 0, 0, 0, 0, 0]);
    await serve();
    const before = await untilOnLan(6);
    // Killed when the ledger is written: apply finishes what is left, and takes none of it for drift.
    const swarmOnly = killer.file("access", (text) => text.replace(/^lans:[\s\S]*/m, "lans: {}\n"));
    const importing = ["import", LAN, "-y", "-f", swarmOnly, "--out", imported];
    expect(await killer.run(importing, { write: 1, moment: "after" })).toBe(true);
    const applied = await good("apply", "-y", "-f", imported);
    expect(applied.stderr).not.toContain("DRIFT");
    const spec = await nothingToDo(imported);
    expect(spec.lans[0]).toMatchObject({ edges: "reserve", host: "first", reserve: [], nodes: {} });
    expect(await onLan()).toEqual(before);
    await takeDown(imported);
  });

  test("one range for all, as Portainer's form gives it, is refused with what mends it, and apply mends it", async () => {
    const flags = ["--subnet", "192.168.16.0/20", "--ip-range", "192.168.16.0/21", "--gateway", "192.168.31.254"];
    for (const node of NODES)
      await docker(node, "network", "create", "--config-only", ...flags, "-o", "parent=eth1", "macvlanconf");
    const borrowing = ["--scope", "swarm", "--config-from", "macvlanconf", "--attachable", LAN];
    await docker("mgr01", "network", "create", "-d", "macvlan", ...borrowing);
    await serve();
    const before = await untilOnLan(6);
    expect(new Set(before.map((it) => it.address)).size, "all containers have one address").toBe(1);
    const refused = await swarmlan("import", "-y", "-f", imported, ...access());
    expect([refused.code, refused.stderr]).toEqual([4, expect.stringContaining("IMPORT_OVERLAP")]);
    expect([existsSync(imported), await onLan()]).toEqual([false, before]);
    await good("import", "--mend", "-y", "-f", imported, ...access());
    expect(await onLan()).toEqual(before);
    expect((await swarmlan("apply", "-y", "-f", imported)).code).toBe(4);
    await good("apply", "-y", "--max-disruption", "6", "-f", imported);
    const after = await untilOnLan(6);
    expect(new Set(after.map((it) => it.address)).size).toBe(6);
    await nothingToDo(imported);
  });

  test("the exported stack file puts a service on the LAN", async () => {
    const { stdout } = await good("export", "compose", "-f", imported);
    const stack = join(folder, "stack.yaml");
    const web = `web: { image: "${WEB_IMAGE}", <<: *on-${LAN} }`;
    writeFileSync(stack, `version: "3.8"\n${stdout}\nservices: { ${web} }\n`);
    await docker("mgr01", "stack", "deploy", "--compose-file", stack, "byfile");
    await untilOnLan(7);
    const constraints = "{{ json .Spec.TaskTemplate.Placement.Constraints }}";
    const said = await docker("mgr01", "service", "inspect", "--format", constraints, "byfile_web");
    expect(JSON.parse(said)).toEqual([`node.labels.swarmlan.${LAN} == ready`]);
    await docker("mgr01", "stack", "rm", "byfile");
    await untilOnLan(6);
    await takeDown(imported);
  });

  describe("a plan file", () => {
    const file = join(folder, "lan.plan");
    const changed = (line: string) => (text: string) =>
      text.replace(/^(\s+)parent: eth1$/m, `$1parent: eth1\n$1${line}`);
    let spec = "";
    const plan = () => good("plan", "--out", file, "-f", spec);
    /** The steps of `spec` are planned; then somebody changes something, and undoes it. */
    const staleAfter = async (change: () => Promise<unknown>, undo: () => Promise<unknown>) => {
      await plan();
      await change();
      const before = await driver.observe();
      const ran = await swarmlan("apply", file, "-y", "--max-disruption", "9", "-f", spec);
      expect([ran.code, ran.stderr]).toEqual([4, expect.stringContaining("error STALE_PLAN")]);
      const after = await driver.observe();
      expect(after.swarm.configs).toEqual(before.swarm.configs);
      await undo();
      return [...ran.stderr.matchAll(/since the plan was made: (.*)/g)].map((it) => it[1]);
    };

    beforeAll(async () => {
      await good("apply", "-y", "-f", lab.specFile);
      await serve("--constraint", `node.labels.swarmlan.${LAN}==ready`);
      await untilOnLan(6);
      spec = killer.file("replaces", changed("reserve: [192.168.19.50]"));
    });

    test("is refused when the swarm changed since, by what changed", async () => {
      const update =
        (...argv: readonly string[]) =>
        () =>
          docker("mgr01", "node", "update", ...argv, "swarm03");
      expect(await staleAfter(update("--availability", "pause"), update("--availability", "active"))).toEqual([
        "swarm03 availability active → pause",
      ]);
      const label = `swarmlan.${LAN}`;
      expect(await staleAfter(update("--label-rm", label), update("--label-add", `${label}=ready`))).toEqual([
        `swarm03 label ${label} ready → none`,
      ]);
      await untilOnLan(6);
    });

    test("is refused when the networks, the ledger or the spec changed since", async () => {
      const other = killer.file("other", changed("reserve: [192.168.21.50]"));
      const plain = killer.file("plain");
      const apply = (of: string) => () => good("apply", "-y", "--max-disruption", "1", "-f", of);
      const said = await staleAfter(apply(other), apply(plain));
      expect(said).toContain("macvlanconf on swarm03 is new");
      expect(said).toContain("macvlanconf on swarm03 is gone");
      expect(said.some((it) => it?.startsWith(`swarm03 in the ledger swarmlan.ledger.${LAN} net `))).toBe(true);
      await untilOnLan(6);
      await plan();
      const { stderr } = await swarmlan("apply", file, "-y", "-f", other);
      expect(stderr).toContain("reserve 192.168.19.50 → 192.168.21.50");
    });

    test("is refused when it would cut off somebody else, and done with fewer", async () => {
      const one = [
        "--replicas",
        "1",
        "--constraint",
        `node.labels.swarmlan.${LAN}==ready`,
        "--constraint",
        "node.hostname==swarm01",
      ];
      const more = () =>
        docker(
          "mgr01",
          "service",
          "create",
          "-d",
          "-q",
          "--name",
          "more",
          "--stop-grace-period",
          "0s",
          "--network",
          LAN,
          ...one,
          WEB_IMAGE,
        );
      const less = () => docker("mgr01", "service", "rm", "more");
      const said = await staleAfter(
        async () => {
          await more();
          await untilOnLan(7);
        },
        async () => {
          await less();
          await untilOnLan(6);
        },
      );
      expect(said).toEqual(["task more.1 on swarm01 would be cut off too"]);
      await more();
      await untilOnLan(7);
      await plan();
      await less();
      await untilOnLan(6);
      expect((await swarmlan("apply", file, "-y", "-f", spec)).stderr).toContain("this would cut off 1 task");
      await good("apply", file, "-y", "--max-disruption", "1", "-f", spec);
      await untilOnLan(6);
      await nothingToDo(spec);
    });

    test("that is killed in the middle is finished by apply", async () => {
      spec = killer.file("again", changed("reserve: [192.168.19.60]"));
      const options = ["-y", "--max-disruption", "9", "-f", spec];
      for (const write of [2, 4]) {
        await plan();
        expect(await killer.run(["apply", file, ...options], { write, moment: "after" })).toBe(true);
        const stale = await swarmlan("apply", file, ...options);
        expect([stale.code, stale.stderr]).toEqual([4, expect.stringContaining('"swarmlan apply" finishes it')]);
        await good("apply", ...options);
        await untilOnLan(6);
        await nothingToDo(spec);
        spec = killer.file("again", changed(`reserve: [192.168.19.${60 + write}]`));
      }
    });
  });

  test("what swarmlan keeps in the swarm is taken away by hand, and nobody is cut off", async () => {
    await docker(
      "mgr01",
      "service",
      "update",
      "-d",
      "-q",
      "--constraint-rm",
      `node.labels.swarmlan.${LAN}==ready`,
      "it-tools",
    );
    const settled = async () => {
      const found = await untilOnLan(6);
      await sleep(3000);
      return JSON.stringify(found) === JSON.stringify(await onLan());
    };
    await expect.poll(settled, { timeout: 60_000 }).toBe(true);
    const before = await onLan();
    await docker("mgr01", "service", "rm", `swarmlan-holder-${LAN}`);
    await docker("mgr01", "config", "rm", `swarmlan.ledger.${LAN}`);
    for (const node of NODES) await docker("mgr01", "node", "update", "--label-rm", `swarmlan.${LAN}`, node);
    await sleep(2000);
    expect(await onLan()).toEqual(before);
  });
});
