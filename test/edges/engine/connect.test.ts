import { describe, expect, it } from "vitest";
import { endpointFindings, openEngine } from "../../../src/edges/engine/index.ts";
import { isAppError } from "../../../src/errors/app-error.ts";

describe("openEngine", () => {
  it.each([
    "unix:///var/run/docker.sock",
    "tcp://192.168.1.5:2375",
    "tcp://[fd00::5]:2375",
    "tcp://mgr01",
    "ssh://ops@mgr01:2222",
    "npipe:////./pipe/docker_engine",
  ])("takes %s", (endpoint) => {
    const engine = openEngine(endpoint);
    expect(engine.endpoint).toBe(endpoint);
    engine.close();
  });

  it.each([
    "/var/run/docker.sock",
    "unix://docker.sock",
    "tcp://",
    "tcp://user@mgr01:2375",
    "tcp://mgr01:2375/path",
    "ssh://-oProxyCommand=touch",
    "constructor://x",
    "fd://",
    "",
  ])("refuses %j and says what works", (endpoint) => {
    try {
      openEngine(endpoint);
      expect.unreachable();
    } catch (error) {
      expect(isAppError(error, "ENDPOINT_UNSUPPORTED") && error.hint).toContain("unix:///var/run/docker.sock");
    }
  });

  it("warns of plain TCP only", () => {
    expect(endpointFindings("tcp://mgr01:2375", {}).map((it) => [it.code, it.severity])).toEqual([
      ["ENGINE_PLAIN_TCP", "warn"],
    ]);
    expect(endpointFindings("unix:///var/run/docker.sock", {})).toEqual([]);
  });
});
