/** Containers of one Engine. */
import { AppError, isAppError } from "../../errors/app-error.ts";
import type { ContainerId } from "../../model/ids.ts";
import type { EngineContainer } from "../../model/snapshot.ts";
import type { ContainerStart, EngineContainers } from "../../operations/ports/engine.ts";
import { execIn, outputIn } from "./exec.ts";
import type { EngineHttp } from "./http/client.ts";
import { containerOf } from "./wire/container.ts";

export function containersOf(http: EngineHttp): EngineContainers {
  return {
    list: async ({ all }, signal) => {
      const call = { method: "GET", path: "/containers/json", query: { all: String(all) } } as const;
      const containers: EngineContainer[] = [];
      for await (const some of http.lists(call, signal)) for (const it of some) containers.push(containerOf(it));
      return containers;
    },
    exec: (id, argv, signal, options) => execIn(http, { id, argv, limit: options?.limit }, signal),
    output: (id, argv, signal, options) => outputIn(http, { id, argv, limit: options?.limit }, signal),
    start: (request, signal) => start(http, request, signal),
    remove: async (id, signal) => {
      const query = { force: "true", v: "true" };
      const answer = await http.ask({ method: "DELETE", path: `/containers/${id}`, query, expect: [404] }, signal);
      return answer.status !== 404;
    },
    pid: async (id, signal) => {
      const answer = await http.ask({ method: "GET", path: `/containers/${id}/json`, expect: [404] }, signal);
      if (answer.status === 404) return undefined;
      const pid = answer.wire().at("State").number("Pid");
      return pid > 0 ? pid : undefined;
    },
  };
}

/** What cannot be started is removed again: nobody else knows of it. */
async function start(http: EngineHttp, request: ContainerStart, signal: AbortSignal): Promise<ContainerId> {
  const call = {
    method: "POST",
    path: "/containers/create",
    query: { name: request.name },
    body: bodyOf(request),
  } as const;
  const made = await http.ask({ ...call, expect: [404] }, signal);
  if (made.status === 404) throw new AppError("IMAGE_MISSING", { endpoint: http.endpoint, image: request.image });
  const id = made.wire().text("Id") as ContainerId;
  try {
    await http.ask({ method: "POST", path: `/containers/${id}/start` }, signal);
    return id;
  } catch (thrown) {
    const query = { force: "true" };
    await http
      .ask({ method: "DELETE", path: `/containers/${id}`, query, expect: [404] }, AbortSignal.timeout(10_000))
      .catch((second: unknown) => {
        if (!isAppError(second)) throw second;
      });
    throw thrown;
  }
}

function bodyOf({ image, argv, labels, capabilities }: ContainerStart): unknown {
  return {
    Image: image,
    Entrypoint: [argv[0]],
    Cmd: argv.slice(1),
    Labels: labels,
    HostConfig: {
      NetworkMode: "host",
      PidMode: "host",
      UsernsMode: "host",
      ReadonlyRootfs: true,
      Tmpfs: { "/tmp": "" },
      CapDrop: ["ALL"],
      CapAdd: capabilities,
      // AppArmor's default profile forbids to read other processes' network, which is what a probe is for.
      SecurityOpt: ["apparmor=unconfined"],
      RestartPolicy: { Name: "no" },
      AutoRemove: true,
      LogConfig: { Type: "none" },
    },
  };
}
