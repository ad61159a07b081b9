/**
 * A transparent HTTP proxy in front of an Engine's unix socket, for tests that count calls or kill somebody at one.
 *
 * Every request is told before it goes on and after its answer came; a hook that never resolves holds the request.
 * Refuses nothing and changes nothing. Streams (events, a command's output) pass through as they come.
 */
import { rmSync } from "node:fs";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";

export interface ProxiedRequest {
  readonly method: string;
  /** Without the version prefix and the query. */
  readonly path: string;
  readonly query: string;
  /** How many requests came before it, and how many writes. */
  readonly index: number;
  /** 1 for the first write; 0 for a read. A command in a container is no write. */
  readonly write: number;
}

export interface ProxyOptions {
  /** Path of the Engine's socket. */
  readonly target: string;
  /** Path to listen on. */
  readonly listen: string;
  /** Before the request goes to the Engine. */
  readonly onRequest?: (request: ProxiedRequest) => void | Promise<void>;
  /** After the Engine did it, before its answer goes back. */
  readonly onAnswer?: (request: ProxiedRequest, status: number) => void | Promise<void>;
}

export interface CountingProxy extends AsyncDisposable {
  /** For a spec: `unix://…`. */
  readonly endpoint: string;
  readonly requests: readonly ProxiedRequest[];
  /** Requests by `GET /networks`; ids in paths are written `:id`. */
  counts(): Readonly<Record<string, number>>;
  reset(): void;
  close(): Promise<void>;
}

/** The socket is there when it resolves. */
export async function startProxy(options: ProxyOptions): Promise<CountingProxy> {
  const seen: ProxiedRequest[] = [];
  rmSync(options.listen, { force: true });
  const server = createServer((incoming, answer) => {
    void pass(options, seen, incoming, answer).catch(() => answer.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.listen, resolve);
  });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    endpoint: `unix://${options.listen}`,
    requests: seen,
    counts: () => countsOf(seen),
    reset: () => {
      seen.length = 0;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function pass(
  options: ProxyOptions,
  seen: ProxiedRequest[],
  incoming: IncomingMessage,
  answer: ServerResponse,
): Promise<void> {
  const told = describe(seen, incoming);
  seen.push(told);
  // The body waits in the socket until the hook lets the request go on.
  await options.onRequest?.(told);
  const { method, url } = incoming;
  // An Engine that is asked to close does so while Node still ends the request with an empty write, which then fails.
  const headers = { ...incoming.headers, connection: "keep-alive" };
  const outgoing = request({ socketPath: options.target, method, path: url, headers, agent: false });
  const came = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once("response", resolve);
    outgoing.once("error", reject);
  });
  answer.once("close", () => outgoing.destroy());
  incoming.pipe(outgoing);
  const from = await came;
  await options.onAnswer?.(told, from.statusCode ?? 0);
  answer.writeHead(from.statusCode ?? 502, from.headers);
  answer.flushHeaders();
  from.once("error", () => answer.destroy());
  from.pipe(answer);
}

function describe(seen: readonly ProxiedRequest[], incoming: IncomingMessage): ProxiedRequest {
  const url = new URL(incoming.url ?? "/", "http://docker");
  const path = url.pathname.replace(/^\/v\d+\.\d+(?=\/)/, "");
  const method = incoming.method ?? "GET";
  const writes = method !== "GET" && method !== "HEAD" && !/^\/exec\/|\/exec$/.test(path);
  const before = seen.filter((it) => it.write > 0).length;
  return { method, path, query: url.search, index: seen.length, write: writes ? before + 1 : 0 };
}

function countsOf(seen: readonly ProxiedRequest[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { method, path } of seen) {
    const key = `${method} ${path.replace(/\/(?:[0-9a-z]{25}|[0-9a-f]{64}|sha256(?::|%3A)[0-9a-f]+)(?=\/|$)/, "/:id")}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}
