/** Commands in containers: made, started (their output framed), and asked for their end. */
import { type Asked, json, type Reply, type Route } from "../http/route.ts";
import { runCommand } from "../node/commands.ts";
import { notModelled, Refusal } from "../refusal.ts";
import type { Exec } from "../world.ts";

export const execRoutes: readonly Route[] = [
  { method: "POST", path: "/containers/:id/exec", answer: make },
  { method: "POST", path: "/exec/:id/start", answer: start },
  { method: "GET", path: "/exec/:id/json", answer: tell },
];

function make({ world, node, params, body }: Asked): Reply {
  const container = node.containers.get(params["id"] ?? "");
  if (!container) throw new Refusal(404, `No such container: ${params["id"]}`);
  if (container.state !== "running") throw new Refusal(409, `Container ${container.id} is not running`);
  const { Cmd, Tty } = body as { Cmd?: string[]; Tty?: boolean };
  if (Tty) throw notModelled("a command with a terminal");
  const id = world.ids.hex();
  node.execs.set(id, { container: container.id, argv: Cmd ?? [] });
  return json({ Id: id }, 201);
}

function start(asked: Asked): Reply {
  const exec = execOf(asked);
  const { exitCode, output } = runCommand(asked, exec.container, exec.argv);
  exec.exitCode = exitCode;
  return {
    kind: "stream",
    type: "application/vnd.docker.multiplexed-stream",
    write: (to) => to.end(output === "" ? "" : frame(exitCode === 0 ? 1 : 2, Buffer.from(output))),
  };
}

function tell(asked: Asked): Reply {
  const exec = execOf(asked);
  return json({ ID: asked.params["id"], Running: false, ExitCode: exec.exitCode ?? null });
}

function execOf({ node, params }: Asked): Exec {
  const exec = node.execs.get(params["id"] ?? "");
  if (!exec) throw new Refusal(404, `No such exec instance: ${params["id"]}`);
  return exec;
}

/** One frame of Docker's stream: 1 is stdout, 2 is stderr. */
function frame(stream: 1 | 2, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt8(stream, 0);
  head.writeUInt32BE(data.length, 4);
  return Buffer.concat([head, data]);
}
