/** The swarm's services. Jobs are not modelled. */
import { type Asked, json, type Reply, type Route } from "../http/route.ts";
import { notModelled, Refusal } from "../refusal.ts";
import { checkVersion, fresh, touch } from "../swarm/raft.ts";
import { kick } from "../swarm/reconcile.ts";
import type { ServiceSpecWire, ServiceWire } from "../wire-types.ts";
import { emit, type World } from "../world.ts";

export const serviceRoutes: readonly Route[] = [
  { method: "GET", path: "/services", swarm: true, answer: list },
  { method: "GET", path: "/services/:id", swarm: true, answer: (asked) => json(serviceOf(asked)) },
  { method: "POST", path: "/services/create", swarm: true, answer: create },
  { method: "POST", path: "/services/:id/update", swarm: true, answer: update },
  { method: "DELETE", path: "/services/:id", swarm: true, answer: remove },
];

function list({ world, query }: Asked): Reply {
  if (query.has("filters")) throw notModelled("filters of GET /services");
  return json([...world.swarm.services.values()]);
}

function create({ world, body }: Asked): Reply {
  const Spec = specOf(world, body);
  if ([...world.swarm.services.values()].some((it) => it.Spec.Name === Spec.Name)) {
    const what = `name conflicts with an existing object: service ${Spec.Name} already exists`;
    throw new Refusal(409, `rpc error: code = AlreadyExists desc = ${what}`);
  }
  const service: ServiceWire = { ...fresh(world), Spec };
  world.swarm.services.set(service.ID, service);
  tell(world, "create", service);
  return json({ ID: service.ID }, 201);
}

function update(asked: Asked): Reply {
  const { world, query, body } = asked;
  const service = serviceOf(asked);
  const Spec = specOf(world, body);
  checkVersion(service, query.get("version"));
  service.Spec = Spec;
  touch(world.swarm, service);
  tell(world, "update", service);
  return json({ Warnings: null });
}

function remove(asked: Asked): Reply {
  const service = serviceOf(asked);
  asked.world.swarm.services.delete(service.ID);
  tell(asked.world, "remove", service);
  return { kind: "empty", status: 200 };
}

function tell(world: World, Action: string, service: ServiceWire): void {
  const Actor = { ID: service.ID, Attributes: { name: service.Spec.Name } };
  emit(world, "managers", { Type: "service", Action, Actor });
  kick(world);
}

function serviceOf({ world, params }: Asked): ServiceWire {
  const wanted = params["id"] ?? "";
  const service =
    world.swarm.services.get(wanted) ?? [...world.swarm.services.values()].find((it) => it.Spec.Name === wanted);
  if (!service) throw new Refusal(404, `service ${wanted} not found`);
  return service;
}

/** The spec as raft keeps it: networks by id, one replica where nothing is said. */
function specOf(world: World, body: unknown): ServiceSpecWire {
  const given = body as Partial<ServiceSpecWire>;
  const { Name, TaskTemplate } = given;
  const mode = given.Mode ?? {};
  if (Name === undefined || Name === "")
    throw new Refusal(400, "rpc error: code = InvalidArgument desc = name must be valid as a DNS name component");
  if (TaskTemplate?.ContainerSpec?.Image === undefined) {
    throw new Refusal(400, "rpc error: code = InvalidArgument desc = ContainerSpec: image reference must be provided");
  }
  if (Object.keys(mode).some((key) => key !== "Replicated" && key !== "Global")) throw notModelled("a job");
  const Networks = (TaskTemplate.Networks ?? []).map((it) => ({ ...it, Target: networkId(world, it.Target) }));
  return {
    ...given,
    Name,
    Labels: { ...given.Labels },
    TaskTemplate: { ...TaskTemplate, Networks },
    Mode: mode.Global ? { Global: {} } : { Replicated: { Replicas: mode.Replicated?.Replicas ?? 1 } },
  };
}

function networkId(world: World, target: string): string {
  const found = world.swarm.networks.get(target) ?? [...world.swarm.networks.values()].find((it) => it.Name === target);
  if (!found) throw new Refusal(404, `network ${target} not found`);
  return found.Id;
}
