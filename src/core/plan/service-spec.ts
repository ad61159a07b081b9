/**
 * A service's Spec without, and again with, its attachment to a LAN. The attachment is remembered in a label of the
 * service itself, in the same write that takes it off: whatever is killed in between, nothing is forgotten.
 */
import type { LanName } from "../../model/ids.ts";
import type { SwarmService } from "../../model/snapshot.ts";
import { reattachLabel } from "./names.ts";

interface Attachment {
  readonly Target: string;
  readonly Aliases?: readonly string[];
  readonly DriverOpts?: Readonly<Record<string, string>>;
}

interface SpecWire {
  readonly Labels?: Readonly<Record<string, string>>;
  readonly Networks?: readonly Attachment[] | null;
  readonly TaskTemplate: { readonly Networks?: readonly Attachment[] | null };
}

/** `reattach.<lan>` = id of the network it was on; `reattach.<lan>.with` = what its attachment said besides. */
const memo = (lan: LanName) => `${reattachLabel(lan)}.with`;

export function detachedSpec(service: SwarmService, of: { lan: LanName; network: string; forGood: boolean }): unknown {
  const spec = service.spec as SpecWire;
  const isIt = (it: Attachment) => it.Target === of.network || it.Target === of.lan;
  const all = [...(spec.TaskTemplate.Networks ?? []), ...(spec.Networks ?? [])];
  const { Target: _, ...rest } = all.find(isIt) ?? { Target: "" };
  const labels = of.forGood ? {} : { [reattachLabel(of.lan)]: of.network, [memo(of.lan)]: JSON.stringify(rest) };
  const { Networks: legacy, ...kept } = spec;
  return {
    ...kept,
    ...(legacy ? { Networks: legacy.filter((it) => !isIt(it)) } : {}),
    Labels: { ...spec.Labels, ...labels },
    TaskTemplate: { ...spec.TaskTemplate, Networks: (spec.TaskTemplate.Networks ?? []).filter((it) => !isIt(it)) },
  };
}

export function attachedSpec(service: SwarmService, of: { lan: LanName; network: string }): unknown {
  const spec = service.spec as SpecWire;
  const { [reattachLabel(of.lan)]: _, [memo(of.lan)]: text, ...labels } = { ...spec.Labels };
  const attachment = {
    ...(text === undefined ? {} : (JSON.parse(text) as Omit<Attachment, "Target">)),
    Target: of.network,
  };
  const others = (spec.TaskTemplate.Networks ?? []).filter((it) => it.Target !== of.network);
  return { ...spec, Labels: labels, TaskTemplate: { ...spec.TaskTemplate, Networks: [...others, attachment] } };
}
