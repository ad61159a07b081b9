/** Docker's contexts, in folders of docker's own form; and the docker command line as judge, where it is installed. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readContext } from "../../../src/edges/engine/connect/context.ts";
import { defaultContext, dockerEndpoint } from "../../../src/edges/engine/connect/docker-endpoint.ts";
import { endpointFindings, openEngine } from "../../../src/edges/engine/index.ts";
import { isAppError } from "../../../src/errors/app-error.ts";
import { makeTestCa } from "../../fakes/test-ca.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "swarmlan-contexts-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const env = (more: Readonly<Record<string, string>> = {}) => ({ DOCKER_CONFIG: folder, ...more });
const idOf = (name: string): string => createHash("sha256").update(name).digest("hex");

function makeContext(name: string, docker: object | undefined): void {
  const meta = join(folder, "contexts/meta", idOf(name));
  mkdirSync(meta, { recursive: true });
  writeFileSync(join(meta, "meta.json"), JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker } }));
}

function giveTls(name: string, from: string): void {
  cpSync(from, join(folder, "contexts/tls", idOf(name), "docker"), { recursive: true });
}

function caught(work: () => unknown): { code: string; details: unknown } | undefined {
  try {
    work();
  } catch (thrown) {
    if (isAppError(thrown)) return { code: thrown.code, details: thrown.details };
    throw thrown;
  }
  return undefined;
}

const opened = (endpoint: string, more: Readonly<Record<string, string>> = {}): void =>
  openEngine(endpoint, { env: env(more) }).close();

describe("the manager, where the spec names none", () => {
  beforeEach(() => writeFileSync(join(folder, "config.json"), '{"currentContext":"current"}'));

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ["DOCKER_HOST beats all", { DOCKER_HOST: "tcp://a:1", DOCKER_CONTEXT: "b" }, "tcp://a:1"],
    ["DOCKER_CONTEXT beats the current one", { DOCKER_CONTEXT: "b" }, "context://b"],
    ["the current context is next", {}, "context://current"],
    ["the empty text says nothing", { DOCKER_HOST: "", DOCKER_CONTEXT: "" }, "context://current"],
    ["default is the local Engine", { DOCKER_CONTEXT: "default" }, "unix:///var/run/docker.sock"],
    ["DOCKER_TLS_VERIFY does not change a context", { DOCKER_TLS_VERIFY: "1" }, "context://current"],
    ["with TLS, default is localhost", { DOCKER_CONTEXT: "default", DOCKER_TLS_VERIFY: "1" }, "tcp://localhost:2376"],
    ["DOCKER_HOST may leave the scheme out", { DOCKER_HOST: "mgr01:2375" }, "tcp://mgr01:2375"],
    ["and the host", { DOCKER_HOST: " :2375 " }, "tcp://localhost:2375"],
    ["and both", { DOCKER_HOST: "tcp://" }, "tcp://localhost:2375"],
    ["and the path", { DOCKER_HOST: "unix://" }, "unix:///var/run/docker.sock"],
  ])("%s", (_, more, endpoint) => {
    expect(dockerEndpoint(env(more))).toBe(endpoint);
  });

  it("is the local Engine when docker was never told anything", () => {
    rmSync(join(folder, "config.json"));
    expect(dockerEndpoint(env())).toBe("unix:///var/run/docker.sock");
    expect(dockerEndpoint({ HOME: folder })).toBe("unix:///var/run/docker.sock");
  });

  it("is not guessed from a config.json that cannot be read: it might be another swarm's", () => {
    writeFileSync(join(folder, "config.json"), "{");
    expect(caught(() => dockerEndpoint(env()))?.code).toBe("CONTEXT_UNREADABLE");
    expect(dockerEndpoint(env({ DOCKER_HOST: "tcp://a:1" }))).toBe("tcp://a:1");
  });
});

describe("context://", () => {
  it("leads where the context leads, whatever carries it", () => {
    makeContext("local", { Host: "unix:///run/a.sock" });
    makeContext("plain", { Host: "tcp://mgr01:2375" });
    makeContext("empty", {});
    for (const name of ["local", "plain", "empty", "default"]) opened(`context://${name}`);
    expect(endpointFindings("context://plain", env()).map((it) => it.code)).toEqual(["ENGINE_PLAIN_TCP"]);
    expect(endpointFindings("context://local", env())).toEqual([]);
  });

  it("says which contexts there are when one is missing", () => {
    makeContext("prod", { Host: "tcp://a:1" });
    makeContext("home", { Host: "tcp://b:1" });
    const nope = caught(() => opened("context://nope"));
    expect(nope).toEqual({ code: "CONTEXT_MISSING", details: { name: "nope", there: ["home", "prod"] } });
    expect(endpointFindings("context://nope", env())).toEqual([]);
  });

  it("refuses a context that leads to no Engine, is broken, or leads to another context", () => {
    makeContext("kubernetes", undefined);
    expect(caught(() => opened("context://kubernetes"))?.code).toBe("CONTEXT_UNREADABLE");
    makeContext("broken", {});
    writeFileSync(join(folder, "contexts/meta", idOf("broken"), "meta.json"), "no json");
    expect(caught(() => opened("context://broken"))?.code).toBe("CONTEXT_UNREADABLE");
    makeContext("round", { Host: "context://round" });
    expect(caught(() => opened("context://round"))?.code).toBe("ENDPOINT_UNSUPPORTED");
    expect(caught(() => opened("context://"))?.code).toBe("ENDPOINT_UNSUPPORTED");
  });

  it("takes TLS from its own files, not from the environment", () => {
    makeContext("secure", { Host: "tcp://127.0.0.1:9" });
    const { folder: files } = makeTestCa(join(folder, "ca")).issue({ name: "client", use: "clientAuth" });
    giveTls("secure", files);
    const elsewhere = { DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: "/nowhere" };
    opened("context://secure", elsewhere);
    expect(endpointFindings("context://secure", env())).toEqual([]);
    makeContext("plain", { Host: "tcp://127.0.0.1:9" });
    expect(endpointFindings("context://plain", env(elsewhere)).map((it) => it.code)).toEqual(["ENGINE_PLAIN_TCP"]);
  });

  it("warns of a context that skips verification", () => {
    makeContext("lax", { Host: "tcp://mgr01:2376", SkipTLSVerify: true });
    expect(endpointFindings("context://lax", env()).map((it) => it.code)).toEqual(["TLS_UNVERIFIED"]);
  });

  it("never speaks in plain to an https:// host", () => {
    makeContext("web", { Host: "https://mgr01:2376" });
    expect(endpointFindings("context://web", env())).toEqual([]);
  });
});

const docker = spawnSync("docker", ["--version"]).status === 0;

describe.skipIf(!docker)("the docker command line agrees", () => {
  function ask(argv: readonly string[], more: Readonly<Record<string, string>> = {}): string {
    const inherited = { PATH: process.env["PATH"] ?? "", HOME: folder };
    const { status, stdout, stderr } = spawnSync("docker", argv, {
      env: { ...inherited, ...env(more) },
      encoding: "utf8",
    });
    expect(status, stderr).toBe(0);
    return stdout.trim();
  }

  it("on what the contexts that it made hold", () => {
    const { folder: files } = makeTestCa(join(folder, "ca")).issue({ name: "client", use: "clientAuth" });
    const tls = ["ca", "cert", "key"].map((it) => `${it}=${join(files, `${it}.pem`)}`).join(",");
    ask(["context", "create", "secure", "--docker", `host=tcp://mgr01:2376,${tls}`]);
    ask(["context", "create", "lax", "--docker", "host=tcp://mgr01:2376,skip-tls-verify=true"]);
    ask(["context", "create", "a.b+c-d_e", "--docker", "host=unix:///run/x.sock"]);
    ask(["context", "create", "far", "--docker", "host=ssh://ops@mgr01"]);
    for (const name of ["secure", "lax", "a.b+c-d_e", "far"]) {
      const format = "{{.Endpoints.docker.Host}} {{.Endpoints.docker.SkipTLSVerify}} {{.Storage.TLSPath}}";
      const { host, skipVerify, tlsFolder } = readContext(name, env());
      const said = ask(["context", "inspect", name, "--format", format]).replace("<IN MEMORY>", "");
      expect(`${host} ${skipVerify} ${join(tlsFolder, "..")}`).toBe(said);
    }
    opened("context://secure");
    expect(endpointFindings("context://secure", env())).toEqual([]);
    const names = ask(["context", "ls", "--format", "{{.Name}}"])
      .split("\n")
      .filter((it) => it !== "default");
    expect(caught(() => opened("context://nope"))?.details).toEqual({ name: "nope", there: names.sort() });
  });

  it.each<Readonly<Record<string, string>>>([
    {},
    { DOCKER_CONTEXT: "other" },
    { DOCKER_CONTEXT: "default" },
    { DOCKER_HOST: "tcp://a:1", DOCKER_CONTEXT: "other" },
    // Not the empty DOCKER_HOST: docker 20.10 takes it for a word about the local Engine, 28 for none.
    { DOCKER_HOST: "a:1" },
    { DOCKER_HOST: ":1" },
    { DOCKER_HOST: "tcp://" },
    { DOCKER_HOST: "unix://" },
  ])("on the Engine that is meant with %j", (more) => {
    for (const name of ["current", "other"]) {
      ask(["context", "create", name, "--docker", `host=tcp://${name}:2375`]);
    }
    ask(["context", "use", "current"]);
    const [name = "", host = ""] = ask(
      ["context", "inspect", "--format", "{{.Name}} {{.Endpoints.docker.Host}}"],
      more,
    ).split(" ");
    const ours = dockerEndpoint(env(more));
    expect(ours).toBe(name === "default" ? host : `context://${name}`);
    if (name !== "default") expect(readContext(name, env(more)).host).toBe(host);
    else expect(defaultContext(env(more))).toBe(host);
  });
});
