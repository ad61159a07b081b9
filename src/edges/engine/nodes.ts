/** The swarm's nodes, as a manager tells and changes them. */
import { AppError } from "../../errors/app-error.ts";
import type { NodeId } from "../../model/ids.ts";
import type { EngineSwarm, NodeChange } from "../../operations/ports/engine.ts";
import type { EngineHttp } from "./http/client.ts";
import { nodeOf } from "./wire/node.ts";
import type { Wire } from "./wire/wire.ts";

interface Known {
  readonly version: number;
  readonly spec: unknown;
}

/**
 * An update must send the node's whole Spec. The version says which Spec it was, so the one that `nodes` saw last is
 * as good as a fresh one: compare-and-swap refuses it otherwise. One call for an update, two when nobody listed before.
 */
export function nodesOf(http: EngineHttp): Pick<EngineSwarm, "nodes" | "updateNode"> {
  const known = new Map<string, Known>();
  const remember = (it: Wire): Known => {
    const seen = { version: it.at("Version").number("Index"), spec: it.at("Spec").raw };
    known.set(it.text("ID"), seen);
    return seen;
  };
  const specAt = async (id: NodeId, version: number, signal: AbortSignal): Promise<unknown> => {
    const cached = known.get(id);
    const call = { method: "GET", path: `/nodes/${id}` } as const;
    const seen = cached?.version === version ? cached : remember((await http.ask(call, signal)).wire());
    if (seen.version === version) return seen.spec;
    const text = `the node is at version ${seen.version}, not ${version}`;
    throw new AppError("OUT_OF_SEQUENCE", { endpoint: http.endpoint, call: `POST /nodes/${id}/update`, text });
  };
  return {
    nodes: async (signal) => {
      const listed = (await http.ask({ method: "GET", path: "/nodes" }, signal)).wire().list();
      known.clear();
      return listed.map((it) => {
        remember(it);
        return nodeOf(it);
      });
    },
    updateNode: async (id, version, change, signal) => {
      const body = changed((await specAt(id, version, signal)) as object, change);
      known.delete(id);
      const query = { version: String(version) };
      await http.ask({ method: "POST", path: `/nodes/${id}/update`, query, body }, signal);
    },
  };
}

function changed(spec: object, change: NodeChange): object {
  const before = "Labels" in spec && typeof spec.Labels === "object" ? { ...spec.Labels } : {};
  const labels: Record<string, unknown> = { ...before, ...change.setLabels };
  for (const label of change.removeLabels ?? []) delete labels[label];
  return {
    ...spec,
    Labels: labels,
    ...(change.availability === undefined ? {} : { Availability: change.availability }),
  };
}
