/** The swarm's config objects: only their labels can change. */
import { type Asked, filtersOf, gone, json, type Reply, type Route } from "../http/route.ts";
import { notModelled, Refusal } from "../refusal.ts";
import { checkVersion, fresh, touch } from "../swarm/raft.ts";
import type { ConfigWire } from "../wire-types.ts";

export const configRoutes: readonly Route[] = [
  { method: "GET", path: "/configs", swarm: true, answer: list },
  { method: "GET", path: "/configs/:id", swarm: true, answer: (asked) => json(configOf(asked)) },
  { method: "POST", path: "/configs/create", swarm: true, answer: create },
  { method: "POST", path: "/configs/:id/update", swarm: true, answer: update },
  { method: "DELETE", path: "/configs/:id", swarm: true, answer: remove },
];

/** The name filter takes beginnings of names, as swarm's does. */
function list({ world, query }: Asked): Reply {
  const { name, ...others } = filtersOf(query);
  const unknown = Object.keys(others)[0];
  if (unknown !== undefined) throw notModelled(`the filter ${unknown} of GET /configs`);
  const all = [...world.swarm.configs.values()];
  return json(name ? all.filter((config) => name.some((prefix) => config.Spec.Name.startsWith(prefix))) : all);
}

function create({ world, body }: Asked): Reply {
  const { Name, Labels, Data } = body as Partial<ConfigWire["Spec"]>;
  if (!Name) throw new Refusal(400, "rpc error: code = InvalidArgument desc = config name must be provided");
  if (!Data)
    throw new Refusal(
      400,
      "rpc error: code = InvalidArgument desc = config data must be larger than 0 and less than 512000 bytes",
    );
  if ([...world.swarm.configs.values()].some((it) => it.Spec.Name === Name)) {
    throw new Refusal(409, `rpc error: code = AlreadyExists desc = config ${Name} already exists`);
  }
  const config: ConfigWire = { ...fresh(world), Spec: { Name, Labels: { ...Labels }, Data } };
  world.swarm.configs.set(config.ID, config);
  return json({ ID: config.ID }, 201);
}

function update(asked: Asked): Reply {
  const config = configOf(asked);
  const { Name, Labels, Data } = asked.body as Partial<ConfigWire["Spec"]>;
  checkVersion(config, asked.query.get("version"));
  if (Name !== config.Spec.Name || Data !== config.Spec.Data) {
    throw new Refusal(400, "rpc error: code = InvalidArgument desc = only updates to Labels are allowed");
  }
  config.Spec = { ...config.Spec, Labels: { ...Labels } };
  touch(asked.world.swarm, config);
  return json({});
}

function remove(asked: Asked): Reply {
  asked.world.swarm.configs.delete(configOf(asked).ID);
  return gone;
}

function configOf({ world, params }: Asked): ConfigWire {
  const config = world.swarm.configs.get(params["id"] ?? "");
  if (!config) throw new Refusal(404, `config ${params["id"]} not found`);
  return config;
}
