/** `/_ping`, `/version` and `/info`. */
import { type Asked, json, type Reply, type Route } from "../http/route.ts";
import { apiOf } from "../versions.ts";
import { isManager, raftNode, type World } from "../world.ts";

export const systemRoutes: readonly Route[] = [
  { method: "GET", path: "/_ping", answer: () => json("OK") },
  { method: "GET", path: "/version", answer: version },
  { method: "GET", path: "/info", answer: info },
];

function version({ node }: Asked): Reply {
  const { newest, oldest } = apiOf(node.engineVersion);
  return json({ Version: node.engineVersion, ApiVersion: newest, MinAPIVersion: oldest, Os: "linux", Arch: "amd64" });
}

function info({ world, node }: Asked): Reply {
  const manager = isManager(world, node);
  const member = raftNode(world, node) !== undefined;
  const Swarm = {
    NodeID: member ? node.id : "",
    NodeAddr: member ? node.address : "",
    LocalNodeState: member ? "active" : "inactive",
    ControlAvailable: manager,
    Error: "",
    RemoteManagers: member ? managersOf(world) : null,
    ...(manager ? { Nodes: world.swarm.nodes.size, Cluster: { ID: world.swarm.id } } : {}),
  };
  return json({ Name: node.hostname, ServerVersion: node.engineVersion, Swarm });
}

/** Every member of a swarm knows its managers. */
function managersOf(world: World): readonly object[] {
  return [...world.swarm.nodes.values()].flatMap(({ ID, ManagerStatus }) =>
    ManagerStatus === undefined ? [] : [{ NodeID: ID, Addr: ManagerStatus.Addr }],
  );
}
