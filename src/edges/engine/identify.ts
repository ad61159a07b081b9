/** Who an Engine is: its version, its host, and its place in a swarm. */
import type { NodeId } from "../../model/ids.ts";
import type { EngineIdentity, KnownManager } from "../../operations/ports/engine.ts";
import type { EngineHttp } from "./http/client.ts";
import type { Wire } from "./wire/wire.ts";

const STATES = ["inactive", "pending", "active", "error", "locked"] as const;

/** One call (`/info`), the dearest of all: Engines run several programs to answer it. Asked first, it negotiates too. */
export async function identify(http: EngineHttp, signal: AbortSignal): Promise<EngineIdentity> {
  const info = await http.info(signal);
  const { version, apiVersion } = await http.version(signal);
  const swarm = info.at("Swarm");
  const state = swarm.maybe("LocalNodeState");
  const nodeId = swarm.maybe("NodeID");
  const nodeAddress = swarm.maybe("NodeAddr");
  const swarmId = swarm.at("Cluster").maybe("ID");
  return {
    version,
    apiVersion,
    hostname: info.maybe("Name") ?? "",
    ...(nodeId === undefined ? {} : { nodeId: nodeId as NodeId }),
    swarmState: STATES.find((known) => known === state) ?? "inactive",
    controlAvailable: swarm.flag("ControlAvailable"),
    ...(swarmId === undefined ? {} : { swarmId }),
    ...(nodeAddress === undefined ? {} : { nodeAddress }),
    managers: swarm.at("RemoteManagers").list().map(managerOf),
  };
}

/** `Addr` is `10.0.0.1:2377` or `[fd00::1]:2377`. */
function managerOf(it: Wire): KnownManager {
  const address = (it.maybe("Addr") ?? "").replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
  return { node: it.text("NodeID") as NodeId, address };
}
