/** Docker's service. */
import type { ServiceId } from "../../../model/ids.ts";
import type { SwarmService } from "../../../model/snapshot.ts";
import type { Wire } from "./wire.ts";

export function serviceOf(it: Wire): SwarmService {
  const spec = it.at("Spec");
  const template = spec.at("TaskTemplate");
  const replicated = spec.at("Mode").at("Replicated");
  return {
    id: it.text("ID") as ServiceId,
    version: it.at("Version").number("Index"),
    name: spec.text("Name"),
    labels: spec.at("Labels").texts(),
    image: template.at("ContainerSpec").maybe("Image") ?? "",
    mode: modeOf(spec.at("Mode")),
    // Docker takes one replica where none is said.
    ...(replicated.absent ? {} : { replicas: replicated.at("Replicas").absent ? 1 : replicated.number("Replicas") }),
    networks: targetsOf(template.at("Networks").list(), spec.at("Networks").list()),
    constraints: template
      .at("Placement")
      .at("Constraints")
      .list()
      .map((it) => String(it.raw)),
    spec: spec.raw,
  };
}

function modeOf(mode: Wire): SwarmService["mode"] {
  if (!mode.at("Global").absent) return "global";
  return mode.at("ReplicatedJob").absent && mode.at("GlobalJob").absent ? "replicated" : "job";
}

/** The networks of the task template; older clients wrote them beside it, and Engines still honour that. */
function targetsOf(template: readonly Wire[], legacy: readonly Wire[]): string[] {
  return [...new Set([...template, ...legacy].map((network) => network.text("Target")))];
}
