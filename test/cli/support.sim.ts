/** The bundle for a bug report, from a simulated swarm in which secrets stand wherever Docker has room for them. */
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openEngine } from "../../src/edges/engine/index.ts";
import { LAN, type OnSimulator, onSimulator, program } from "./on-simulator.ts";
import { expectKind } from "./published.ts";

const PLANTED = "hunter2";
const TOKEN = "SWMTKN-1-3pu6hszjas19xyp7ghgosyx9k8atbfcr8p2is99znpy26u2lkl-7p73s1dx5in4tatdymyhg9hu2";

interface BundleFile {
  readonly contents: readonly { readonly part: string }[];
  readonly versions: { readonly swarmlan: string };
  readonly spec: { readonly text?: readonly string[]; readonly why?: string };
  readonly plan?: { readonly summary: object };
  readonly snapshot?: { readonly swarm: { readonly services: readonly object[] }; readonly nodes: readonly object[] };
  readonly logs?: readonly object[];
  readonly failure?: readonly { readonly code: string }[];
}

describe("swarmlan support", () => {
  let on: OnSimulator;
  const file = () => join(on.folder, "bundle.json");
  const bundle = () => {
    const text = readFileSync(file(), "utf8");
    return { text, value: JSON.parse(text) as BundleFile };
  };

  beforeAll(async () => {
    on = await onSimulator();
    expect((await on.run("apply", "-y")).code).toBe(0);
    await plantSecrets(on);
    on.writeSpec((text) => `# ${PLANTED}\n${text}x-notes: { note: ${PLANTED}, list: [${PLANTED}, "${TOKEN}"] }\n`);
  });
  afterAll(() => on[Symbol.asyncDispose]());

  test("has what is needed, and none of the secrets that stand in the swarm, the spec and the environment", async () => {
    const env = { SWARMLAN_FILE: on.specFile, DOCKER_HOST: `tcp://ops:${PLANTED}@mgr01:2375`, MY_SECRET: PLANTED };
    const { code, stdout } = await program(["support", "--out", file()], env);
    expect(code).toBe(0);
    expect(stdout).toContain(`Saved to ${file()}`);
    const { text, value } = bundle();
    expect(text).not.toContain(PLANTED);
    expect(text).not.toContain(TOKEN);
    expect(text).toContain("starting container failed: --token (removed)");
    expect(value.contents.map((it) => it.part)).toEqual(["versions", "spec", "plan", "status", "snapshot", "logs"]);
    expect(value.versions.swarmlan).toMatch(/^\d/);
    expect(value.spec.text).toContain("    subnet: 10.1.0.0/16");
    expect(value.plan?.summary).toMatchObject({ lans: [{ lan: LAN }] });
    expect(value.snapshot?.nodes).toHaveLength(3);
    expect(value.snapshot?.swarm.services).toContainEqual(
      expect.objectContaining({ name: "leaky", labels: { note: "(removed)" } }),
    );
    expect(value.logs).toContainEqual({ node: "swarm01", why: expect.stringContaining("only the Engine's API") });
  });

  test("is readable by its owner only, and writes over nothing unless told to", async () => {
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(await on.run("support", "--out", file())).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("FILE_EXISTS"),
    });
    const again = expectKind("Support", (await on.run("support", "--out", file(), "--force", "-o", "json")).stdout);
    expect(again.summary).toMatchObject({
      file: file(),
      removed: expect.arrayContaining([{ what: expect.stringContaining("comments"), count: 4 }]),
    });
  });

  test("is made when half of the swarm is down, and says so", async () => {
    await on.simulator.cutOff("swarm01");
    await on.simulator.cutOff("swarm02");
    const { code, stderr } = await on.run("support", "--out", file(), "--force");
    expect(code).toBe(3);
    expect(stderr).toMatch(/warning NODE_UNREACHABLE: swarm01 .*\n[^]*warning NODE_UNREACHABLE: swarm02 /);
    expect(bundle().value.snapshot?.nodes).toContainEqual({
      node: "swarm01",
      finding: expect.objectContaining({ code: "ENGINE_UNREACHABLE" }),
    });
    expect(bundle().text).not.toContain(PLANTED);
  });

  test("is made when no manager answers, and with a spec that is wrong or no YAML", async () => {
    await on.simulator.cutOff("mgr01");
    expect((await on.run("support", "--out", file(), "--force")).code).toBe(3);
    expect(bundle().value.failure?.at(-1)).toMatchObject({ code: "NO_MANAGER" });
    expect(bundle().value.spec.text).toContain("    subnet: 10.1.0.0/16");
    on.writeSpec((text) => `${text}pasword: ${PLANTED}\n`);
    expect((await on.run("support", "--out", file(), "--force")).code).toBe(3);
    expect(bundle().value.failure?.map((it) => it.code)).toContain("SPEC_INVALID");
    writeFileSync(on.specFile, `a: "${PLANTED}\n`);
    expect((await on.run("support", "--out", file(), "--force")).code).toBe(3);
    expect(bundle().value.spec.why).toContain("no YAML");
    expect(bundle().text).not.toContain(PLANTED);
  });
});

/** Wherever Docker's API has room for one. */
async function plantSecrets(on: OnSimulator): Promise<void> {
  const signal = new AbortController().signal;
  const engine = openEngine(on.simulator.endpoints["mgr01"] ?? "");
  const ContainerSpec = {
    Image: "web:1",
    Env: [`DB_PASSWORD=${PLANTED}`, `INNOCENT=${PLANTED}`],
    Args: ["--key", PLANTED],
    Command: ["sh", "-c", `curl -H "Authorization: Bearer ${PLANTED}"`],
    Labels: { "traefik.basicauth": PLANTED },
    Secrets: [{ SecretName: PLANTED, File: { Name: PLANTED } }],
    Configs: [{ ConfigName: PLANTED }],
    Mounts: [{ Source: PLANTED, Target: "/a", VolumeOptions: { DriverConfig: { Options: { password: PLANTED } } } }],
    Healthcheck: { Test: ["CMD", PLANTED] },
  };
  const TaskTemplate = { ContainerSpec, Networks: [{ Target: LAN, DriverOpts: { key: PLANTED } }] };
  await engine.swarm.createService(
    { Name: "leaky", Labels: { note: PLANTED }, TaskTemplate, Mode: { Global: {} } },
    signal,
  );
  await engine.swarm.createConfig({ name: "of-somebody", labels: { password: PLANTED } }, signal);
  on.simulator.label("swarm01", "rack", PLANTED);
  for (const task of on.simulator.state.swarm.tasks.values()) {
    Object.assign(task.wire.Status, { Err: `starting container failed: --token ${TOKEN} password=${PLANTED}` });
  }
  engine.close();
}
