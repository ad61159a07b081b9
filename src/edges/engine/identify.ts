/** Who an Engine is: its version, its host, and its place in a swarm. */
import type { NodeId } from "../../model/ids.ts";
import type { EngineIdentity } from "../../operations/ports/engine.ts";
import type { EngineHttp } from "./http/client.ts";

const STATES = ["inactive", "pending", "active", "error", "locked"] as const;

/** One call (`/info`), and the negotiation when it was not done yet. */
export async function identify(http: EngineHttp, signal: AbortSignal): Promise<EngineIdentity> {
  const { version, apiVersion } = await http.version(signal);
  const info = (await http.ask({ method: "GET", path: "/info" }, signal)).wire();
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
  };
}
