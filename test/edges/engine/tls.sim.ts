/** TLS as docker's clients and Engines have it: a real TLS server in front of a simulated Engine, and a CA made by openssl. */
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createConnection, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { endpointFindings, openEngine } from "../../../src/edges/engine/index.ts";
import type { ErrorCode } from "../../../src/errors/catalogue.ts";
import { type Simulator, startSimulator } from "../../../src/simulator/index.ts";
import { never, refused } from "../../contracts/scene.ts";
import { type Identity, makeTestCa } from "../../fakes/test-ca.ts";

let dir: string;
let simulator: Simulator;
let server: Server | undefined;
let port = 0;
const who: Record<"server" | "expiredServer" | "client" | "expiredClient" | "stranger", Identity> = {} as never;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "swarmlan-tls-"));
  simulator = await startSimulator({ dir, nodes: [{ hostname: "mgr01", role: "manager" }] });
  const ca = makeTestCa(join(dir, "ca"));
  const names = "DNS:localhost,IP:127.0.0.1";
  who.server = ca.issue({ name: "server", names, use: "serverAuth" });
  who.expiredServer = ca.issue({ name: "expired-server", names, use: "serverAuth", expired: true });
  who.client = ca.issue({ name: "client", use: "clientAuth" });
  who.expiredClient = ca.issue({ name: "expired-client", use: "clientAuth", expired: true });
  who.stranger = makeTestCa(join(dir, "other-ca"), "another CA").issue({ name: "stranger", names, use: "clientAuth" });
});
afterEach(async () => {
  const old = server;
  server = undefined;
  if (old) await new Promise((resolve) => old.close(resolve));
});
afterAll(async () => {
  await simulator.close();
  rmSync(dir, { recursive: true });
});

interface Serving {
  readonly as?: Identity;
  readonly plain?: boolean;
  /** Ask for no certificate, as `dockerd --tls` does. */
  readonly open?: boolean;
}

/** Gives the bytes of requests that came through: none may, where the client must not trust the server. */
async function serve({ as = who.server, plain = false, open = false }: Serving = {}): Promise<{ requests: number }> {
  const seen = { requests: 0 };
  const pass = (socket: import("node:net").Socket): void => {
    const engine = createConnection({ path: simulator.endpoints["mgr01"]?.slice("unix://".length) ?? "" });
    socket.on("data", (data) => (seen.requests += data.length));
    socket.on("error", () => engine.destroy());
    engine.on("error", () => socket.destroy());
    socket.pipe(engine).pipe(socket);
  };
  const file = (name: string) => readFileSync(join(as.folder, name));
  const files = { key: file("key.pem"), cert: file("cert.pem"), ca: file("ca.pem") };
  server = plain
    ? createServer(pass)
    : createTlsServer({ ...files, requestCert: !open, rejectUnauthorized: !open }, pass).on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server?.listen(0, "0.0.0.0", resolve));
  port = (server.address() as AddressInfo).port;
  return seen;
}

const env = (identity: Identity) => ({ DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: identity.folder });

async function identify(endpoint: string, by: Readonly<Record<string, string>>): Promise<string> {
  const engine = openEngine(endpoint, { env: by });
  try {
    return (await engine.identify(never)).hostname;
  } finally {
    engine.close();
  }
}

describe("an Engine behind TLS", () => {
  it.each(["tcp://127.0.0.1", "tcp://localhost", "https://127.0.0.1", "https://localhost"])(
    "is reached at %s",
    async (at) => {
      await serve();
      expect(await identify(`${at}:${port}`, env(who.client))).toBe("mgr01");
    },
  );

  it("is reached at https:// without DOCKER_TLS_VERIFY, and then verified all the same", async () => {
    await serve();
    expect(await identify(`https://127.0.0.1:${port}`, { DOCKER_CERT_PATH: who.client.folder })).toBe("mgr01");
    const strange = identify(`https://127.0.0.1:${port}`, { DOCKER_CERT_PATH: who.stranger.folder });
    await refused("TLS_WRONG_CA", strange);
  });

  it("takes its files from docker's own folder unless DOCKER_CERT_PATH says another", async () => {
    await serve();
    const home = { DOCKER_TLS_VERIFY: "1", DOCKER_CONFIG: who.client.folder };
    expect(await identify(`tcp://127.0.0.1:${port}`, home)).toBe("mgr01");
  });

  it("is not verified with DOCKER_TLS alone, and that is said", async () => {
    await serve({ as: who.expiredServer });
    const lax = { DOCKER_TLS: "1", DOCKER_CERT_PATH: who.client.folder };
    expect(await identify(`tcp://127.0.0.1:${port}`, lax)).toBe("mgr01");
    expect(endpointFindings(`tcp://127.0.0.1:${port}`, lax).map((it) => [it.code, it.severity])).toEqual([
      ["TLS_UNVERIFIED", "warn"],
    ]);
    expect(endpointFindings(`tcp://127.0.0.1:${port}`, env(who.client))).toEqual([]);
  });

  it("needs no client certificate where it asks for none", async () => {
    await serve({ open: true });
    const ca = mkdtempSync(join(dir, "only-ca-"));
    copyFileSync(join(who.client.folder, "ca.pem"), join(ca, "ca.pem"));
    expect(await identify(`tcp://127.0.0.1:${port}`, { DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: ca })).toBe("mgr01");
  });
});

describe("an Engine that must not be trusted gets no request", () => {
  it("because another CA signed it", async () => {
    const seen = await serve();
    const details = await refused("TLS_WRONG_CA", identify(`tcp://127.0.0.1:${port}`, env(who.stranger)));
    expect(details).toMatchObject({ issuer: "CN=swarmlan test CA", ca: join(who.stranger.folder, "ca.pem") });
    expect(seen.requests).toBe(0);
  });

  it("because its certificate is out of date", async () => {
    const seen = await serve({ as: who.expiredServer });
    const details = await refused("TLS_SERVER_EXPIRED", identify(`tcp://127.0.0.1:${port}`, env(who.client)));
    expect(details).toMatchObject({ when: expect.stringContaining("expired on 2020-01-31") as unknown });
    expect(seen.requests).toBe(0);
  });

  it("because it is for another name", async () => {
    const seen = await serve();
    const details = await refused("TLS_WRONG_NAME", identify(`tcp://127.0.0.2:${port}`, env(who.client)));
    expect(details).toMatchObject({ name: "127.0.0.2", names: expect.stringContaining("localhost") as unknown });
    expect(seen.requests).toBe(0);
  }, 20_000);
});

describe("a client that an Engine does not take", () => {
  it.each<[ErrorCode, () => Identity]>([
    ["TLS_CLIENT_CERT_REFUSED", () => mixed(who.stranger)],
    ["TLS_CLIENT_CERT_EXPIRED", () => who.expiredClient],
    ["TLS_CLIENT_CERT_MISSING", () => mixed()],
  ])("is told %s", async (code, identity) => {
    await serve();
    await refused(code, identify(`tcp://127.0.0.1:${port}`, env(identity())));
  });

  /** The right CA with somebody else's certificate, or with none. */
  function mixed(own?: Identity): Identity {
    const folder = mkdtempSync(join(dir, "mixed-"));
    if (own) cpSync(own.folder, folder, { recursive: true });
    copyFileSync(join(who.client.folder, "ca.pem"), join(folder, "ca.pem"));
    return { folder };
  }
});

describe("TLS on one side only", () => {
  it("is told apart: plain spoken to a TLS port", async () => {
    await serve();
    await refused("TLS_WANTED", identify(`tcp://127.0.0.1:${port}`, {}));
  });

  it("is told apart: TLS spoken to a plain port", async () => {
    await serve({ plain: true });
    await refused("TLS_NOT_SPOKEN", identify(`tcp://127.0.0.1:${port}`, env(who.client)));
  });

  it("leaves a port where nobody listens what it is", async () => {
    const details = await refused("ENGINE_UNREACHABLE", identify("tcp://127.0.0.1:9", env(who.client)));
    expect(details).toMatchObject({ reason: "nothing listens there" });
  });
});

describe("TLS files", () => {
  /** A copy of the client's folder, changed. */
  function changed(change: (file: (name: string) => string) => void): Promise<string> {
    const folder = mkdtempSync(join(dir, "changed-"));
    cpSync(who.client.folder, folder, { recursive: true });
    change((name) => join(folder, name));
    return identify("tcp://127.0.0.1:9", env({ folder }));
  }

  it.each<[string, ErrorCode, string, (file: (name: string) => string) => void]>([
    ["ca.pem is not there", "TLS_FILE_MISSING", "ca.pem", (file) => rmSync(file("ca.pem"))],
    ["cert.pem is not there, but its key is", "TLS_FILE_MISSING", "cert.pem", (file) => rmSync(file("cert.pem"))],
    ["ca.pem is no PEM", "TLS_FILE_INVALID", "ca.pem", (file) => writeFileSync(file("ca.pem"), "hello")],
    ["cert.pem is no PEM", "TLS_FILE_INVALID", "cert.pem", (file) => writeFileSync(file("cert.pem"), "hello")],
    ["key.pem is no PEM", "TLS_FILE_INVALID", "key.pem", (file) => writeFileSync(file("key.pem"), "hello")],
    [
      "key.pem is another certificate's",
      "TLS_FILE_INVALID",
      "key.pem",
      (file) => copyFileSync(join(who.stranger.folder, "key.pem"), file("key.pem")),
    ],
    [
      "key.pem is encrypted",
      "TLS_KEY_ENCRYPTED",
      "key.pem",
      (file) => {
        const argv = [
          "pkey",
          "-in",
          join(who.client.folder, "key.pem"),
          "-aes256",
          "-passout",
          "pass:x",
          "-out",
          file("key.pem"),
        ];
        execFileSync("openssl", argv);
      },
    ],
    [
      "key.pem is a folder",
      "TLS_FILE_UNREADABLE",
      "key.pem",
      (file) => {
        rmSync(file("key.pem"));
        cpSync(who.client.folder, file("key.pem"), { recursive: true });
      },
    ],
  ])("are refused by name: %s", async (_, code, name, change) => {
    const details = await refused(code, changed(change));
    expect(details).toMatchObject({ file: expect.stringMatching(new RegExp(`/${name}$`)) as unknown });
  });

  it.skipIf(process.getuid?.() === 0)("are refused when they belong to somebody else", async () => {
    await refused(
      "TLS_FILE_UNREADABLE",
      changed((file) => chmodSync(file("key.pem"), 0)),
    );
  });

  it("without a key, leave cert.pem out, as docker does", async () => {
    await refused(
      "ENGINE_UNREACHABLE",
      changed((file) => rmSync(file("key.pem"))),
    );
  });
});
