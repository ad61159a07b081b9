/**
 * One node's Engine behind a unix socket. A path that no route has is answered 501, loudly: a client must not take
 * silence for success.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { rmSync } from "node:fs";
import { notModelled, Refusal } from "../refusal.ts";
import { routes } from "../routes/index.ts";
import { apiOf } from "../versions.ts";
import { isManager, raftNode, type SimNode, type World } from "../world.ts";
import { match, type Reply } from "./route.ts";

export interface Listening {
  close(): Promise<void>;
}

export async function serve(world: World, node: SimNode, path: string): Promise<Listening> {
  rmSync(path, { force: true });
  const server = createServer((request, response) => void handle(world, node, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  // A simulation alone must not keep a process alive.
  server.unref();
  return { close: () => closeServer(server) };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function handle(world: World, node: SimNode, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const body = await bodyOf(request);
    if (world.timing.answer > 0) await new Promise((resolve) => setTimeout(resolve, world.timing.answer));
    response.setHeader("Api-Version", apiOf(node.engineVersion).newest);
    send(response, answer(world, node, { method: request.method ?? "", url: request.url ?? "", body }));
  } catch (thrown) {
    const status = thrown instanceof Refusal ? thrown.status : 500;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    send(response, { kind: "json", status, body: { message } });
  }
}

function answer(world: World, node: SimNode, it: { method: string; url: string; body: unknown }): Reply {
  const url = new URL(it.url, "http://docker");
  const [, version, path = ""] = /^(?:\/v(\d+\.\d+))?(\/.*)$/.exec(url.pathname) ?? [];
  if (version !== undefined) checkVersion(version, node.engineVersion);
  for (const route of routes) {
    const params = match(route, it.method, path);
    if (!params) continue;
    if (route.swarm) refuseNoManager(world, node);
    return route.answer({ world, node, params, query: url.searchParams, body: it.body });
  }
  throw notModelled(`${it.method} ${path}`);
}

function checkVersion(asked: string, engine: string): void {
  const { newest, oldest } = apiOf(engine);
  const minor = (version: string): number => Number(version.split(".")[1]);
  if (minor(asked) > minor(newest)) {
    throw new Refusal(400, `client version ${asked} is too new. Maximum supported API version is ${newest}`);
  }
  if (minor(asked) < minor(oldest)) {
    const please = "please upgrade your client to a newer version";
    throw new Refusal(400, `client version ${asked} is too old. Minimum supported API version is ${oldest}, ${please}`);
  }
}

function refuseNoManager(world: World, node: SimNode): void {
  if (isManager(world, node)) return;
  const why = raftNode(world, node)
    ? "Worker nodes can't be used to view or modify cluster state. Please run this command on a manager node or promote the current node to a manager."
    : 'Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.';
  throw new Refusal(503, `This node is not a swarm manager. ${why}`);
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? {} : (JSON.parse(text) as unknown);
}

function send(response: ServerResponse, reply: Reply): void {
  switch (reply.kind) {
    case "json":
      response.writeHead(reply.status, { "Content-Type": "application/json" });
      response.end(`${JSON.stringify(reply.body)}\n`);
      return;
    case "empty":
      response.writeHead(reply.status).end();
      return;
    case "stream":
      response.writeHead(200, { "Content-Type": reply.type });
      reply.write(response);
  }
}
