/**
 * A swarm in memory, as far as testing a LAN goes: a global service gets a task and a container on every node; every
 * call that is not modelled throws.
 */
import { AppError } from "../../src/errors/app-error.ts";
import { formatAddress } from "../../src/model/address.ts";
import type { ContainerId, ServiceId } from "../../src/model/ids.ts";
import type { EngineContainer, Snapshot, SwarmService, SwarmTask } from "../../src/model/snapshot.ts";
import type { Engine, ExecResult, Fleet } from "../../src/operations/ports/engine.ts";
import { container, service, task } from "./snapshot-builder.ts";

export interface Behaviour {
  /** What a program in a container answers; wget of any page succeeds unless said. Nothing: it hangs until it is aborted. */
  readonly exec?: (argv: readonly string[], from: string) => ExecResult | undefined;
  /** Nodes whose task is rejected, with the Engine's text. */
  readonly rejected?: Readonly<Record<string, string>>;
  /** Nodes whose Engine does not answer when asked for containers. */
  readonly silent?: readonly string[];
  readonly refuseRemoval?: boolean;
  /** Containers have an address of either family. */
  readonly dualStack?: boolean;
  readonly before?: readonly SwarmService[];
  /** The containers' ID. */
  readonly container?: string;
}

export class TestSwarm {
  readonly services = new Map<string, SwarmService>();
  readonly created: unknown[] = [];
  readonly removed: string[] = [];
  private readonly snapshot: Snapshot;
  private readonly behaviour: Behaviour;

  constructor(snapshot: Snapshot, behaviour: Behaviour = {}) {
    this.snapshot = snapshot;
    this.behaviour = behaviour;
    for (const it of behaviour.before ?? []) this.services.set(it.id, it);
  }

  get fleet(): Fleet {
    const manager = this.snapshot.swarm.nodes[0]?.hostname ?? "";
    return {
      manager: (signal) => {
        signal.throwIfAborted();
        return Promise.resolve(this.engine(manager));
      },
      expect: () => undefined,
      managerIdentity: () => Promise.reject(new Error("not modelled")),
      node: (node) => this.engine(node.hostname),
      close: () => undefined,
    };
  }

  private tasks(): readonly SwarmTask[] {
    return [...this.services.values()].flatMap((it) =>
      this.snapshot.swarm.nodes.map((node, index): SwarmTask => {
        const error = this.behaviour.rejected?.[node.hostname];
        const state = error === undefined ? {} : { state: "rejected", error };
        return { ...task(`${it.name}.${index}`, node.hostname, state), service: it.id };
      }),
    );
  }

  private containersOn(hostname: string): readonly EngineContainer[] {
    return this.tasks().flatMap((it, index) => {
      const at = this.snapshot.swarm.nodes.findIndex((node) => node.id === it.node);
      if (this.snapshot.swarm.nodes[at]?.hostname !== hostname || it.state !== "running") return [];
      const made = container({ name: `c${index}`, task: "x.1", ip: `192.168.${16 + at}.2`, ...this.second(at) });
      const id = (this.behaviour.container ?? made.id) as ContainerId;
      return [{ ...made, id, task: it.id, serviceId: it.service }];
    });
  }

  private second(at: number): { ip6?: string } {
    return this.behaviour.dualStack ? { ip6: `fd00:16:0:0:${at}::2` } : {};
  }

  private engine(hostname: string): Engine {
    const swarm = {
      services: () => Promise.resolve([...this.services.values()]),
      tasks: () => Promise.resolve(this.tasks()),
      createService: (spec: unknown) => {
        const { Name, Labels } = spec as { Name: string; Labels: Record<string, string> };
        this.created.push(spec);
        this.services.set(Name, service(Name, { labels: Labels, mode: "global" }));
        return Promise.resolve(Name as ServiceId);
      },
      removeService: (id: ServiceId) => {
        if (this.behaviour.refuseRemoval) {
          throw new AppError("ENGINE_UNREACHABLE", { endpoint: hostname, reason: "refused" });
        }
        this.removed.push(id);
        return Promise.resolve(this.services.delete(id));
      },
    };
    const containers = {
      list: () => {
        if (this.behaviour.silent?.includes(hostname)) {
          throw new AppError("ENGINE_UNREACHABLE", { endpoint: hostname, reason: "refused" });
        }
        return Promise.resolve(this.containersOn(hostname));
      },
      exec: (_: unknown, argv: readonly string[], signal: AbortSignal) => {
        const { exec } = this.behaviour;
        if (exec === undefined) return Promise.resolve({ exitCode: 0, output: "hello" });
        const result = exec(argv, hostname);
        return result === undefined ? untilAborted(signal) : Promise.resolve(result);
      },
    };
    return strict({ endpoint: hostname, swarm: strict(swarm), containers: strict(containers) }) as unknown as Engine;
  }
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new AppError("INTERRUPTED", { what: "waiting for ssh://node" })));
  });
}

function strict<T extends object>(it: T): T {
  return new Proxy(it, {
    get(target, key) {
      if (key === "then" || key in target) return Reflect.get(target, key) as unknown;
      throw new TypeError(`the fake swarm has no ${String(key)}`);
    },
  });
}

/** The page of the n-th node's container. */
export function page(index: number): string {
  return `http://${formatAddress({ family: 4, value: 0xc0a81002n + BigInt(index) * 256n })}:80/`;
}
