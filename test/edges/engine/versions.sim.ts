/** Agreeing on an API version with Engines of every age; the simulator refuses a wrong one in their own words. */
import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openEngine } from "../../../src/edges/engine/index.ts";
import { type Simulator, startSimulator } from "../../../src/simulator/index.ts";
import { never, refused } from "../../contracts/scene.ts";

const VERSIONS = ["19.03.9", "20.10.24", "23.0.6", "26.1.5", "28.5.2", "29.0.4", "29.2.1", "29.7.2"] as const;
let dir: string;
let simulator: Simulator;
const socket = (version: string): string => join(dir, `e${VERSIONS.indexOf(version as never)}.sock`);

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "swarmlan-versions-"));
  const nodes = VERSIONS.map(
    (engineVersion, at) => ({ hostname: `e${at}`, role: at === 1 ? "manager" : "worker", engineVersion }) as const,
  );
  simulator = await startSimulator({ dir, nodes });
});
afterAll(async () => {
  await simulator.close();
  rmSync(dir, { recursive: true });
});

/** Speaks with an Engine as swarmlan does: who it is, then something under a version. */
async function speak(version: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const engine = openEngine(`unix://${socket(version)}`, { env });
  try {
    const { version: said } = await engine.identify(never);
    await engine.networks.list(never);
    return said;
  } finally {
    engine.close();
  }
}

/** One request under a version that is said, without any agreement. */
function ask(version: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath: socket(version), path }, (answer) => {
      let body = "";
      answer
        .on("data", (chunk) => (body += String(chunk)))
        .on("end", () => resolve(`${answer.statusCode} ${body.trim()}`));
    });
    sent.on("error", reject).end();
  });
}

describe("every Engine from 20.10 on", () => {
  it.each(VERSIONS.slice(1))("is spoken with: %s", async (version) => {
    expect(await speak(version)).toBe(version);
  });

  it("is told from an older one", async () => {
    expect(await refused("ENGINE_TOO_OLD", speak("19.03.9"))).toMatchObject({ version: "19.03.9", needs: "1.41" });
  });

  it("would refuse what others speak, in words that its clients have seen", async () => {
    expect(await ask("29.0.4", "/v1.41/networks")).toBe(
      '400 {"message":"client version 1.41 is too old. Minimum supported API version is 1.44, please upgrade your client to a newer version"}',
    );
    expect(await ask("20.10.24", "/v1.51/networks")).toBe(
      '400 {"message":"client version 1.51 is too new. Maximum supported API version is 1.41"}',
    );
    expect(await ask("29.7.2", "/v1.41/networks")).toMatch(/^200 /);
  });
});

describe("DOCKER_API_VERSION", () => {
  it.each([
    ["28.5.2", "1.43"],
    ["28.5.2", "v1.43"],
    ["29.0.4", "1.44"],
    ["20.10.24", "1.60"],
  ])("is the newest that is spoken with %s: %s", async (version, DOCKER_API_VERSION) => {
    expect(await speak(version, { DOCKER_API_VERSION })).toBe(version);
  });

  it.each([
    ["29.0.4", "1.41", "1.44"],
    ["28.5.2", "1.30", "1.41"],
    ["28.5.2", "newest", "1.41"],
  ])("is refused where it leaves nothing to speak with %s: %s", async (version, wanted, least) => {
    const details = await refused("API_VERSION_UNFIT", speak(version, { DOCKER_API_VERSION: wanted }));
    expect(details).toMatchObject({ wanted, least });
  });
});
